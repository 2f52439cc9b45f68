import { rmSync } from "node:fs";
import { app, shell } from "electron";
import type { Logger } from "../../engine/ports";
import { installedProgram } from "./installed-program";
import { SystemEntries } from "./system-entries";

/** The entries of this copy, on this system; what its package could not bring for the user is added. */
export function createSystemEntries(logger: Logger): SystemEntries {
  const { platform, execPath, env: environment } = process;
  const program = installedProgram({ isPackaged: app.isPackaged, platform, execPath, environment });
  const places = { platform, environment, home: app.getPath("home"), program };
  const entries = new SystemEntries(places, { app, shortcuts });
  entries
    .completePackage()
    .catch((error: unknown) => logger.warn("The entries of file managers are not complete", { error }));
  return entries;
}

/** Electron has these on Windows alone, where alone they are asked for. */
const shortcuts = {
  targetOf: (path: string): string | null => {
    try {
      return shell.readShortcutLink(path).target;
    } catch {
      // There is none, or it can't be read: it leads nowhere.
      return null;
    }
  },
  write: (path: string, target: string): void => {
    const operation = shortcuts.targetOf(path) === null ? "create" : "replace";
    if (!shell.writeShortcutLink(path, operation, { target, description: "Waybill" }))
      throw new Error("The shortcut could not be written.");
  },
  remove: (path: string): void => rmSync(path, { force: true }),
};
