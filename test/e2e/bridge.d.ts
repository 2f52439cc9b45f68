import type { Bridge } from "../../electron/shared/ipc";

declare global {
  interface Window {
    /** What the preload puts into the page (electron/preload/preload.ts). */
    readonly bridge: Bridge<File>;
  }
}
