import { join } from "node:path";
import {
  app,
  type BrowserWindow,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  safeStorage,
  session,
} from "electron";
import { Spool } from "../engine/files/spool";
import { openEngine } from "../engine/open-engine";
import { type Logger, systemClock, type Vault } from "../engine/ports";
import { languageOf } from "../shared/languages";
import { AfterUpload } from "./after-upload";
import { bringUp, createDesk, notifyUnlessFocused } from "./desk";
import { PageEvents } from "./events";
import { guardContents, guardSession } from "./guards";
import { createIpcHandlers } from "./ipc-handlers";
import { registerIpc } from "./ipc-main";
import { createLogger } from "./logger";
import { applyLook } from "./look";
import { createDecoderWindow, createMainWindow, decoderPartition } from "./main-window";
import { menuTemplate } from "./menu";
import { serveDecoder, servePage } from "./protocol";
import { askBeforeQuit, tellQuarantined } from "./questions";
import { QuitGuard } from "./quit-guard";
import { createVault } from "./secret-store";
import { createSystemProxy } from "./system-proxy";
import { SandboxedDecoder } from "./thumbnail-decoder";
import { createThumbnails } from "./thumbnails";
import { openWindowEngine, type WindowEngine } from "./window-engine";
import { Words } from "./words";

/** What the window's process starts with. */
export interface AppStart {
  readonly profileDirectory: string;
  /** The folder `out` of the build. */
  readonly outDirectory: string;
  readonly runtime: string;
}

/** What all set-ups share. */
interface Shell extends AppStart {
  readonly logger: Logger;
  readonly vault: Vault;
  readonly decoder: SandboxedDecoder;
  readonly engine: WindowEngine;
  readonly words: Words;
  /** The window, while there is one. */
  window: BrowserWindow | null;
}

/** Opens Waybill with its window. Electron's own objects are put together here and nowhere else. */
export async function openApp(start: AppStart): Promise<void> {
  app.on("web-contents-created", (_event, contents) => guardContents(contents));
  await app.whenReady();
  const shell = await openShell(start);
  app.on("second-instance", () => bringUp(shell.window));
  setUpSessions(shell);
  await setUpLook(shell);
  const closePage = setUpPage(shell);
  const guard = setUpQuit(shell, closePage);
  openWindow(shell, guard);
  app.on("activate", () => (shell.window === null ? openWindow(shell, guard) : bringUp(shell.window)));
  if (shell.engine.quarantined !== null) await tellQuarantined(shell.engine.quarantined, shell.words);
}

async function openShell(start: AppStart): Promise<Shell> {
  const { profileDirectory, outDirectory } = start;
  const logger = createLogger(profileDirectory);
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
        systemProxy: createSystemProxy(session.defaultSession),
        logger,
        decoder,
        environment: process.env,
        use: "work",
        version: app.getVersion(),
      }),
    clock: systemClock,
    logger,
  });
  const words = new Words(languageOf("system", app.getLocale()));
  return { ...start, logger, vault, decoder, engine, words, window: null };
}

/** Theme and language, now and after each change of the settings. */
async function setUpLook({ engine, words }: Shell): Promise<void> {
  const { api, subscribe } = engine.connection;
  const onLanguage = (): void => setUpMenu(words);
  const parts = { words, systemLocale: app.getLocale(), theme: nativeTheme, onLanguage };
  onLanguage();
  applyLook(await api.settings(), parts);
  subscribe((event) => {
    if (event.kind === "settings-changed") applyLook(event.settings, parts);
  });
}

function setUpMenu(words: Words): void {
  const template = menuTemplate({ platform: process.platform, devTools: !app.isPackaged, words });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function setUpSessions(shell: Shell): void {
  const page = session.defaultSession;
  const thumbnails = createThumbnails({
    api: shell.engine.connection.api,
    decoder: shell.decoder,
    logger: shell.logger,
    profileDirectory: shell.profileDirectory,
  });
  servePage(page.protocol, join(shell.outDirectory, "renderer"), thumbnails);
  const decoder = session.fromPartition(decoderPartition);
  serveDecoder(decoder.protocol);
  for (const guarded of [page, decoder]) guardSession(guarded);
}

/** Connects engine and page: requests down, events up. The returned function ends it. */
function setUpPage(shell: Shell): () => void {
  const { connection } = shell.engine;
  const { logger } = shell;
  const desk = createDesk(() => shell.window);
  const afterUpload = new AfterUpload({
    api: connection.api,
    clock: systemClock,
    logger,
    writeClipboard: desk.writeClipboard,
    notify: (title, body) => notifyUnlessFocused(shell.window, title, body),
    words: shell.words,
  });
  const pageEvents = new PageEvents(systemClock, (name, data) => shell.window?.webContents.send(name, data));
  const handlers = createIpcHandlers({
    api: connection.api,
    desk,
    spool: new Spool(shell.profileDirectory),
    info: {
      version: app.getVersion(),
      electron: process.versions.electron,
      runtime: shell.runtime,
      platform: process.platform,
      keyringAvailable: shell.vault.kind === "keyring",
      locale: app.getLocale(),
    },
    onAdded: (batchId) => afterUpload.watch(batchId),
  });
  registerIpc(ipcMain, handlers, { isOurs: (sender) => sender === shell.window?.webContents, logger });
  const unsubscribe = connection.subscribe((event) => {
    pageEvents.take(event);
    afterUpload.take(event);
  });
  return () => {
    unsubscribe();
    pageEvents.close();
    afterUpload.close();
  };
}

function setUpQuit(shell: Shell, closePage: () => void): QuitGuard {
  const { connection, isOwned } = shell.engine;
  const guard = new QuitGuard({
    clock: systemClock,
    moving: async () => (isOwned() ? (await connection.api.standing({ batchId: null })).moving : 0),
    ask: (moving) => askBeforeQuit(shell.window, moving, shell.words),
    shutDown: async () => {
      // The window goes first: it closes at once, and asks nothing more of an engine that is about to end.
      shell.window?.destroy();
      closePage();
      shell.decoder.close();
      await connection.close();
    },
    quit: () => app.quit(),
  });
  connection.subscribe((event) => {
    if (event.kind === "upload-settled") void guard.settled();
  });
  app.on("before-quit", (event) => {
    if (!guard.mayClose()) event.preventDefault();
  });
  app.on("window-all-closed", () => app.quit());
  powerMonitor.on("shutdown", () => void guard.quitNow());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => void guard.quitNow());
  return guard;
}

function openWindow(shell: Shell, guard: QuitGuard): void {
  const window = createMainWindow({
    preload: join(shell.outDirectory, "preload", "preload.cjs"),
    devTools: !app.isPackaged,
  });
  shell.window = window;
  window.on("close", (event) => {
    if (!guard.mayClose()) event.preventDefault();
  });
  window.on("closed", () => {
    shell.window = null;
  });
}
