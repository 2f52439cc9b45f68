import type { Command } from "commander";
import type { CommandContext } from "../context";
import type { PracticeAccount } from "../environment";
import { asUsageError, exitCodes, Interrupted, unlessInterrupted } from "../exit";
import { parseInteger } from "../settings-arguments";
import { quoteWord } from "../text";

const practiceHelp = `
Runs a small server on this computer alone that answers like the services, until Ctrl+C.
Prints what to configure: copy the lines into another terminal.`;

/** Adds `waybill practice`. */
export function addPractice(program: Command, context: CommandContext): void {
  program
    .command("practice")
    .description("run the Practice server alone and print what to configure")
    .option("--port <number>", "listen on this port instead of any free one")
    .addHelpText("after", practiceHelp)
    .action(async (options: { readonly port?: string }) => {
      const port = options.port === undefined ? null : parseInteger("--port", options.port, 1, 65_535);
      await practice(context, port);
      context.finish(exitCodes.ok);
    });
}

async function practice(context: CommandContext, port: number | null): Promise<void> {
  const { environment, output } = context;
  const server = await environment
    .startPractice({ port, profileDirectory: context.profileDirectory() })
    .catch((thrown: unknown) => {
      throw asUsageError(thrown);
    });
  try {
    for (const account of server.accounts) {
      for (const line of accountLines(context, account)) output.result(line);
    }
    output.note(`The Practice server listens at ${server.address} until Ctrl+C.`);
    await unlessInterrupted(new Promise<never>(() => {}), environment.interrupt);
  } catch (thrown) {
    // Ctrl+C is how this command ends; it is no failure here.
    if (!(thrown instanceof Interrupted)) throw thrown;
  } finally {
    await server.close();
  }
}

/** The lines that configure one destination: variables with its secrets, then the commands. */
function accountLines(context: CommandContext, account: PracticeAccount): readonly string[] {
  const { platform } = context.environment;
  const name = `practice-${account.service}`;
  const secrets = Object.entries(account.secrets).map(([key, value]) => ({
    key,
    value,
    variable: `WAYBILL_PRACTICE_${account.service}_${key}`.replace(/\W/g, "_").toUpperCase(),
  }));
  const variables = secrets.map(({ variable, value }) =>
    platform === "win32"
      ? `$env:${variable} = '${value.replaceAll("'", "''")}'`
      : `export ${variable}=${quoteWord(value, platform)}`,
  );
  const words = [
    ...Object.entries(account.settings).map(
      ([key, value]) => `--set ${quoteWord(`${key}=${value}`, platform)}`,
    ),
    ...secrets.map(({ key, variable }) => `--secret ${key}=env:${variable}`),
  ];
  return [
    `# ${account.service}`,
    ...variables,
    context.commandText(["destinations add", name, "--service", account.service, ...words].join(" ")),
    context.commandText(`upload FILE --to ${name}`),
    "",
  ];
}
