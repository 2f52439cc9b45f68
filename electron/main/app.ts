import { join } from "node:path";
import {
  app,
  type BrowserWindow,
  ipcMain,
  Menu,
  nativeTheme,
  net,
  powerMonitor,
  safeStorage,
  session,
} from "electron";
import { Spool } from "../engine/files/spool";
import { openEngine } from "../engine/open-engine";
import { type Logger, systemClock, type Vault } from "../engine/ports";
import { languageOf } from "../shared/languages";
import { AfterUpload } from "./after-upload";
import { bringUp, createDesk } from "./desk";
import { Desktop } from "./desktop";
import { DestinationGuard } from "./destination-guard";
import { PageEvents } from "./events";
import { guardContents, guardSession } from "./guards";
import { createIpcHandlers } from "./ipc-handlers";
import { registerIpc } from "./ipc-main";
import { createLogger } from "./logger";
import { applyLook } from "./look";
import { createDecoderWindow, createMainWindow, decoderPartition } from "./main-window";
import { menuTemplate } from "./menu";
import { createNotices } from "./notices";
import { recoverPage } from "./page-recovery";
import { PlaceFile } from "./places/place-file";
import { shownPlace } from "./places/shown-place";
import { rememberPlace } from "./places/window-place";
import { createConnectivity, createPowerEvents } from "./power";
import { serveDecoder, servePage, type ThumbnailSource } from "./protocol";
import { askBeforeQuit, askGuardQuestion, askToAddDestination, tellQuarantined } from "./questions";
import { QuitGuard } from "./quit-guard";
import { createVault } from "./secret-store";
import { createSystemProxy } from "./system-proxy";
import { SandboxedDecoder } from "./thumbnail-decoder";
import { createThumbnails } from "./thumbnails";
import { openWindowEngine, type WindowEngine } from "./window-engine";
import { handoverSchema, isQuiet, nothingAsked, readWindowWords, type WindowWords } from "./window-words";
import { Words } from "./words";

/** What the window's process starts with. */
export interface AppStart {
  readonly profileDirectory: string;
  /** The folder `out` of the build. */
  readonly outDirectory: string;
  readonly runtime: string;
  /** What runs, in one line, for the head of the log. */
  readonly versionText: string;
  /** What this start was asked to do. */
  readonly words: WindowWords;
}

