import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readRuntime, sandboxSwitches } from "./app.fixture";

/** Starts a command of the same program on a profile, the way the launcher does. */
export async function startCommand(
  profile: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
  const switches = ["--ozone-platform=headless", "--disable-gpu", "--log-level=3"];
  return await startProgram(switches, profile, words, environment);
}

/** Starts the window's program on a profile, out of Playwright's sight. */
export async function startWindow(profile: string, words: readonly string[] = []): Promise<ChildProcess> {
  return await startProgram([], profile, words);
}

/** The exit code of a process, and all it printed and complained about. */
export async function outcome(
  child: ChildProcess,
): Promise<{ code: number | null; output: string; complaints: string }> {
  const texts = { output: "", complaints: "" };
  child.stdout?.on("data", (chunk) => {
    texts.output += String(chunk);
  });
  child.stderr?.on("data", (chunk) => {
    texts.complaints += String(chunk);
  });
  const [code] = await once(child, "close");
  return { code, ...texts };
}

async function startProgram(
  switches: readonly string[],
  profile: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
  const runtime = await readRuntime();
  return spawn(runtime.executable, [...sandboxSwitches, ...switches, ...runtime.args], {
    env: { ...process.env, ...environment, WAYBILL_ARGV: JSON.stringify(["--profile", profile, ...words]) },
    stdio: ["ignore", "pipe", "pipe"],
  });
}
