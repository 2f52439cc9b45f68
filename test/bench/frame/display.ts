import { spawn } from "node:child_process";
import { once } from "node:events";

/** Size and depth of its screen. */
const screen = "1280x1024x24";

/** Whether windows can be opened here. */
export function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== "linux" || DISPLAY !== undefined || WAYLAND_DISPLAY !== undefined;
}

/**
 * Starts a display of our own that nobody sees, and has all windows open there until this process ends. False where the
 * program is not installed.
 */
export async function startDisplay(): Promise<boolean> {
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", screen, "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const told = server.stdio[3];
  if (told === undefined || told === null) return false;
  const number = await Promise.race([
    once(told, "data").then(([bytes]) => String(bytes).trim()),
    once(server, "exit").then(() => null),
    once(server, "error").then(() => null),
  ]);
  if (number === null) return false;
  process.env["DISPLAY"] = `:${number}`;
  process.once("exit", () => server.kill());
  return true;
}
