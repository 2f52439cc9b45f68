import { Failure } from "../engine/failure";
import type { CommandContext } from "./context";
import { asUsageError, type ExitCode, exitCodes } from "./exit";
import { printable } from "./text";

/** Says why something about one upload failed. A setting that is wrong ends with 2; a server or a disk that says no with 1. */
export function sayFailure(context: CommandContext, name: string, thrown: unknown): ExitCode {
  if (!(thrown instanceof Failure)) throw thrown;
  if (thrown.error.code === "config" || thrown.error.code === "invalid-field") throw asUsageError(thrown);
  context.output.note(`${printable(name)}: ${printable(thrown.message)} (${thrown.error.code})`);
  context.output.note(`  ${printable(thrown.error.hint)}`);
  return exitCodes.failed;
}
