import { dirname, join } from "node:path";
import { app, type BrowserWindow, Menu } from "electron";
import { Spool } from "../engine/files/spool";
import { systemClock } from "../engine/ports";
import { type PageCommandId, systemOf } from "../shared/menu-commands";
import { type AboutFacts, readAbout } from "./about";
import { AfterUpload } from "./after-upload";
import { setUpQuit } from "./app-quit";
import type { AppStart } from "./app-start";
import type { StartTakers } from "./app-starts";
import { adoptWindow } from "./app-window";
import { readBuildFacts } from "./build-facts";
import { bringUp, createDesk } from "./desk";
import { Desktop } from "./desktop";
import { DestinationGuard } from "./destination-guard";
import { type EarlyPage, newWindow } from "./early-page";
import { PageEvents, type SendToPage } from "./events";
import { createIpcHandlers } from "./ipc-handlers";
import { type IpcHandlers, registerIpc } from "./ipc-main";
import { applyLook } from "./look";
import { AppMenu } from "./menu/app-menu";
import { createNotices } from "./notices";
import { tellPage } from "./page-messages";
import type { ThumbnailSource } from "./protocol";
import { askGuardQuestion, askToAddDestination, tellDamage } from "./questions";
import { openShell, type Shell } from "./shell";
import { createSystemEntries } from "./system-entries/own-entries";
import type { ThemeFile } from "./theme-file";
import { createThumbnails } from "./thumbnails";
import { setUpUpdates } from "./updates/set-up-updates";
import type { Updates } from "./updates/updates";

/**
 * Opens Waybill behind its page. Electron's own objects are put together here and nowhere else. `takeStarts` is called with who
 * takes what was asked from outside since the beginning.
 */
export async function openApp(
  start: AppStart,
  page: EarlyPage,
  takeStarts: (takers: StartTakers) => void,
): Promise<void> {
  const shell = await openShell(start, page);
  const thumbnails = createThumbnails({ ...shell, api: shell.engine.connection.api });
  page.showPictures(thumbnails);
  const menu = createMenu(shell);
  await setUpLook(shell, menu, page.theme);
  const { desktop, updates, handlers, close } = setUpPage(shell, thumbnails, menu);
  registerIpc(page.requests, handlers, {
    isOurs: (sender) => sender === shell.window?.webContents || desktop.owns(sender),
    mayAsk: (sender, name) => desktop.mayAsk(sender, name),
    logger: shell.logger,
  });
  const guard = setUpQuit(shell, desktop, updates, close);
  const adopt = (window: BrowserWindow): void => {
    adoptWindow(window, shell, guard, desktop).on("closed", () => menu.allow(null));
  };
  shell.show = () => {
    if (shell.window !== null) bringUp(shell.window);
    else adopt(newWindow(shell));
  };
  if (shell.window !== null) adopt(shell.window);
  // What the desktop has beside the window comes after it: nobody waits for a tray.
  await desktop.start();
  updates.start();
  if (start.words.hidden && !desktop.staysWithoutWindow) shell.show();
  app.on("activate", shell.show);
  desktop.take(start.words);
  takeStarts({ desktop, show: () => shell.show() });
  shell.engine.hearFound((found) => void tellDamage(found, shell.words));
}

/** Theme and language, now and after each change of the settings. */
async function setUpLook({ engine, words }: Shell, menu: AppMenu<Menu>, theme: ThemeFile): Promise<void> {
  const { api, subscribe } = engine.connection;
  const onLanguage = (): void => menu.speak();
  const parts = { words, systemLocale: app.getLocale(), theme, onLanguage };
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
): {
  readonly desktop: Desktop;
  readonly updates: Updates;
  readonly handlers: IpcHandlers;
  readonly close: () => Promise<void>;
} {
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
  return { desktop, updates, handlers, close };
}
