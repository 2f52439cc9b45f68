import type { Bridge } from "../electron/shared/ipc";

/** The page's side of the contract: files are the browser's File objects, their paths stay in the preload. */
export type PageBridge = Bridge<File>;

declare global {
  interface Window {
    /** Put there by the preload before the page's first script runs. */
    readonly bridge: PageBridge;
  }
}

/** The only place where the page touches `window.bridge`; everything else gets it handed in. */
export function pageBridge(): PageBridge {
  return window.bridge;
}
