// The benchmarks: `npm run bench -- [NAME...] [--reduced]`, all of them when none is named (test/bench/registry.ts); `document` puts the last results into docs/performance.md. They print figures and judge nothing: how fast this computer is today is not the program's merit or fault.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build } from "vite";
import { projectFolder } from "./setup/paths.mjs";

const frame = ["run", "document"];
const programs = ["sink-server", "engine-program", "bare-client", "picgo-program", "shaping-proxy"];
const folder = join(projectFolder, ".cache", "bench");
const results = join(folder, "results");

/** Builds the benchmarks and the programs that they start. */
async function buildPrograms() {
  const source = (/** @type {string} */ name) =>
    join(projectFolder, "test", "bench", frame.includes(name) ? "frame" : "programs", `${name}.ts`);
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
        input: Object.fromEntries([...frame, ...programs].map((name) => [name, source(name)])),
        output: { entryFileNames: "[name].mjs", chunkFileNames: "parts/[name]-[hash].mjs" },
      },
    },
  });
}

/** @param {string} name @param {readonly string[]} words @returns {number} the exit code */
function runProgram(name, ...words) {
  const program = join(folder, "programs", `${name}.mjs`);
  return (
    spawnSync(process.execPath, [program, projectFolder, results, ...words], { stdio: "inherit" }).status ?? 1
  );
}

await buildPrograms();
const words = process.argv.slice(2);
process.exitCode = words[0] === "document" ? runProgram("document") : runProgram("run", ...words);
