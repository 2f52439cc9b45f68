import { execFile } from "node:child_process";

/** The answer is there at once or not at all, milliseconds. */
const patienceMs = 2_000;

const watcher = "org.kde.StatusNotifierWatcher";
const property = "IsStatusNotifierHostRegistered";

/** Ways to ask the session bus for a property; which of the programs is there depends on the desktop. */
const questions: readonly (readonly [string, readonly string[]])[] = [
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

/**
 * Whether somebody shows tray icons here. On Linux that depends on the desktop, Electron can't tell, and a window that
 * closes into a tray nobody shows would be lost.
 */
export async function hasTrayHost(platform: NodeJS.Platform): Promise<boolean> {
  if (platform !== "linux") return true;
  for (const [program, parameters] of questions) {
    if (/\btrue\b/.test(await outputOf(program, parameters))) return true;
  }
  return false;
}

function outputOf(program: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    // An error means: no such program, no bus, or no watcher. Each is an answer.
    execFile(program, parameters, { timeout: patienceMs }, (_error, stdout) => resolve(stdout));
  });
}
