// The benchmarks: `npm run bench -- NAME... [--reduced]`; the names are in test/bench/registry.ts. They print figures and judge nothing: how fast this computer is today is not the program's merit or fault.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build } from "vite";
import { projectFolder } from "./setup/paths.mjs";

const programs = ["run", "sink-server", "engine-program", "bare-client"];
const folder = join(projectFolder, ".cache", "bench");

/** Builds the benchmarks and the programs that they start. */
async function buildPrograms() {
  const source = (/** @type {string} */ name) =>
    join(projectFolder, "test", "bench", name === "run" ? "frame" : "programs", `${name}.ts`);
  await build({
    configFile: false,
    root: projectFolder,
    logLevel: "error",
    build: {
      ssr: true,
      outDir: join(folder, "programs"),
      emptyOutDir: true,
      target: "node20",
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(programs.map((name) => [name, source(name)])),
        output: { entryFileNames: "[name].mjs", chunkFileNames: "parts/[name]-[hash].mjs" },
      },
    },
  });
}

const words = process.argv.slice(2);
await buildPrograms();
const [name = "", ...rest] = words;
const { status } = spawnSync(
  process.execPath,
  [join(folder, "programs", "run.mjs"), projectFolder, join(folder, "results"), name, ...rest],
  { stdio: "inherit" },
);
process.exitCode = status ?? 1;
