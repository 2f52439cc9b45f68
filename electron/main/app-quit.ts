import { app, powerMonitor } from "electron";
import { systemClock } from "../engine/ports";
import type { Desktop } from "./desktop";
import { onShutdown } from "./power";
import { askBeforeQuit } from "./questions";
import { QuitGuard } from "./quit-guard";
import type { Shell } from "./shell";
import type { Updates } from "./updates/updates";

/** Every way in which Waybill ends: asked by the user, by the system, or because nothing of it is left to see. */
export function setUpQuit(
  shell: Shell,
  desktop: Desktop,
  updates: Updates,
  closePage: () => Promise<void>,
): QuitGuard {
  const { connection, isOwned } = shell.engine;
  const guard = new QuitGuard({
    clock: systemClock,
    moving: async () => (isOwned() ? (await connection.api.standing({ batchId: null })).moving : 0),
    ask: (moving) => askBeforeQuit(shell.window, moving, shell.words),
    shutDown: async (isByUser) => {
      if (isByUser) await updates.prepareEnd();
      // The window goes first: it closes at once, and asks nothing more of an engine that is about to end.
      shell.keepPlace();
      shell.window?.destroy();
      await closePage();
      shell.decoder.close();
      await connection.close();
    },
    quit: () => {
      if (!updates.end()) app.quit();
    },
  });
  connection.subscribe((event) => {
    if (event.kind === "upload-settled") void guard.settled();
  });
  app.on("before-quit", (event) => {
    if (!guard.mayClose()) event.preventDefault();
  });
  app.on("window-all-closed", () => {
    if (!desktop.staysWithoutWindow) app.quit();
  });
  onShutdown(powerMonitor, process.platform, () => void guard.quitNow());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => void guard.quitNow());
  return guard;
}
