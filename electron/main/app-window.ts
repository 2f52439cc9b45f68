import type { BrowserWindow } from "electron";
import { systemClock } from "../engine/ports";
import type { Desktop } from "./desktop";
import { recoverPage } from "./page-recovery";
import { rememberPlace } from "./places/window-place";
import type { QuitGuard } from "./quit-guard";
import type { Shell } from "./shell";

/** Looks after a window from now on; closing it is the guard's matter unless Waybill stays on the desktop without it. */
export function adoptWindow(
  window: BrowserWindow,
  shell: Shell,
  guard: QuitGuard,
  desktop: Desktop,
): BrowserWindow {
  shell.window = window;
  const { places, logger } = shell;
  shell.keepPlace = rememberPlace(window, "main", { file: places, clock: systemClock, logger });
  recoverPage(window, { clock: systemClock, logger: shell.logger });
  window.on("close", (event) => {
    if (!desktop.staysWithoutWindow && !guard.mayClose()) event.preventDefault();
  });
  window.on("focus", () => desktop.seen());
  window.on("closed", () => {
    shell.window = null;
    shell.keepPlace = () => {};
  });
  return window;
}
