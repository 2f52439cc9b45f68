import { app, net, powerMonitor, safeStorage, session } from "electron";
import { runCommandLine } from "../cli/cli";
import type { CommandLineEnvironment, PracticeServer } from "../cli/environment";
import { openEngine } from "../engine/open-engine";
import { type Logger, systemClock } from "../engine/ports";
import { openPractice } from "../engine/practice/open-practice";
import { practiceDestinationSettings } from "../engine/practice/practice-destination";
import { damageText } from "./damage-words";
import { createLogger } from "./logger";
import { createConnectivity, createPowerEvents } from "./power";
import { createVault } from "./secret-store";
import { createSystemProxy } from "./system-proxy";
import { versionText } from "./version-text";

/** Runs a command without any window, then ends the program with the command's code. */
export async function runInTerminal(
  words: readonly string[],
  defaultProfileDirectory: string,
  program: Parameters<typeof versionText>[0],
): Promise<void> {
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  listenToSignals(onSignal);
  // Electron takes the signals over while it starts, and would end with 0.
  app.once("ready", () => listenToSignals(onSignal));
  app.dock?.hide();
  const environment = terminalEnvironment(defaultProfileDirectory, versionText(program), interrupt.signal);
  const code = await runCommandLine(words, environment);
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  app.exit(code);
}

/** Listens anew: only the first listener of a signal registers it with the system. */
function listenToSignals(onSignal: () => void): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.removeAllListeners(signal);
    process.on(signal, onSignal);
  }
}

function terminalEnvironment(
  defaultProfileDirectory: string,
  version: string,
  interrupt: AbortSignal,
): CommandLineEnvironment {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    variables: process.env,
    currentDirectory: process.cwd(),
    defaultProfileDirectory,
    versionText: version,
    platform: process.platform,
    clock: systemClock,
    interrupt,
    vaultKind: async () => {
      await app.whenReady();
      return createVault(safeStorage, process.platform).kind;
    },
    openEngine: async (profileDirectory, use) => {
      await app.whenReady();
      const { connection, ...found } = await openEngine({
        profileDirectory,
        vault: createVault(safeStorage, process.platform),
        systemProxy: createSystemProxy(() => session.defaultSession),
        connectivity: createConnectivity(net),
        power: createPowerEvents(powerMonitor),
        logger: createLogger(profileDirectory),
        decoder: null,
        environment: process.env,
        use,
        version: app.getVersion(),
      });
      process.stderr.write(damageText(found));
      return connection;
    },
    startPractice: async ({ port, profileDirectory }) =>
      await startPractice(profileDirectory, port, createLogger(profileDirectory)),
  };
}

async function startPractice(
  profileDirectory: string,
  port: number | null,
  logger: Logger,
): Promise<PracticeServer> {
  const options = { profileDirectory, clock: systemClock, logger, decoder: null, ownsProfile: false };
  const { server } = await openPractice(port === null ? options : { ...options, port });
  return {
    address: server.baseUrl,
    accounts: practiceDestinationSettings(server),
    close: () => server.close(),
  };
}

/** Resolves when everything written so far has left this process, or can't because nobody reads it any more. */
async function flushed(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((done) => stream.write("", () => done()));
}
