import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The answer is there at once or not at all, milliseconds. */
const patienceMs = 2_000;

const watcher = "org.kde.StatusNotifierWatcher";
const property = "IsStatusNotifierHostRegistered";

/** A program and its arguments. */
type Question = readonly [program: string, parameters: readonly string[]];

/** Ways to ask the session bus for a property; which of the programs is there depends on the desktop. */
const questions: readonly Question[] = [
  ["busctl", ["--user", "get-property", watcher, "/StatusNotifierWatcher", watcher, property]],
  [
    "gdbus",
    [
      ...["call", "--session", "--dest", watcher, "--object-path", "/StatusNotifierWatcher"],
      ...["--method", "org.freedesktop.DBus.Properties.Get", watcher, property],
    ],
  ],
  [
    "dbus-send",
    [
      ...["--session", "--print-reply=literal", `--dest=${watcher}`, "/StatusNotifierWatcher"],
      ...["org.freedesktop.DBus.Properties.Get", `string:${watcher}`, `string:${property}`],
    ],
  ],
];

/** Whether somebody shows tray icons; "never" where nobody in this session could say so later either. */
export type TrayHost = "there" | "not-yet" | "never";

/** Asks a program; null when there is no such program. */
export type AskProgram = (program: string, parameters: readonly string[]) => Promise<string | null>;

/** Where tray icons are looked for. */
export interface TrayHostPlace {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly ask?: AskProgram;
}

/**
 * Looks whether somebody shows tray icons here. On Linux that depends on the desktop, Electron can't tell, and a window that
 * closes into a tray nobody shows would be lost. Each question is a process of its own, so none is put in vain: not without
 * a session bus, and not twice to a program that is not there.
 */
export function trayHostLook({
  platform,
  environment,
  ask = askProgram,
}: TrayHostPlace): () => Promise<TrayHost> {
  if (platform !== "linux") return async () => "there";
  let left = hasSessionBus(environment) ? questions : [];
  return async () => {
    const there: Question[] = [];
    for (const question of left) {
      const answer = await ask(...question);
      if (answer !== null && /\btrue\b/.test(answer)) return "there";
      if (answer !== null) there.push(question);
    }
    left = there;
    return left.length === 0 ? "never" : "not-yet";
  };
}

/** A bus is named in the environment, or lies where systemd puts it. Electron names a "disabled" one where there is none. */
function hasSessionBus(environment: TrayHostPlace["environment"]): boolean {
  const { DBUS_SESSION_BUS_ADDRESS: address = "", XDG_RUNTIME_DIR: folder = "" } = environment;
  const isNamed = address !== "" && !address.startsWith("disabled:");
  return isNamed || (folder !== "" && existsSync(join(folder, "bus")));
}

function askProgram(program: string, parameters: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, parameters, { timeout: patienceMs }, (error, stdout) => {
      // Any other error means: no bus, or no watcher. Each is an answer.
      resolve(error !== null && "code" in error && error.code === "ENOENT" ? null : stdout);
    });
  });
}
