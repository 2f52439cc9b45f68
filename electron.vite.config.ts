import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";
import { ipcEvents, ipcRequests, preloadRequests } from "./electron/shared/ipc";
import { asciiBundle } from "./scripts/build/ascii-code.mjs";
import { bundledLicences } from "./scripts/build/bundled-licences.mjs";
import { leanAxios } from "./scripts/build/lean-axios.mjs";

/** Everything is bundled except what must stay a file of its own: Electron itself and SQLite's native binary. */
const external = ["electron", "@photostructure/sqlite"];

/** The preload's allow-list, taken from the one table at build time: the preload itself then needs no zod. */
export const preloadNames = {
  IPC_REQUEST_NAMES: JSON.stringify(Object.keys(ipcRequests)),
  IPC_EVENT_NAMES: JSON.stringify(Object.keys(ipcEvents)),
};

/** The requests that main takes before it has read in the table (main/early-page.ts). */
export const mainNames = {
  IPC_HANDLED_NAMES: JSON.stringify(Object.keys({ ...ipcRequests, ...preloadRequests })),
};

/** Without spaces and comments: what is not read in takes no memory. Names of functions and classes stay, so that the log's traces can be read. */
const minify = {
  compress: true,
  mangle: { keepNames: true },
  codegen: { removeWhitespace: true },
} as const;

export default defineConfig({
  main: {
    define: mainNames,
    resolve: { alias: { "mime-types": resolve("scripts/build/no-mime-types.mjs") } },
    plugins: [leanAxios(), bundledLicences({ root: import.meta.dirname, shipped: external }), asciiBundle()],
    build: {
      externalizeDeps: false,
      target: "node20",
      rollupOptions: { external, input: { main: resolve("electron/main/main.ts") }, output: { minify } },
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
    resolve: { alias: { zod: resolve("scripts/build/no-schemas.mjs") } },
    plugins: [react(), bundledLicences({ root: import.meta.dirname }), asciiBundle()],
    build: {
      target: "chrome130",
      minify: true,
      rollupOptions: {
        input: { index: resolve("renderer/index.html"), drop: resolve("renderer/drop.html") },
      },
    },
  },
});
