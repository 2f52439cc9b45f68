import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";
import { ipcEvents, ipcRequests } from "./electron/shared/ipc";
import { bundledLicences } from "./scripts/build/bundled-licences.mjs";

/** Everything is bundled except what must stay a file of its own: Electron itself and SQLite's native binary. */
const external = ["electron", "@photostructure/sqlite"];

/** The preload's allow-list, taken from the one table at build time: the preload itself then needs no zod. */
export const preloadNames = {
  IPC_REQUEST_NAMES: JSON.stringify(Object.keys(ipcRequests)),
  IPC_EVENT_NAMES: JSON.stringify(Object.keys(ipcEvents)),
};

export default defineConfig({
  main: {
    plugins: [bundledLicences({ root: import.meta.dirname, shipped: external })],
    build: {
      externalizeDeps: false,
      target: "node20",
      rollupOptions: { external, input: { main: resolve("electron/main/main.ts") } },
    },
  },
  preload: {
    define: preloadNames,
    plugins: [bundledLicences({ root: import.meta.dirname })],
    build: {
      externalizeDeps: false,
      target: "node20",
      rollupOptions: {
        external,
        input: {
          preload: resolve("electron/preload/preload.ts"),
          decoder: resolve("electron/preload/decoder.ts"),
        },
        // A sandboxed preload must be one CommonJS file; the two share no module, so none is split off.
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
  },
  renderer: {
    root: "renderer",
    plugins: [react(), bundledLicences({ root: import.meta.dirname })],
    build: {
      target: "chrome130",
      rollupOptions: {
        input: { index: resolve("renderer/index.html"), drop: resolve("renderer/drop.html") },
      },
    },
  },
});
