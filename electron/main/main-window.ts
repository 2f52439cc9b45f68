import { BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme } from "electron";
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

/** A session in memory, apart from the page's. */
export const decoderPartition = "decoder";

/** Opens the window; it appears when the page is ready to be seen. */
export function createMainWindow(options: {
  readonly preload: string;
  readonly devTools: boolean;
}): BrowserWindow {
  const window = createWindow(options.preload, {
    width: 1080,
    height: 720,
    minWidth: 480,
    minHeight: 360,
    title: "Waybill",
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light,
    webPreferences: { devTools: options.devTools },
  });
  window.once("ready-to-show", () => window.show());
  void window.loadURL(`${pageOrigin}/index.html`);
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
