import { field, type ServiceInfo } from "../../shared/service";

const basic = { key: "auth", values: ["basic"] };
const oauth = { key: "auth", values: ["oauth"] };
const token = { key: "auth", values: ["token"] };

const address = [
  field({
    key: "baseUrl",
    label: "Server address",
    help: "Address of your cluster.",
    type: "url",
    required: true,
    placeholder: "https://eucrm.cc.capillarytech.com",
  }),
  field({
    key: "path",
    label: "Path",
    help: "Path of the file service; its last part is the namespace of the files.",
    required: true,
    default: "/api_gateway/file-service/rewards",
    advanced: true,
  }),
];

const credentials = [
  field({
    key: "auth",
    label: "Sign-in",
    help: "How Waybill proves who you are.",
    type: "choice",
    default: "basic",
    choices: [
      { value: "basic", label: "User name and password" },
      { value: "oauth", label: "API client key and secret (OAuth)" },
      { value: "token", label: "Access token, pasted" },
    ],
  }),
  field({
    key: "username",
    label: "User name",
    help: "The till or user that signs in.",
    required: true,
    onlyWhen: basic,
  }),
  field({
    key: "password",
    label: "Password",
    help: "The password of the till or user.",
    type: "secret",
    inHeader: false,
    required: true,
    onlyWhen: basic,
  }),
  field({
    key: "hashPassword",
    label: "Hash the password",
    help: "Sends the password as its MD5, as Capillary wants it; false when what you entered is the MD5 already.",
    type: "boolean",
    default: "true",
    onlyWhen: basic,
    advanced: true,
  }),
  field({
    key: "tokenUrl",
    label: "Token address",
    help: "The whole address that issues access tokens; its host is usually another one than the server's.",
    type: "url",
    required: true,
    onlyWhen: oauth,
    placeholder: "https://eu.api.capillarytech.com/v3/oauth/token/generate",
  }),
  field({
    key: "key",
    label: "Client key",
    help: "The key of your API client.",
    required: true,
    onlyWhen: oauth,
  }),
  field({
    key: "secret",
    label: "Client secret",
    help: "The secret of your API client.",
    type: "secret",
    inHeader: false,
    required: true,
    onlyWhen: oauth,
  }),
  field({
    key: "token",
    label: "Access token",
    help: "An access token that was issued to you; it usually lives some minutes.",
    type: "secret",
    required: true,
    onlyWhen: token,
  }),
];

const body = [
  field({
    key: "body",
    label: "Form of the upload",
    help: "What the server accepts, which its document does not say; change it when only a placeholder is stored.",
    type: "choice",
    default: "multipart",
    choices: [
      { value: "multipart", label: "Multipart form" },
      { value: "raw", label: "The file's bytes alone" },
    ],
    advanced: true,
  }),
  field({
    key: "partName",
    label: "Part name",
    help: "Name of the file part in a multipart form.",
    default: "file",
    onlyWhen: { key: "body", values: ["multipart"] },
    advanced: true,
  }),
];

/** Capillary's settings (product.md) and what it can do (services.md 6). */
export const capillaryInfo: ServiceInfo = {
  id: "capillary",
  label: "Capillary",
  summary: "Images of Capillary's file service; a file of the same name becomes its new version.",
  destinationFields: [...address, ...credentials, ...body],
  uploadFields: [
    field({
      key: "filename",
      label: "File name",
      help:
        "The name at the service, with its extension. May hold {name}, {stem}, {ext} (without dot), {date} (the day it " +
        "was added, UTC) and {hash8} (eight characters that differ for each upload; not a hash of the content).",
      default: "{name}",
      placeholder: "{stem}-{date}.{ext}",
    }),
  ],
  capabilities: {
    maximumSize: null,
    hash: null,
    reportsSize: true,
    thumbnail: false,
    download: true,
    remove: false,
    reconcile: false,
    repeat: "new-version",
    link: "signed",
  },
};
