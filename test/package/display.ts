import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";

/** A display of its own, with a keyboard. */
export interface Display {
  readonly environment: Readonly<Record<string, string>>;
  /** Waits for a window with this name and gives it the keyboard. */
  window(name: string): Promise<void>;
  /** Presses combinations of keys, one after the other. */
  press(...keys: readonly string[]): Promise<void>;
  type(text: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a display that every user of this machine may use. */
export async function startDisplay(): Promise<Display> {
  const server = spawn(
    "Xvfb",
    ["-displayfd", "1", "-screen", "0", "1280x800x24", "-ac", "-nolisten", "tcp"],
    {
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const [number] = await once(server.stdout, "data", { signal: AbortSignal.timeout(20_000) });
  const environment = { DISPLAY: `:${String(number).trim()}` };
  const xdotool = async (...words: readonly string[]): Promise<string> => {
    const env = { ...process.env, ...environment };
    return (await promisify(execFile)("xdotool", words, { env, timeout: 50_000 })).stdout.trim();
  };
  return {
    environment,
    window: async (name) => {
      const found = await xdotool("search", "--sync", "--onlyvisible", "--name", name);
      await xdotool("windowfocus", "--sync", found.split("\n")[0] ?? "");
    },
    press: async (...keys) => {
      await xdotool("key", "--clearmodifiers", ...keys);
    },
    type: async (text) => {
      await xdotool("type", "--clearmodifiers", text);
    },
    stop: async () => {
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
    },
  };
}
