import { Command, CommanderError } from "commander";
import { Failure } from "../engine/failure";
import { addDecisions } from "./commands/decisions";
import { addDelete } from "./commands/delete";
import { addDestinations } from "./commands/destinations";
import { addDownload } from "./commands/download";
import { addLists } from "./commands/lists";
import { addPractice } from "./commands/practice";
import { addRun } from "./commands/run";
import { addServices } from "./commands/services";
import { addUpload } from "./commands/upload";
import { CommandContext } from "./context";
import type { CommandLineEnvironment } from "./environment";
import { type ExitCode, exitCodes, Interrupted, messageOf, UsageError } from "./exit";
import { Output } from "./output";
import { printable } from "./text";

export { isCommandLine } from "./command-names";

const programHelp = `
Examples:
  waybill upload report.pdf --to Practice          send a file, print its link
  waybill upload photos/ --to "Design room" --json
  waybill services                                 all services with their settings
  waybill destinations add --help                  how to add your own
  waybill queue                                    what is not finished, and why

Links and results go to standard output, all else to standard error.
Ends with 0 when all is well, 1 when something failed, 2 for bad usage, settings or input,
3 when an upload may have arrived but was not confirmed, 130 when interrupted.
Without a command the window opens; files named then are shown there.`;

/**
 * Runs one command with the user's own words (without program and script) and answers its exit code.
 * Everything printed has left the process when it settles. Never rejects.
 */
export async function runCommandLine(
  argv: readonly string[],
  environment: CommandLineEnvironment,
): Promise<number> {
  const output = new Output(environment.stdout, environment.stderr);
  const program = new Command("waybill");
  const context = new CommandContext(environment, output, () => program.opts<{ profile?: string }>().profile);
  describe(program, context);
  let exitCode: ExitCode;
  try {
    await program.parseAsync([...argv], { from: "user" });
    exitCode = context.exitCode;
  } catch (thrown) {
    exitCode = tell(output, thrown);
  }
  await output.end();
  return exitCode;
}

function describe(program: Command, context: CommandContext): void {
  const { output, environment } = context;
  const helpWidth = () => environment.stdout.columns ?? 100;
  program
    .description("Waybill sends files to the service you chose, once, with proof of what arrived.")
    .usage("[--profile DIR] COMMAND")
    .option("--profile <dir>", "keep settings, records and caches in this folder alone")
    .version(environment.versionText, "-V, --version", "print the version and the runtime")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show the help of a command")
    .addHelpText("after", programHelp)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.result(text.replace(/\n$/, "")),
      writeErr: (text) => output.note(text.replace(/\n$/, "")),
      outputError: (text, write) => write(`waybill: ${oneLine(text)}`),
      getOutHelpWidth: helpWidth,
      getErrHelpWidth: helpWidth,
    });
  addUpload(program, context);
  addRun(program, context);
  addLists(program, context);
  addDecisions(program, context);
  addDownload(program, context);
  addDelete(program, context);
  addDestinations(program, context);
  addServices(program, context);
  addPractice(program, context);
}

/** Commander's message as one line: without its `error:`, its suggestion behind it. */
function oneLine(text: string): string {
  const words = text
    .replace(/^error: /, "")
    .trim()
    .replace(/\s*\n\s*/g, " ");
  return printable(words);
}

/** Says what ended the command and answers the exit code. */
function tell(output: Output, thrown: unknown): ExitCode {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (thrown instanceof Interrupted) return exitCodes.interrupted;
  output.note(`waybill: ${printable(messageOf(thrown))}`);
  if (thrown instanceof UsageError) {
    if (thrown.hint !== null) output.note(`  ${printable(thrown.hint)}`);
    return exitCodes.usage;
  }
  if (thrown instanceof Failure) output.note(`  ${printable(thrown.error.hint)} (${thrown.error.code})`);
  return exitCodes.failed;
}
