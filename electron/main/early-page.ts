import { join } from "node:path";
import { app, type BrowserWindow, ipcMain, nativeTheme, session } from "electron";
import type { AppStart } from "./app-start";
import { guardContents, guardSession } from "./guards";
import type { IpcReceiver } from "./ipc-main";
import { createMainWindow } from "./main-window";
import { PlaceFile } from "./places/place-file";
import { shownPlace } from "./places/shown-place";
import { servePage, type ThumbnailSource } from "./protocol";
import { ThemeFile } from "./theme-file";

/** The names of all requests in shared/ipc.ts; the build puts them here, so that the table itself is read in later. */
declare const IPC_HANDLED_NAMES: readonly string[];

/** The page before there is an engine: its process starts while everything else is still read in. */
export interface EarlyPage {
  readonly places: PlaceFile;
  /** The theme of the last time, which the window opens in. */
  readonly theme: ThemeFile;
  /** Null where Waybill begins without a window. */
  readonly window: BrowserWindow | null;
  /** Where the handlers of the page's requests are registered; what it asked before waits for them. */
  readonly requests: IpcReceiver;
  /** Names the source of the page's pictures, which it waits for. */
  showPictures(source: ThumbnailSource): void;
}

/** Prepares the page's session and opens its window. */
export async function openEarlyPage(start: AppStart): Promise<EarlyPage> {
  app.on("web-contents-created", (_event, contents) => guardContents(contents));
  await app.whenReady();
  const [pictures, showPictures] = promised<ThumbnailSource>();
  const { protocol } = session.defaultSession;
  const thumbnails: ThumbnailSource = async (id, picture) => await (await pictures)(id, picture);
  servePage(protocol, join(start.outDirectory, "renderer"), thumbnails);
  await guardSession(session.defaultSession);
  const requests = takeRequests();
  const places = new PlaceFile(join(start.profileDirectory, "places.json"));
  const theme = new ThemeFile(join(start.profileDirectory, "theme.txt"), nativeTheme);
  const window = start.words.hidden ? null : newWindow({ ...start, places });
  return { places, theme, window, requests, showPictures };
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

/** Makes Waybill's window where it stood the last time; it is seen when it is painted. */
export function newWindow(
  shell: Pick<AppStart, "outDirectory"> & { readonly places: PlaceFile },
): BrowserWindow {
  return createMainWindow({
    preload: join(shell.outDirectory, "preload", "preload.cjs"),
    devTools: !app.isPackaged,
    place: shownPlace(shell.places, "main"),
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
