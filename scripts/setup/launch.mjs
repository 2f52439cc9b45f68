import { spawn } from "node:child_process";
import { constants } from "node:os";
import { appEnvironment, displaySwitches, refuseWindowWithoutDisplay } from "./launch-plan.mjs";
import { sandboxFacts, sandboxSwitches } from "./sandbox.mjs";
import { setUp } from "./setup.mjs";
import { describeFailure, SetupError } from "./setup-error.mjs";

/** @type {readonly NodeJS.Signals[]} */
const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Interrupts closer together than this are one: a person needs longer to press Ctrl-C again. */
const SAME_INTERRUPT_MS = 250;

/**
 * Sets up what is missing and runs the app; this process ends as the app ends.
 * @param {readonly string[]} parameters the app's command line
 */
export async function launch(parameters) {
  try {
    const facts = { platform: process.platform, environment: process.env, parameters };
    refuseWindowWithoutDisplay(facts);
    const runtime = await setUp({ build: true, virtualDisplay: false, keyring: false });
    const switches = [
      ...sandboxSwitches(sandboxFacts(runtime.executable, process.env)),
      ...displaySwitches(facts),
    ];
    const environment = appEnvironment(facts, runtime.kind);
    process.exitCode = await runApp(runtime.executable, [...switches, ...runtime.args], environment);
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exitCode = error instanceof SetupError ? error.exitCode : 2;
  }
}

/**
 * @param {string} executable
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} the app's exit code; 128 and the signal's number when a signal ended it
 */
function runApp(executable, parameters, env) {
  // npm runs scripts in the checkout; relative paths mean the folder in which the user typed the command.
  const cwd = (env["npm_lifecycle_event"] && env["INIT_CWD"]) || process.cwd();
  return new Promise((resolve, reject) => {
    const app = spawn(executable, parameters, { cwd, env, stdio: "inherit" });
    let forwardedAt = 0;
    for (const signal of FORWARDED) {
      process.on(signal, () => {
        // Ctrl-C in a terminal reaches the app by itself, and npm hands a signal to the group on once more:
        // a second one would look like the user's impatience.
        if (signal === "SIGINT" && (process.stdin.isTTY || Date.now() - forwardedAt < SAME_INTERRUPT_MS))
          return;
        forwardedAt = Date.now();
        app.kill(signal);
      });
    }
    app.on("error", reject);
    app.on("exit", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
