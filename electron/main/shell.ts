import { join } from "node:path";
import { app, type BrowserWindow, net, powerMonitor, safeStorage, session } from "electron";
import { openEngine } from "../engine/open-engine";
import { type Logger, systemClock, type Vault } from "../engine/ports";
import { languageOf } from "../shared/languages";
import { createLogger } from "./logger";
import { createDecoderWindow } from "./main-window";
import type { PackageKind } from "./package-kind";
import { PlaceFile } from "./places/place-file";
import { createConnectivity, createPowerEvents } from "./power";
import { createVault } from "./secret-store";
import { createSystemProxy, proxyPartition } from "./system-proxy";
import { SandboxedDecoder } from "./thumbnail-decoder";
import { openWindowEngine, type WindowEngine } from "./window-engine";
import type { WindowWords } from "./window-words";
import { Words } from "./words";

/** What the window's process starts with. */
export interface AppStart {
  readonly profileDirectory: string;
  /** The folder `out` of the build. */
  readonly outDirectory: string;
  readonly runtime: string;
  /** How this copy came to be here. */
  readonly kind: PackageKind;
  /** What runs, in one line, for the head of the log. */
  readonly versionText: string;
  /** What this start was asked to do. */
  readonly words: WindowWords;
}

/** What all parts of the window's process share. */
export interface Shell extends Omit<AppStart, "words"> {
  readonly logger: Logger;
  readonly vault: Vault;
  readonly decoder: SandboxedDecoder;
  readonly engine: WindowEngine;
  readonly words: Words;
  readonly places: PlaceFile;
  /** The window, while there is one. */
  window: BrowserWindow | null;
  /** Keeps the place of the window that is open. */
  keepPlace: () => void;
  /** Opens the window, or brings it up. */
  show: () => void;
}

/** Opens what everything else stands on: log, engine, words. The window comes later. */
export async function openShell(start: AppStart): Promise<Shell> {
  const { profileDirectory, outDirectory } = start;
  const logger = createLogger(profileDirectory);
  logger.info(`Started: ${start.versionText}`);
  // Electron would show a stack trace in a dialog. The queue is safe on disk; the log keeps what happened.
  process.on("uncaughtException", (error) => logger.error("Something unforeseen went wrong", { error }));
  process.on("unhandledRejection", (error) => logger.error("A failure was not handled", { error }));
  const vault = createVault(safeStorage, process.platform);
  const decoder = new SandboxedDecoder({
    clock: systemClock,
    logger,
    openWindow: () => createDecoderWindow(join(outDirectory, "preload", "decoder.cjs")),
  });
  const engine = await openWindowEngine({
    open: () =>
      openEngine({
        profileDirectory,
        vault,
        systemProxy: createSystemProxy(session.fromPartition(proxyPartition)),
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
  const { runtime, versionText, kind } = start;
  const places = new PlaceFile(join(profileDirectory, "places.json"));
  const program = { profileDirectory, outDirectory, runtime, versionText, kind };
  const parts = { ...program, logger, vault, decoder, engine, words, places };
  return { ...parts, window: null, keepPlace: () => {}, show: () => {} };
}
