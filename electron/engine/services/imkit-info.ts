import { field, type ServiceInfo } from "../../shared/service";

/** What IMKIT needs and can do, as forms and the command line show it. */
export const info: ServiceInfo = {
  id: "imkit",
  label: "IMKIT",
  summary: "Files of an IMKIT chat server, in a bucket and tagged with a chat room.",
  destinationFields: [
    field({
      key: "baseUrl",
      label: "Server address",
      help: "Address of the chat server.",
      type: "url",
      required: true,
      placeholder: "https://your-app.imkit.io",
    }),
    field({
      key: "bucket",
      label: "Bucket",
      help: "Name of the bucket that the files go to.",
      required: true,
      default: "chatserver-upload",
    }),
    field({
      key: "clientKey",
      label: "Client key",
      help: "The app's client key (IM-CLIENT-KEY); never the API key.",
      type: "secret",
      required: true,
    }),
    field({
      key: "token",
      label: "Client token",
      help: "The token that your server issued for your user; it usually lives 7 days.",
      type: "secret",
      required: true,
    }),
    field({
      key: "authorizationHeader",
      label: "Token header",
      help: "The header that carries the token.",
      type: "choice",
      default: "IM-Authorization",
      choices: [
        { value: "IM-Authorization", label: "IM-Authorization (usual)" },
        { value: "Authorization", label: "Authorization (older servers)" },
      ],
      advanced: true,
    }),
    field({
      key: "tokenPrefix",
      label: "Token prefix",
      help: 'Written before the token as it is; write the space too, e.g. "Bearer ". Usually empty.',
      advanced: true,
    }),
  ],
  uploadFields: [
    field({
      key: "roomID",
      label: "Room",
      help: "The id of the chat room that the file belongs to.",
      required: true,
      placeholder: "58871b877390be11d5f1ab30",
    }),
    field({
      key: "extra",
      label: "Tags",
      help: "More tags for search and statistics, at most 9 of them.",
      type: "pairs",
    }),
  ],
  capabilities: {
    maximumSize: null,
    hash: "md5",
    reportsSize: true,
    thumbnail: false,
    download: true,
    remove: false,
    reconcile: false,
    repeat: "duplicate",
    link: "signed",
  },
};
