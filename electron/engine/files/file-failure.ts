import type { UploadErrorCode, UploadErrorData } from "../../shared/upload-error";
import { Failure } from "../failure";

/** The code of a system error such as `ENOENT`; empty when there is none. */
export function systemCode(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
}

/** Whether a write failed because there is no room for it: the disk, the quota, or the largest size of a file. */
export function isWithoutRoom(thrown: unknown): boolean {
  return ["ENOSPC", "EDQUOT", "EFBIG"].includes(systemCode(thrown));
}

const codesBySystemCode: Readonly<Record<string, UploadErrorCode>> = {
  ENOENT: "file-missing",
  ENOTDIR: "file-missing",
  // Opening a socket, or a device without a driver.
  ENXIO: "not-a-file",
  ENODEV: "not-a-file",
  EISDIR: "not-a-file",
};

const sentences: Readonly<Record<string, string>> = {
  EACCES: "You are not allowed to read this file.",
  EPERM: "You are not allowed to read this file.",
  EBUSY: "Another program holds this file locked.",
  ELOOP: "This link leads back to itself.",
  ENAMETOOLONG: "The path of this file is too long for the system.",
  EIO: "The disk reported an error while the file was read.",
  ENOTCONN: "The disk or network share is not connected any more.",
  ECONNABORTED: "The disk or network share is not connected any more.",
  EHOSTDOWN: "The disk or network share is not connected any more.",
  ESTALE: "The disk or network share is not connected any more.",
  EMFILE: "Too many files are open at the same time.",
};

/** Locks are looked at again this much later, milliseconds (reliability.md F6); after eight looks the user is asked. */
const lockedRetryMs = 60_000;

/** What a system error says about a file; anything unknown makes it unreadable. A lock is waited for. */
export function fileFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const system = systemCode(thrown);
  const code = codesBySystemCode[system] ?? "file-unreadable";
  const sentence = sentences[system];
  return new Failure(system === "EBUSY" ? "transient" : "local", code, {
    ...(sentence === undefined ? {} : { message: sentence }),
    ...(system === "EBUSY" ? { retryAfterMs: lockedRetryMs } : {}),
    cause: thrown,
  });
}

/** What an error while a file is read says: which byte could not be had, and never that it is no file. */
export function readFailure(thrown: unknown, atByte: number): Failure {
  if (thrown instanceof Failure) return thrown;
  const sentence = sentences[systemCode(thrown)];
  const place = `Reading stopped at byte ${atByte}.`;
  return new Failure("local", "file-unreadable", {
    message: sentence === undefined ? place : `${sentence} ${place}`,
    cause: thrown,
  });
}

/** The same as plain data, for files that are refused before they become uploads. */
export function fileError(thrown: unknown): UploadErrorData {
  return fileFailure(thrown).error;
}
