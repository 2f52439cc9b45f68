import { field, type ServiceInfo } from "../../shared/service";

/** The service's own limit per file; its console can raise it to 200 MB (services.md 5.1). */
export const usualMaximumBytes = 10 * 1024 * 1024;

/** What Easemob needs and can do, as forms and the command line show it. */
export const info: ServiceInfo = {
  id: "easemob",
  label: "Easemob",
  summary:
    "Chat files of an Easemob app. Kept for 7 days unless your plan says otherwise; the service proves neither size nor content.",
  destinationFields: [
    field({
      key: "baseUrl",
      label: "Server address",
      help: "REST address of your app's cluster, as the Easemob console shows it.",
      type: "url",
      required: true,
      placeholder: "https://a1.easemob.com",
    }),
    field({
      key: "org",
      label: "Organization",
      help: "The part of the app key before the #.",
      required: true,
      placeholder: "easemob-demo",
    }),
    field({
      key: "app",
      label: "App",
      help: "The part of the app key after the #.",
      required: true,
      placeholder: "testapp",
    }),
    field({
      key: "token",
      label: "Token",
      help: "A token of a user of the app. Or leave it empty and give a user name and password.",
      type: "secret",
    }),
    field({
      key: "username",
      label: "User name",
      help: "With the password, Waybill fetches the token itself. Not used while there is a token.",
    }),
    field({
      key: "password",
      label: "Password",
      help: "The password of this user.",
      type: "secret",
      inHeader: false,
    }),
    field({
      key: "clientId",
      label: "Client ID",
      help: "Of the app, instead of a user. Not used while there is a token or a user.",
      advanced: true,
    }),
    field({
      key: "clientSecret",
      label: "Client secret",
      help: "Goes with the client ID. It may administer the whole app, so prefer a user.",
      type: "secret",
      inHeader: false,
      advanced: true,
    }),
    field({
      key: "maxSize",
      label: "Largest file",
      help: "Bytes that your app allows per file; larger files are refused before they are sent. Usually 10 MB.",
      type: "integer",
      default: String(usualMaximumBytes),
      minimum: 1,
      advanced: true,
    }),
  ],
  uploadFields: [
    field({
      key: "restrictAccess",
      label: "Restrict access",
      help: "Only who has the file's secret can download it. Easemob must have enabled this for your app.",
      type: "boolean",
      default: "true",
    }),
    field({
      key: "thumbnailWidth",
      label: "Thumbnail width",
      help: "Of the thumbnail that the service makes of an image, in pixels; empty for its own 170.",
      type: "integer",
      minimum: 1,
      placeholder: "170",
    }),
    field({
      key: "thumbnailHeight",
      label: "Thumbnail height",
      help: "Of the thumbnail that the service makes of an image, in pixels; empty for its own 170.",
      type: "integer",
      minimum: 1,
      placeholder: "170",
    }),
  ],
  capabilities: {
    // The limit is a setting, because an app may have a higher one.
    maximumSize: null,
    hash: null,
    reportsSize: false,
    thumbnail: true,
    download: true,
    remove: false,
    reconcile: false,
    repeat: "duplicate",
    link: "needs-headers",
  },
};
