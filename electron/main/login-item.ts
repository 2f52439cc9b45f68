import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { systemCode } from "../engine/files/file-failure";
import { quotedExec } from "./system-entries/desktop-exec";

/** Where Linux desktops look for what they start at login (XDG Autostart Specification 0.5). */
export function autostartPath(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  return join(environment["XDG_CONFIG_HOME"] || join(home, ".config"), "autostart", "waybill.desktop");
}

/** Writes or removes the entry that starts Waybill at login, in the tray; leaves a right one alone. */
export function setAutostart(path: string, program: string | null): void {
  if (program === null) {
    rmSync(path, { force: true });
    return;
  }
  const entry = autostartEntry(program);
  if (contentOf(path) === entry) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, entry);
}

/** The entry for a program. */
export function autostartEntry(program: string): string {
  return [
    "[Desktop Entry]",
    "Type=Application",
    "Name=Waybill",
    `Exec=${quotedExec(program)} --hidden`,
    "X-GNOME-Autostart-enabled=true",
    "",
  ].join("\n");
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if (systemCode(thrown) === "ENOENT") return null;
    throw thrown;
  }
}
