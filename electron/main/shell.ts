import { join } from "node:path";
import { app, type BrowserWindow, net, powerMonitor, safeStorage, session } from "electron";
import { openEngine } from "../engine/open-engine";
import { type Logger, systemClock, type Vault } from "../engine/ports";
import { languageOf } from "../shared/languages";
import type { AppStart } from "./app-start";
import { type EarlyPage, tellFailure } from "./early-page";
import { guardSession } from "./guards";
import { createLogger } from "./logger";
import { createDecoderWindow, decoderPartition } from "./main-window";
import { createConnectivity, createPowerEvents } from "./power";
import { serveDecoder } from "./protocol";
import { createVault } from "./secret-store";
import { createSystemProxy, proxyPartition } from "./system-proxy";
import { SandboxedDecoder } from "./thumbnail-decoder";
import { versionText } from "./version-text";
import { openWindowEngine, type WindowEngine } from "./window-engine";
import { Words } from "./words";

/** What all parts of the window's process share. */
export interface Shell extends Omit<AppStart, "words"> {
  readonly logger: Logger;
  readonly vault: Vault;
  readonly decoder: SandboxedDecoder;
  readonly engine: WindowEngine;
  readonly words: Words;
  readonly places: EarlyPage["places"];
  /** The window, while there is one. */
  window: BrowserWindow | null;
  /** Keeps the place of the window that is open. */
  keepPlace: () => void;
  /** Opens the window, or brings it up. */
  show: () => void;
}

/** Opens what everything else stands on: log, engine, words. */
export async function openShell(start: AppStart, page: EarlyPage): Promise<Shell> {
  const { profileDirectory, outDirectory } = start;
  const logger = createLogger(profileDirectory);
  logger.info(`Started: ${versionText(start)}`);
  // Electron would show a stack trace in a dialog. The queue is safe on disk; the log keeps what happened.
  process.on("uncaughtException", (error) => logger.error("Something unforeseen went wrong", { error }));
  process.on("unhandledRejection", (error) => logger.error("A failure was not handled", { error }));
  void tellFailure(page.loaded, logger);
  const vault = createVault(safeStorage, process.platform);
  const decoder = new SandboxedDecoder({
    clock: systemClock,
    logger,
    openWindow: () => createDecoderWindow(join(outDirectory, "preload", "decoder.cjs")),
    prepare: async () => {
      const pages = session.fromPartition(decoderPartition);
      serveDecoder(pages.protocol);
      await guardSession(pages);
    },
  });
  const engine = await openWindowEngine({
    open: () =>
      openEngine({
        profileDirectory,
        vault,
        systemProxy: createSystemProxy(() => session.fromPartition(proxyPartition)),
        connectivity: createConnectivity(net),
        power: createPowerEvents(powerMonitor),
        logger,
        decoder,
        environment: process.env,
        use: "watch",
        version: app.getVersion(),
      }),
    clock: systemClock,
    logger,
  });
  const words = new Words(languageOf("system", app.getLocale()));
  const { runtime, kind } = start;
  const { places } = page;
  // Closed before there was anything behind it.
  const window = page.window?.isDestroyed() === true ? null : page.window;
  const program = { profileDirectory, outDirectory, runtime, kind };
  const parts = { ...program, logger, vault, decoder, engine, words, places };
  return { ...parts, window, keepPlace: () => {}, show: () => {} };
}
