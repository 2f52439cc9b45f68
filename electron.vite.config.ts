import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

/** Everything is bundled except what must stay a file of its own: Electron itself and SQLite's native binary. */
const external = ["electron", "@photostructure/sqlite"];

export default defineConfig({
  main: {
    build: {
      externalizeDeps: false,
      target: "node20",
      rollupOptions: { external, input: { main: resolve("electron/main/main.ts") } },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      target: "node20",
      rollupOptions: {
        external,
        input: { preload: resolve("electron/preload/preload.ts") },
        // A sandboxed preload must be one CommonJS file.
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
  },
  renderer: {
    root: "renderer",
    plugins: [react()],
    build: { target: "chrome130", rollupOptions: { input: { index: resolve("renderer/index.html") } } },
  },
});
