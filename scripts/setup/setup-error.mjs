/** Something that set-up can't have: what it is, what to do about it, and how the command ends. */
export class SetupError extends Error {
  /**
   * @param {string} message what can't be had, one sentence
   * @param {string} hint what to do about it
   * @param {string} [details] output of the tool that failed, for those who want to know more
   */
  constructor(message, hint, details) {
    super(message);
    this.name = "SetupError";
    this.hint = hint;
    this.details = details ?? "";
    this.exitCode = 2;
  }
}

/**
 * The first lines that a failure deserves on stderr: details, if any, then one line with cause and remedy.
 * @param {unknown} error
 * @returns {string}
 */
export function describeFailure(error) {
  if (error instanceof SetupError) {
    const details = error.details === "" ? "" : `${error.details}\n`;
    return `${details}waybill: ${error.message} ${error.hint}`;
  }
  const known = explainSystemError(error);
  if (known !== undefined) return `waybill: ${known.message} ${known.hint}`;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${stack}\nwaybill: set-up met something unexpected (above). Please report it.`;
}

/**
 * The errors of the operating system that a user can do something about.
 * @param {unknown} error
 * @returns {SetupError | undefined}
 */
export function explainSystemError(error) {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const path = "path" in error && typeof error.path === "string" ? ` (${error.path})` : "";
  switch (error.code) {
    case "ENOSPC":
    case "EDQUOT":
      return new SetupError(`the disk is full${path}.`, "Free about 1 GB and run the command again.");
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new SetupError(
        `set-up may not write here${path}.`,
        "Run it as the owner of the folder, or name a writable one in WAYBILL_CACHE.",
      );
    case "E2BIG":
      return new SetupError("that is more arguments than the system passes on.", "Name a folder instead.");
    default:
      return undefined;
  }
}
