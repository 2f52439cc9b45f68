import { z } from "zod";

/**
 * Every way an upload can go wrong, as stable machine-readable codes.
 * Scripts and the window rely on them: a code may be added, never renamed.
 */
export const uploadErrorCodes = [
  "auth",
  "forbidden",
  "target-not-found",
  "too-large",
  "type-refused",
  "invalid-field",
  "rate-limited",
  "quota-exceeded",
  "server-busy",
  "server-error",
  "network",
  "tls",
  "proxy",
  "redirect-refused",
  "endpoint-gone",
  "bad-response",
  "receipt-mismatch",
  "outcome-unknown",
  "file-missing",
  "file-changed",
  "file-unreadable",
  "not-a-file",
  "empty-name",
  "storage-full",
  "canceled",
  "config",
] as const;

/** One of the stable error codes. */
export type UploadErrorCode = (typeof uploadErrorCodes)[number];

/** What the user is told: plain data that crosses process borders and is stored with the upload. */
export const uploadErrorSchema = z
  .object({
    code: z.enum(uploadErrorCodes),
    /** One sentence: what happened. */
    message: z.string(),
    /** One sentence: what to do about it. */
    hint: z.string(),
    /** The status of the server's answer, or null when there was none. */
    httpStatus: z.number().int().nullable(),
    /** The key of the setting at fault; absent where nobody tells. */
    field: z.string().optional(),
  })
  .readonly();

/** An error of an upload, as shown in the row, on stderr and in `--json`. */
export type UploadErrorData = z.infer<typeof uploadErrorSchema>;

const fileCodes: ReadonlySet<UploadErrorCode> = new Set([
  "file-missing",
  "file-changed",
  "file-unreadable",
  "not-a-file",
  "empty-name",
]);

/** Whether an error is about the local file, so that another file, or another place of it, may be the answer. */
export function isAboutFile(code: UploadErrorCode): boolean {
  return fileCodes.has(code);
}

/** The default sentence and hint of a code. */
interface ErrorText {
  readonly message: string;
  readonly hint: string;
}

const texts: Readonly<Record<UploadErrorCode, ErrorText>> = {
  auth: {
    message: "The service refused the credentials.",
    hint: "Replace the token or key of this destination, then try again.",
  },
  forbidden: {
    message: "The service does not allow this upload.",
    hint: "Check that this account may upload to the chosen room, bucket or user.",
  },
  "target-not-found": {
    message: "The service does not know the place this upload goes to.",
    hint: "Check the room, bucket, user or path of the destination.",
  },
  "too-large": {
    message: "The file is larger than the service accepts.",
    hint: "Send a smaller file or ask for a higher limit.",
  },
  "type-refused": {
    message: "The service does not accept this type of file.",
    hint: "Convert the file, or choose another destination.",
  },
  "invalid-field": {
    message: "A setting of this upload is missing or not valid.",
    hint: "Correct the named setting, then try again.",
  },
  "rate-limited": {
    message: "The service asks us to slow down.",
    hint: "Nothing to do: the upload goes on when the service allows it.",
  },
  "quota-exceeded": {
    message: "The plan or the storage of this service is used up.",
    hint: "Free some space or extend the plan, then try again.",
  },
  "server-busy": {
    message: "The service is busy.",
    hint: "Nothing to do: the upload is tried again after a pause.",
  },
  "server-error": {
    message: "The service reported an error of its own.",
    hint: "Try again later; tell the service's operator if it stays.",
  },
  network: {
    message: "The service could not be reached.",
    hint: "Check the address of the destination and the network.",
  },
  tls: {
    message: "The secure connection could not be trusted.",
    hint: "Check the server's certificate, or name its certificate authority in the destination.",
  },
  proxy: {
    message: "The proxy refused the connection.",
    hint: "Check the proxy setting of the destination and its user name and password.",
  },
  "redirect-refused": {
    message:
      "The service sent the upload on to another address, which was refused to protect the credentials.",
    hint: "Enter the final address in the destination.",
  },
  "endpoint-gone": {
    message: "The service has no such function at this address.",
    hint: "Check the address; a newer version of the service may need another one.",
  },
  "bad-response": {
    message: "The answer could not be understood.",
    hint: "Check the address; a proxy or a sign-in page may have answered instead of the service.",
  },
  "receipt-mismatch": {
    message: "The server's copy does not match the file.",
    hint: "Send the file again and remove the damaged copy at the service.",
  },
  "outcome-unknown": {
    message: "The whole file was sent, but no answer came: it may have arrived.",
    hint: "Look at the service, then mark it as arrived or send it again.",
  },
  "file-missing": {
    message: "The file is not there any more.",
    hint: "Put it back in its place, locate it where it is now, or add it again.",
  },
  "file-changed": {
    message: "The file was changed after it was added.",
    hint: "Try again to send the file as it is now.",
  },
  "file-unreadable": {
    message: "The file could not be read.",
    hint: "Check that you may read it and that its disk is connected.",
  },
  "not-a-file": {
    message: "This is not a regular file.",
    hint: "Choose a file or a folder; devices, sockets and pipes can't be uploaded.",
  },
  "empty-name": {
    message: "The file has no usable name.",
    hint: "Rename the file, then add it again.",
  },
  "storage-full": {
    message: "There is no space left to keep Waybill's own records.",
    hint: "Free some space on this computer's disk, then try again.",
  },
  canceled: {
    message: "The upload was canceled.",
    hint: "Try again to send it after all.",
  },
  config: {
    message: "The destination is not set up completely.",
    hint: "Open the destination and correct the named setting.",
  },
};

/**
 * Builds the error of an upload from its code.
 * `message` and `hint` replace the default texts where more is known than the code says.
 */
export function uploadError(
  code: UploadErrorCode,
  details: {
    message?: string;
    hint?: string;
    httpStatus?: number | null;
    field?: string | null | undefined;
  } = {},
): UploadErrorData {
  return {
    code,
    message: details.message ?? texts[code].message,
    hint: details.hint ?? texts[code].hint,
    httpStatus: details.httpStatus ?? null,
    ...(typeof details.field === "string" ? { field: details.field } : {}),
  };
}
