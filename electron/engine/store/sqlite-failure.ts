import { Failure } from "../failure";

/** SQLite's primary result codes that mean something to us (sqlite.org/rescode.html). */
const resultCode = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  inputOutput: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/**
 * Extended codes of writes that found no room: SQLite knows only ENOSPC as "full". A quota (EDQUOT), a limit of the file's
 * size (EFBIG) and a log index that can't grow arrive as errors of input and output.
 */
const noRoomCodes = [778, 4874];

/** Extended code of a read that the disk refused. */
const unreadableCode = 266;

/** The result code inside anything thrown, or null when SQLite did not throw it. */
function resultCodeOf(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !("errcode" in thrown)) return null;
  return typeof thrown.errcode === "number" ? thrown.errcode : null;
}

/** The primary result code inside anything thrown, or null when SQLite did not throw it. */
function primaryCode(thrown: unknown): number | null {
  const code = resultCodeOf(thrown);
  return code === null ? null : code & 0xff;
}

/** Whether a failure came from the records themselves, so that what was to be written is not. */
export function isStoreFailure(thrown: unknown): thrown is Failure {
  return thrown instanceof Failure && primaryCode(thrown.cause) !== null;
}

/** Whether the file itself is broken, so that it must be set aside. */
export function isDamage(thrown: unknown): boolean {
  const code = primaryCode(thrown instanceof Failure ? thrown.cause : thrown);
  return code === resultCode.corrupt || code === resultCode.notADatabase;
}

/** Whether the file may be broken where it was just read: damaged, or a place of the disk that can't be read. */
export function mayBeDamage(thrown: unknown): boolean {
  return isDamage(thrown) || resultCodeOf(thrown) === unreadableCode;
}

/** Whether somebody else holds the lock that was asked for. */
export function isBusy(thrown: unknown): boolean {
  const code = primaryCode(thrown);
  return code === resultCode.busy || code === resultCode.locked;
}

const records = "Waybill's own records";

function recordsFailure(message: string, hint: string, cause: unknown): Failure {
  return new Failure("permanent", "config", { message, hint, cause });
}

/**
 * What a SQLite error means for the user, as a `Failure`; everything else is answered as it came.
 * A full disk is `storage-full` (class `local`: this computer is the problem); the others are `config`.
 */
export function storeFailure(thrown: unknown): unknown {
  if (noRoomCodes.includes(resultCodeOf(thrown) ?? 0)) {
    return new Failure("local", "storage-full", {
      message: "Waybill's own records can't be written: the disk is full, over its quota, or failing.",
      cause: thrown,
    });
  }
  switch (primaryCode(thrown)) {
    case resultCode.full:
      return new Failure("local", "storage-full", { cause: thrown });
    case resultCode.readOnly:
    case resultCode.cannotOpen:
      return recordsFailure(
        `${records} can't be written.`,
        "Check that you may write to the profile's folder and that its disk is not read-only.",
        thrown,
      );
    case resultCode.inputOutput:
      return recordsFailure(
        `${records} can't be read or written: the disk reports an error.`,
        "Check the disk of the profile's folder and its free space, then start Waybill again.",
        thrown,
      );
    case resultCode.corrupt:
    case resultCode.notADatabase:
      return recordsFailure(
        `${records} are damaged.`,
        "Start Waybill again: it restores its records from their second copy and keeps the damaged file aside.",
        thrown,
      );
    case resultCode.busy:
    case resultCode.locked:
      return recordsFailure(
        `${records} are in use by another program.`,
        "End the other program that uses this profile, then try again.",
        thrown,
      );
    default:
      return thrown;
  }
}

/** Damage that was told by other means than an error of SQLite. */
export function damaged(what: string): Failure {
  const cause = Object.assign(new Error(what), { errcode: resultCode.corrupt });
  return new Failure("permanent", "config", { message: "Waybill's own records are damaged.", cause });
}
