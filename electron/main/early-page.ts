import { join } from "node:path";
import { app, type BrowserWindow, ipcMain, nativeTheme, session, type WebContents } from "electron";
import type { Logger } from "../engine/ports";
import type { AppStart } from "./app-start";
import { guardContents, guardSession } from "./guards";
import type { IpcReceiver } from "./ipc-main";
import { createMainWindow, loadPage } from "./main-window";
import { PlaceFile } from "./places/place-file";
import { shownPlace } from "./places/shown-place";
import { servePage, type ThumbnailSource } from "./protocol";
import { ThemeFile } from "./theme-file";

/** The names of all requests in shared/ipc.ts; the build puts them here, so that the table itself is read in later. */
declare const IPC_HANDLED_NAMES: readonly string[];

/** The page before there is an engine: it stands before everything else is read in. */
export interface EarlyPage {
  readonly places: PlaceFile;
  /** The theme of the last time, which the window opens in. */
  readonly theme: ThemeFile;
  /** Null where Waybill begins without a window. */
  readonly window: BrowserWindow | null;
  /** Where the handlers of the page's requests are registered; what it asked before waits for them. */
  readonly requests: IpcReceiver;
  /** Kept when the page has drawn its first picture, or there is none to wait for: until then it needs the processor. */
  readonly drawn: Promise<void>;
  /** Kept when it is loaded, with what went wrong, or null. */
  readonly loaded: Promise<unknown>;
  /** Names the source of the page's pictures, which it waits for. */
  showPictures(source: ThumbnailSource): void;
}

/** Prepares the page's session and opens its window. */
export async function openEarlyPage(start: AppStart): Promise<EarlyPage> {
  app.on("web-contents-created", (_event, contents) => guardContents(contents));
  await app.whenReady();
  const { defaultSession } = session;
  const guarded = guardSession(defaultSession);
  const [pictures, showPictures] = promised<ThumbnailSource>();
  const thumbnails: ThumbnailSource = async (id, picture) => await (await pictures)(id, picture);
  servePage(defaultSession.protocol, join(start.outDirectory, "renderer"), thumbnails);
  const places = new PlaceFile(join(start.profileDirectory, "places.json"));
  const theme = new ThemeFile(join(start.profileDirectory, "theme.txt"), nativeTheme);
  // Its process starts from here on; nothing is in it before the session is guarded.
  const window = start.words.hidden ? null : makeWindow({ ...start, places });
  const drawn = window === null ? Promise.resolve() : firstPicture(window.webContents);
  const requests = takeRequests();
  await guarded;
  const loaded = window === null || window.isDestroyed() ? Promise.resolve(null) : loadPage(window);
  return { places, theme, window, requests, drawn, loaded, showPictures };
}

/** Kept when the page has run its script, which draws the first picture, or when there is no page to wait for any more. */
async function firstPicture(contents: WebContents): Promise<void> {
  await new Promise<void>((done) => {
    contents.once("dom-ready", () => done());
    contents.once("did-stop-loading", () => done());
    contents.once("render-process-gone", () => done());
    contents.once("destroyed", () => done());
  });
}

/** Takes the page's requests, and keeps each until there is a handler for it. */
function takeRequests(): IpcReceiver {
  const keepers = new Map<string, (listener: Listener) => void>();
  for (const name of IPC_HANDLED_NAMES) {
    const [listener, keep] = promised<Listener>();
    ipcMain.handle(name, async (event, args) => await (await listener)(event, args));
    keepers.set(name, keep);
  }
  return { handle: (name, listener) => keepers.get(name)?.(listener) };
}

type Listener = Parameters<IpcReceiver["handle"]>[1];

/** Opens Waybill's window where it stood the last time; it is seen when it is painted. */
export function newWindow(shell: WindowHome & { readonly logger: Logger }): BrowserWindow {
  const window = makeWindow(shell);
  void tellFailure(loadPage(window), shell.logger);
  return window;
}

/** Lets a page that can't be loaded reach the log. */
export async function tellFailure(loaded: EarlyPage["loaded"], logger: Logger): Promise<void> {
  const error = await loaded;
  if (error !== null) logger.error("The window's page can't be loaded", { error });
}

type WindowHome = Pick<AppStart, "outDirectory"> & { readonly places: PlaceFile };

function makeWindow(home: WindowHome): BrowserWindow {
  return createMainWindow({
    preload: join(home.outDirectory, "preload", "preload.cjs"),
    devTools: !app.isPackaged,
    place: shownPlace(home.places, "main"),
  });
}

/** A promise, and what keeps it. */
function promised<Value>(): readonly [promise: Promise<Value>, keep: (value: Value) => void] {
  let keep: (value: Value) => void = () => {};
  const promise = new Promise<Value>((done) => {
    keep = done;
  });
  return [promise, keep];
}
