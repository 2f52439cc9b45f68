import { dirname, join } from "node:path";

/** What starts an installed Waybill: the launcher beside the program on Linux, or the one file that was unpacked to run. */
export function installedProgram(options: {
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  readonly execPath: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): string | null {
  const { isPackaged, platform, execPath, environment } = options;
  if (!isPackaged) return null;
  // A checkout may be gone tomorrow, hence the line above; so may what an AppImage or a portable copy unpacked.
  if (platform === "linux") return environment["APPIMAGE"] ?? join(dirname(execPath), "waybill");
  return environment["PORTABLE_EXECUTABLE_FILE"] ?? execPath;
}
