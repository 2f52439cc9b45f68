import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const built = new Map<string, Promise<string>>();

async function bundle(program: string): Promise<string> {
  const name = basename(program, ".ts");
  const key = createHash("sha256").update(`${program}:${process.pid}`).digest("hex").slice(0, 12);
  const folder = join(root, ".cache", "test-programs", key);
  mkdirSync(folder, { recursive: true });
  await build({
    configFile: false,
    root,
    logLevel: "error",
    // One file starts twice as fast as many. What is native stays outside.
    ssr: { noExternal: true, external: ["@photostructure/sqlite", "electron"] },
    build: {
      ssr: program,
      outDir: folder,
      emptyOutDir: true,
      target: "node20",
      minify: false,
      rolldownOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
  });
  return join(folder, `${name}.mjs`);
}

/**
 * Makes one JavaScript file for Node of a TypeScript program (an absolute path) and answers where it is. A native package
 * stays outside, so it lies below the repository. Each program is made once per test process, in about 0.3 s.
 */
export function bundleTypescript(program: string): Promise<string> {
  const known = built.get(program);
  if (known !== undefined) return known;
  const made = bundle(program);
  built.set(program, made);
  return made;
}

/** A running program: the process, and its lines of standard output. */
export interface RunningProgram {
  readonly process: ChildProcess;
  /** Lines so far, the last one only when it is complete. */
  readonly lines: readonly string[];
  /** What it said on standard error so far. */
  readonly errors: string;
  /** Resolves with the first line, present or future, that fits; rejects when the program ends before. */
  line(fits: (line: string) => boolean): Promise<string>;
  /** Resolves when the program is gone and its output is read: the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/**
 * Runs a TypeScript program in a Node process of its own, with an IPC channel, so that a test may kill it. `before` is put
 * before the command, e.g. a shell that sets a limit and then becomes the program.
 */
export async function runTypescript(
  program: string,
  programArguments: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
  before: readonly string[] = [],
): Promise<RunningProgram> {
  const file = await bundleTypescript(program);
  const [command = process.execPath, ...words] = [...before, process.execPath, file, ...programArguments];
  const child = spawn(command, words, {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, ...environment },
  });
  return follow(child);
}

function follow(child: ChildProcess): RunningProgram {
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  let rest = "";
  let errors = "";
  let over = false;
  const tell = () => {
    for (const watcher of [...watchers]) watcher();
  };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    tell();
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = new Promise<number | NodeJS.Signals>((done) => {
    child.once("close", (code, signal) => {
      over = true;
      done(signal ?? code ?? -1);
      tell();
    });
  });
  const line = (fits: (line: string) => boolean) =>
    new Promise<string>((found, failed) => {
      const look = () => {
        const fitting = lines.find(fits);
        if (fitting === undefined && !over) return;
        watchers.delete(look);
        if (fitting === undefined)
          failed(new Error(`The program ended before: ${errors || "(it said nothing)"}`));
        else found(fitting);
      };
      watchers.add(look);
      look();
    });
  return {
    process: child,
    lines,
    get errors() {
      return errors;
    },
    line,
    ended,
  };
}
