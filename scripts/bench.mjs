import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/**
 * Runs a benchmark of `test/bench` in a Node of its own: `npm run bench -- NAME [ARGUMENT]...`. Benchmarks print figures
 * and judge nothing: how fast this computer is today is not the program's merit or fault.
 */
const [name = "", ...rest] = process.argv.slice(2);
const root = resolve(fileURLToPath(import.meta.url), "../..");
const folder = join(root, ".cache", "bench", name);
await build({
  configFile: false,
  root,
  logLevel: "error",
  build: {
    ssr: join(root, "test", "bench", `${name}.ts`),
    outDir: folder,
    emptyOutDir: true,
    target: "node20",
    minify: false,
    rolldownOptions: { output: { entryFileNames: `${name}.mjs` } },
  },
});
const { status } = spawnSync(process.execPath, [join(folder, `${name}.mjs`), ...rest], { stdio: "inherit" });
process.exitCode = status ?? 1;
