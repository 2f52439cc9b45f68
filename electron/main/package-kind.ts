import { existsSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/** How a copy of Waybill came to be here. */
export type PackageKind =
  | "checkout"
  | "deb"
  | "rpm"
  | "AppImage"
  /** Put there by an installer (Windows) or dragged there (macOS). */
  | "installed"
  | "portable"
  /** Unpacked by hand. */
  | "archive";

/** What tells it. */
export interface KindFacts {
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** The program that runs. */
  readonly executable: string;
  /** What a deb or rpm says of itself; null where there is no such note. */
  readonly note: string | null;
}

/** How this copy came to be here. Variables alone prove nothing: programs that an AppImage starts inherit its own. */
export function packageKind({ isPackaged, platform, environment, executable, note }: KindFacts): PackageKind {
  if (!isPackaged) return "checkout";
  if (platform === "linux") {
    if (note === "deb" || note === "rpm") return note;
    const mount = environment["APPDIR"];
    const isMounted = mount !== undefined && executable.startsWith(`${mount}${sep}`);
    return environment["APPIMAGE"] && isMounted ? "AppImage" : "archive";
  }
  return platform === "win32" && environment["PORTABLE_EXECUTABLE_FILE"] ? "portable" : "installed";
}

/** What a deb or rpm says of itself, beside the program; null where there is no such note. */
export function installNote(executable: string): string | null {
  const path = join(dirname(executable), "resources", "installed-by");
  return existsSync(path) ? readFileSync(path, "utf8").trim() : null;
}
