import { BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme } from "electron";
import type { Place } from "./places/place";
import { pageOrigin } from "./protocol";

/** What every page of Waybill runs with; nothing here is ever loosened. */
export const safePreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const satisfies BrowserWindowConstructorOptions["webPreferences"];

/** Shown until the page has painted, so that the window opens without a flash; `--surface` of the page's tokens. */
const backgrounds = { light: "#ffffff", dark: "#1f2022" } as const;

/** The size of the window when nobody has chosen another, screen pixels. */
const usualSize = { width: 1080, height: 720 } as const;

/** A session in memory, apart from the page's. */
export const decoderPartition = "decoder";

/** Makes the window; it appears when its page is ready to be seen. */
export function createMainWindow(options: {
  readonly preload: string;
  readonly devTools: boolean;
  /** Where it stood the last time; null for the usual place. */
  readonly place: Place | null;
}): BrowserWindow {
  const { place } = options;
  const window = createWindow(options.preload, {
    ...(place === null ? usualSize : { x: place.x, y: place.y, width: place.width, height: place.height }),
    minWidth: 480,
    minHeight: 360,
    title: "Waybill",
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light,
    webPreferences: { devTools: options.devTools },
  });
  window.once("ready-to-show", () => {
    if (place?.maximized === true) window.maximize();
    window.show();
  });
  return window;
}

/** Loads the page into its window. Answers what went wrong; null where nothing did, or the window was closed meanwhile. */
export async function loadPage(window: BrowserWindow): Promise<unknown> {
  try {
    await window.loadURL(`${pageOrigin}/index.html`);
    return null;
  } catch (error) {
    return window.isDestroyed() ? null : error;
  }
}

/** The size of the small window for drops, CSS pixels. */
export const dropWindowSize = { width: 232, height: 64 } as const;

/**
 * Opens the small window for drops: in front of the others, on every desktop, and never in the way of the keyboard: it
 * appears without taking the focus.
 */
export function createDropWindow(options: {
  readonly preload: string;
  readonly title: string;
  readonly at: { readonly x: number; readonly y: number };
}): BrowserWindow {
  const window = createWindow(options.preload, {
    ...options.at,
    ...dropWindowSize,
    title: options.title,
    useContentSize: true,
    frame: false,
    resizable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    alwaysOnTop: true,
    skipTaskbar: true,
    acceptFirstMouse: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light,
    webPreferences: { devTools: false },
  });
  window.setAlwaysOnTop(true, "floating");
  window.setVisibleOnAllWorkspaces(true, { skipTransformProcessType: true });
  window.once("ready-to-show", () => window.showInactive());
  void window.loadURL(`${pageOrigin}/drop.html`);
  return window;
}

/** Makes the hidden window in whose sandbox images are decoded (thumbnail-decoder.ts). */
export function createDecoderWindow(preload: string): BrowserWindow {
  return createWindow(preload, {
    width: 16,
    height: 16,
    focusable: false,
    skipTaskbar: true,
    webPreferences: { devTools: false, partition: decoderPartition, backgroundThrottling: false },
  });
}

function createWindow(preload: string, options: BrowserWindowConstructorOptions): BrowserWindow {
  const webPreferences = { ...options.webPreferences, ...safePreferences, preload };
  return new BrowserWindow({ ...options, show: false, webPreferences });
}
