import { spawn } from "node:child_process";

/** Output that is kept of a tool, in characters: enough for the error at its end. */
const KEPT_OUTPUT = 64_000;

/** Tools that run now, so that an interrupted set-up doesn't leave them behind. @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/**
 * How a tool ended.
 * @typedef {{ code: number, output: string }} RunResult
 *
 * What `run` can be told.
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [echo] show the output on stderr while it comes
 * @property {(stop: () => void) => void} [onStart] receives the function that ends the tool early
 *
 * Starts a tool and waits for its end; replaced in tests.
 * @typedef {(command: string, parameters: readonly string[], options?: RunOptions) => Promise<RunResult>} Run
 */

/**
 * Runs a tool to its end. Never rejects: a tool that can't be started ends with 127, one killed by a signal with 128.
 * @type {Run}
 */
export function run(command, parameters, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString("utf8")).slice(-KEPT_OUTPUT);
      if (options.echo) process.stderr.write(chunk);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => {
      running.delete(child);
      resolve({ code: 127, output: `${output}${error.message}` });
    });
    child.on("close", (code) => {
      running.delete(child);
      resolve({ code: code ?? 128, output });
    });
    options.onStart?.(() => child.kill("SIGKILL"));
  });
}

/** Ends the tools that still run. */
export function stopRunningTools() {
  for (const child of running) child.kill("SIGTERM");
}

/**
 * The last lines of a tool's output.
 * @param {string} output
 * @param {number} [lines]
 * @returns {string}
 */
export function lastLines(output, lines = 15) {
  return output.trimEnd().split("\n").slice(-lines).join("\n");
}
