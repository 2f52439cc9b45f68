import { field, type ServiceInfo } from "../../shared/service";

/** The document names no limit; more than this and one request would hold up the whole queue. */
const maximumFilesPerRequest = 10;

/** What Surgery Connect needs and can do, as forms and the command line show it. */
export const info: ServiceInfo = {
  id: "surgery-connect",
  label: "Surgery Connect",
  summary: "Patient files of X-on Surgery Connect; they can only be opened with the API key.",
  destinationFields: [
    field({
      key: "baseUrl",
      label: "Server address",
      help: "Address of the service.",
      type: "url",
      required: true,
      default: "https://api.x-on.app",
    }),
    field({
      key: "apiKey",
      label: "API key",
      help: "The key that X-on issued for your practice.",
      type: "secret",
      required: true,
    }),
    field({
      key: "userId",
      label: "User",
      help: "The UUID of the user who uploads.",
      type: "uuid",
      required: true,
    }),
    field({
      key: "body",
      label: "Form of the upload",
      help: "What the server accepts; automatic tries the other form once when it refuses the first.",
      type: "choice",
      default: "auto",
      choices: [
        { value: "auto", label: "Automatic" },
        { value: "multipart", label: "Multipart form" },
        { value: "json-base64", label: "JSON with Base64" },
      ],
      advanced: true,
    }),
    field({
      key: "partName",
      label: "Part name",
      help: "Name of the file part in a multipart form.",
      default: "files",
      advanced: true,
    }),
    field({
      key: "filesPerRequest",
      label: "Files per request",
      help: "How many files are sent together when several are waiting. With 1 each file succeeds or fails by itself.",
      type: "integer",
      default: "1",
      minimum: 1,
      maximum: maximumFilesPerRequest,
      advanced: true,
    }),
  ],
  uploadFields: [
    field({
      key: "expiryInterval",
      label: "Expires after",
      help: "Seconds after which the file can't be opened any more; empty for never.",
      type: "integer",
      minimum: 1,
      maximum: 2_147_483_647,
      placeholder: "3600",
    }),
    field({
      key: "fileRequestId",
      label: "File request",
      help: "The UUID of the file request that this file answers; empty for none.",
      type: "uuid",
    }),
  ],
  capabilities: {
    maximumSize: null,
    hash: null,
    reportsSize: true,
    thumbnail: true,
    download: true,
    remove: false,
    reconcile: true,
    repeat: "duplicate",
    link: "needs-headers",
  },
};
