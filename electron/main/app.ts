import { dirname, join } from "node:path";
import { app, ipcMain, Menu, nativeTheme, session } from "electron";
import { Spool } from "../engine/files/spool";
import { systemClock } from "../engine/ports";
import { type PageCommandId, systemOf } from "../shared/menu-commands";
import { type AboutFacts, readAbout } from "./about";
import { AfterUpload } from "./after-upload";
import { setUpQuit } from "./app-quit";
import { takeStarts } from "./app-starts";
import { openWindow } from "./app-window";
import { readBuildFacts } from "./build-facts";
import { bringUp, createDesk } from "./desk";
import { Desktop } from "./desktop";
import { DestinationGuard } from "./destination-guard";
import { PageEvents, type SendToPage } from "./events";
import { guardContents, guardSession } from "./guards";
import { createIpcHandlers } from "./ipc-handlers";
import { registerIpc } from "./ipc-main";
import { applyLook } from "./look";
import { decoderPartition } from "./main-window";
import { AppMenu } from "./menu/app-menu";
import { createNotices } from "./notices";
import { tellPage } from "./page-messages";
import { serveDecoder, servePage, type ThumbnailSource } from "./protocol";
import { askGuardQuestion, askToAddDestination, tellDamage } from "./questions";
import { type AppStart, openShell, type Shell } from "./shell";
import { createSystemEntries } from "./system-entries/own-entries";
import { createThumbnails } from "./thumbnails";
import { setUpUpdates } from "./updates/set-up-updates";
import type { Updates } from "./updates/updates";

/** Opens Waybill with its window. Electron's own objects are put together here and nowhere else. */
export async function openApp(start: AppStart): Promise<void> {
  app.on("web-contents-created", (_event, contents) => guardContents(contents));
  await app.whenReady();
  const shell = await openShell(start);
  const thumbnails = await setUpSessions(shell);
  const menu = createMenu(shell);
  await setUpLook(shell, menu);
  const { desktop, updates, close } = setUpPage(shell, thumbnails, menu);
  const guard = setUpQuit(shell, desktop, updates, close);
  shell.show = () => {
    if (shell.window !== null) bringUp(shell.window);
    else openWindow(shell, guard, desktop).on("closed", () => menu.allow(null));
  };
  // What the desktop has beside the window comes after it: nobody waits for a tray.
  if (!start.words.hidden) shell.show();
  await desktop.start();
  updates.start();
  if (start.words.hidden && !desktop.staysWithoutWindow) shell.show();
  app.on("activate", shell.show);
  takeStarts(desktop, shell.show, start.words);
  shell.engine.hearFound((found) => void tellDamage(found, shell.words));
}

/** Theme and language, now and after each change of the settings. */
async function setUpLook({ engine, words }: Shell, menu: AppMenu<Menu>): Promise<void> {
  const { api, subscribe } = engine.connection;
  const onLanguage = (): void => menu.speak();
  const parts = { words, systemLocale: app.getLocale(), theme: nativeTheme, onLanguage };
  menu.speak();
  applyLook(await api.settings(), parts);
  subscribe((event) => {
    if (event.kind === "settings-changed") applyLook(event.settings, parts);
  });
}

/** The menu bar; what the page does opens the window first, where there is none. */
function createMenu(shell: Shell): AppMenu<Menu> {
  const run = (id: PageCommandId): void => {
    shell.show();
    tellPage(shell.window?.webContents, "menu:run", id);
  };
  const parts = { system: systemOf(process.platform), devTools: !app.isPackaged, words: shell.words, run };
  return new AppMenu(parts, (template) => {
    const menu = Menu.buildFromTemplate(template);
    Menu.setApplicationMenu(menu);
    return menu;
  });
}

async function setUpSessions(shell: Shell): Promise<ThumbnailSource> {
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
  for (const guarded of [page, decoder]) await guardSession(guarded);
  return thumbnails;
}

function aboutThis({ outDirectory, runtime }: Shell): AboutFacts {
  return readAbout({
    version: app.getVersion(),
    build: readBuildFacts(outDirectory),
    runtime,
    versions: process.versions,
    folders: [dirname(process.execPath), process.resourcesPath],
  });
}

/** Connects engine, page and desktop: requests down, events up. `close` ends it. */
function setUpPage(
  shell: Shell,
  thumbnails: ThumbnailSource,
  menu: AppMenu<Menu>,
): { readonly desktop: Desktop; readonly updates: Updates; readonly close: () => Promise<void> } {
  const { connection } = shell.engine;
  const { logger, words, places } = shell;
  const desk = createDesk(() => shell.window, words);
  const send: SendToPage = (name, data) => shell.window?.webContents.send(name, data);
  const pageEvents = new PageEvents(systemClock, send);
  const updates = setUpUpdates(shell, (state) => send("updates:changed", state));
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
  const guard = new DestinationGuard({
    api: connection.api,
    confirm: (question) => askGuardQuestion(shell.window, question, words),
  });
  const desktop = new Desktop({
    ...{ connection, logger, words, spool, desk, onAdded, places },
    ...{ profileDirectory: shell.profileDirectory, outDirectory: shell.outDirectory },
    window: () => shell.window,
    showWindow: () => shell.show(),
    showInPage: notices.showInPage,
    askToAdd: async (link) => {
      const isAllowed = await askToAddDestination(shell.window, link, words);
      // The question names the address and nothing else of the settings.
      if (isAllowed) guard.trust({ baseUrl: link.settings["baseUrl"] ?? "" });
      return isAllowed;
    },
    copyLinks: notices.copyLinks,
    tell: notices.tell,
    quit: () => app.quit(),
    changed: () => pageEvents.desktopChanged(),
  });
  const handlers = createIpcHandlers({
    ...{ api: connection.api, desk, spool, onAdded, desktop, menu, updates },
    guard,
    info: {
      version: app.getVersion(),
      electron: process.versions.electron,
      runtime: shell.runtime,
      platform: process.platform,
      keyringAvailable: shell.vault.kind === "keyring",
      locale: app.getLocale(),
    },
    about: aboutThis(shell),
    entries: createSystemEntries(logger),
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
    updates.close();
    pageEvents.close();
    afterUpload.close();
    await desktop.close();
  };
  return { desktop, updates, close };
}