/** What all set-ups share. */
interface Shell extends Omit<AppStart, "words"> {
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

/** Opens Waybill with its window. Electron's own objects are put together here and nowhere else. */
export async function openApp(start: AppStart): Promise<void> {
  app.on("web-contents-created", (_event, contents) => guardContents(contents));
  await app.whenReady();
  const shell = await openShell(start);
  const thumbnails = setUpSessions(shell);
  await setUpLook(shell);
  const { desktop, close } = setUpPage(shell, thumbnails);
  const guard = setUpQuit(shell, desktop, close);
  shell.show = () => (shell.window === null ? openWindow(shell, guard, desktop) : bringUp(shell.window));
  await desktop.start();
  if (!start.words.hidden || !desktop.staysWithoutWindow) shell.show();
  app.on("activate", shell.show);
  takeStarts(desktop, shell.show, start.words);
  if (shell.engine.quarantined !== null) await tellQuarantined(shell.engine.quarantined, shell.words);
}

async function openShell(start: AppStart): Promise<Shell> {
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
        systemProxy: createSystemProxy(session.defaultSession),
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
  const { runtime, versionText } = start;
  const places = new PlaceFile(join(profileDirectory, "places.json"));
  const program = { profileDirectory, outDirectory, runtime, versionText };
  const parts = { ...program, logger, vault, decoder, engine, words, places };
  return { ...parts, window: null, keepPlace: () => {}, show: () => {} };
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

/** What this start and later ones were asked to do, and what macOS hands over by events of its own. */
function takeStarts(desktop: Desktop, show: () => void, words: WindowWords): void {
  desktop.take(words);
  app.on("second-instance", (_event, _argv, _directory, handedOver: unknown) => {
    const parsed = handoverSchema.safeParse(handedOver);
    const later = parsed.success ? readWindowWords(parsed.data.words, parsed.data.workingDirectory) : null;
    if (later === null || !isQuiet(later)) show();
    if (later !== null) desktop.take(later);
  });
  app.on("open-file", (event, path) => {
    event.preventDefault();
    desktop.take({ ...nothingAsked, paths: [path] });
  });
  app.on("open-url", (event, link) => {
    event.preventDefault();
    desktop.take({ ...nothingAsked, link });
  });
}

function setUpSessions(shell: Shell): ThumbnailSource {
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
  return thumbnails;
}

/** Connects engine, page and desktop: requests down, events up. `close` ends it. */
function setUpPage(
  shell: Shell,
  thumbnails: ThumbnailSource,
): { readonly desktop: Desktop; readonly close: () => Promise<void> } {
  const { connection } = shell.engine;
  const { logger, words } = shell;
  const desk = createDesk(() => shell.window);
  const { places } = shell;
  const pageEvents = new PageEvents(systemClock, (name, data) => shell.window?.webContents.send(name, data));
  const notices = createNotices(
    { ...shell, show: () => shell.show(), window: () => shell.window },
    desk,
    thumbnails,
  );
  const afterUpload = new AfterUpload({
    ...{ api: connection.api, clock: systemClock, logger, words },
    writeClipboard: desk.writeClipboard,
    notify: notices.news,
  });
  const spool = new Spool(shell.profileDirectory);
  const onAdded = (batchId: string): void => afterUpload.watch(batchId);
  const desktop = new Desktop({
    ...{ connection, logger, words, spool, desk, onAdded, places },
    ...{ profileDirectory: shell.profileDirectory, outDirectory: shell.outDirectory },
    window: () => shell.window,
    showWindow: () => shell.show(),
    showInPage: notices.showInPage,
    askToAdd: (link) => askToAddDestination(shell.window, link, words),
    copyLinks: notices.copyLinks,
    tell: notices.tell,
    quit: () => app.quit(),
    changed: () => pageEvents.desktopChanged(),
  });
  const handlers = createIpcHandlers({
    ...{ api: connection.api, desk, spool, onAdded, desktop },
    guard: new DestinationGuard({
      api: connection.api,
      confirm: (question) => askGuardQuestion(shell.window, question, words),
    }),
    info: {
      version: app.getVersion(),
      electron: process.versions.electron,
      runtime: shell.runtime,
      platform: process.platform,
      keyringAvailable: shell.vault.kind === "keyring",
      locale: app.getLocale(),
    },
    places: { outDirectory: shell.outDirectory, logDirectory: join(shell.profileDirectory, "logs") },
  });
  registerIpc(ipcMain, handlers, {
    isOurs: (sender) => sender === shell.window?.webContents || desktop.owns(sender),
    mayAsk: (sender, name) => desktop.mayAsk(sender, name),
    logger,
  });
  const unsubscribe = connection.subscribe((event) => {
    pageEvents.take(event);
    afterUpload.take(event);
  });
  const close = async (): Promise<void> => {
    unsubscribe();
    pageEvents.close();
    afterUpload.close();
    await desktop.close();
  };
  return { desktop, close };
}

function setUpQuit(shell: Shell, desktop: Desktop, closePage: () => Promise<void>): QuitGuard {
  const { connection, isOwned } = shell.engine;
  const guard = new QuitGuard({
    clock: systemClock,
    moving: async () => (isOwned() ? (await connection.api.standing({ batchId: null })).moving : 0),
    ask: (moving) => askBeforeQuit(shell.window, moving, shell.words),
    shutDown: async () => {
      // The window goes first: it closes at once, and asks nothing more of an engine that is about to end.
      shell.keepPlace();
      shell.window?.destroy();
      await closePage();
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
  app.on("window-all-closed", () => {
    if (!desktop.staysWithoutWindow) app.quit();
  });
  powerMonitor.on("shutdown", () => void guard.quitNow());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => void guard.quitNow());
  return guard;
}

function openWindow(shell: Shell, guard: QuitGuard, desktop: Desktop): void {
  const window = createMainWindow({
    preload: join(shell.outDirectory, "preload", "preload.cjs"),
    devTools: !app.isPackaged,
    place: shownPlace(shell.places, "main"),
  });
  shell.window = window;
  const { places, logger } = shell;
  shell.keepPlace = rememberPlace(window, "main", { file: places, clock: systemClock, logger });
  recoverPage(window, { clock: systemClock, logger: shell.logger });
  window.on("close", (event) => {
    if (!desktop.staysWithoutWindow && !guard.mayClose()) event.preventDefault();
  });
  window.on("focus", () => desktop.seen());
  window.on("closed", () => {
    shell.window = null;
    shell.keepPlace = () => {};
  });
}
