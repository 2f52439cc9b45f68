import { z } from "zod";

/**
 * One setting of a service. Forms, the command line, help and validation are all drawn from it.
 * All values are strings, as on the command line: booleans are `true` and `false`, integers are decimal.
 */
export const fieldSchema = z
  .object({
    /** The contract's key (product.md), e.g. `baseUrl`. A `pairs` field owns all keys `KEY.name`. */
    key: z.string(),
    label: z.string(),
    /** One sentence of help. */
    help: z.string(),
    type: z.enum(["text", "url", "secret", "choice", "boolean", "integer", "uuid", "path", "pairs"]),
    required: z.boolean(),
    /** The value used when none is given. */
    default: z.string().nullable(),
    /** For `choice`: the values and their labels. */
    choices: z.array(z.object({ value: z.string(), label: z.string() })).readonly(),
    /** For `integer`: bounds, inclusive. */
    minimum: z.number().nullable(),
    maximum: z.number().nullable(),
    /**
     * For `secret`: it is sent as it is in a header, which carries Latin-1 alone. False for one that goes into a body, or is
     * encoded first, so that it may hold any character.
     */
    inHeader: z.boolean(),
    /** Shown as an example inside the empty input. */
    placeholder: z.string().nullable(),
    /** The field counts only while another field has one of these values. */
    onlyWhen: z.object({ key: z.string(), values: z.array(z.string()).readonly() }).nullable(),
    /** Shown under "Advanced". */
    advanced: z.boolean(),
  })
  .readonly();

/** One setting of a destination or of an upload, as the adapter declares it. */
export type Field = z.infer<typeof fieldSchema>;

/** What a service can and cannot do; the window and the core read it instead of asking for the service's name. */
export const capabilitiesSchema = z
  .object({
    /** Refused above this many bytes; null when the service names no limit. */
    maximumSize: z.number().int().nullable(),
    /** The hash the server reports for what it stored, which is then computed while sending. */
    hash: z.enum(["md5", "sha1", "sha256"]).nullable(),
    /** The server reports the size of what it stored. */
    reportsSize: z.boolean(),
    thumbnail: z.boolean(),
    download: z.boolean(),
    remove: z.boolean(),
    /** Whether an unanswered upload can be looked up at the server. */
    reconcile: z.boolean(),
    /** What happens when the same upload is sent twice. */
    repeat: z.enum(["duplicate", "new-version"]),
    /** What its links need to open. */
    link: z.enum(["none", "needs-headers", "needs-session", "signed", "public"]),
  })
  .readonly();

/** What a service can and cannot do. */
export type Capabilities = z.infer<typeof capabilitiesSchema>;

/** A kind of remote API that Waybill speaks, as far as everybody else needs to know it. */
export const serviceInfoSchema = z
  .object({
    id: z.string(),
    label: z.string(),
    /** One sentence: what it is. */
    summary: z.string(),
    destinationFields: z.array(fieldSchema).readonly(),
    uploadFields: z.array(fieldSchema).readonly(),
    capabilities: capabilitiesSchema,
  })
  .readonly();

/** A kind of remote API that Waybill speaks. */
export type ServiceInfo = z.infer<typeof serviceInfoSchema>;

/** Declares a field with the usual defaults, so that an adapter names only what is special. */
export function field(declared: Pick<Field, "key" | "label" | "help"> & Partial<Field>): Field {
  return {
    type: "text",
    required: false,
    default: null,
    choices: [],
    minimum: null,
    maximum: null,
    inHeader: true,
    placeholder: null,
    onlyWhen: null,
    advanced: false,
    ...declared,
  };
}

/** Settings that every service shares (product.md); appended to each service's own by the registry. */
export const commonDestinationFields: readonly Field[] = [
  field({
    key: "concurrency",
    label: "Uploads at a time",
    help: "How many files are sent to this destination side by side.",
    type: "integer",
    default: "3",
    minimum: 1,
    maximum: 32,
    advanced: true,
  }),
  field({
    key: "nameEncoding",
    label: "File name encoding",
    help: "How names outside ASCII are written; change it when the server stores them garbled.",
    type: "choice",
    default: "utf8",
    choices: [
      { value: "utf8", label: "UTF-8 (usual)" },
      { value: "utf8+filename*", label: "UTF-8 and filename*" },
      { value: "percent", label: "Percent-encoded" },
    ],
    advanced: true,
  }),
  field({
    key: "proxy",
    label: "Proxy",
    help: "Address of an HTTP proxy; empty uses the system's proxy. Never used for this computer itself.",
    placeholder: "http://proxy.example:3128",
    advanced: true,
  }),
  field({
    key: "proxyPassword",
    label: "Proxy password",
    help: "Where the proxy wants one; the user name is part of the address, as in http://me@proxy.example:3128.",
    type: "secret",
    inHeader: false,
    advanced: true,
  }),
  field({
    key: "caCertificate",
    label: "Certificate authority",
    help: "Path of a PEM file with the authority to trust for this destination alone.",
    type: "path",
    advanced: true,
  }),
  field({
    key: "allowInsecureHttp",
    label: "Allow plain http",
    help: "Sends credentials and files unprotected. Only for a network you trust.",
    type: "boolean",
    default: "false",
    advanced: true,
  }),
];
