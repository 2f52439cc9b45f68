import type { Clock, Logger } from "../engine/ports";

/** A page that ends again and again is loaded at once so often within a minute, then only after a pause. */
const quickReloads = 3;
const minuteMs = 60_000;
/** The pause before a page that keeps ending is loaded again, milliseconds. */
const pauseMs = 15_000;
/** A page that answers nothing for so long is ended, and then loaded again, milliseconds. */
const hungLimitMs = 20_000;

/** What is used of a window, so that this works without one. */
export interface RecoverableWindow {
  on(event: "unresponsive" | "responsive" | "closed", listener: () => void): unknown;
  readonly webContents: {
    on(
      event: "render-process-gone",
      listener: (event: unknown, details: { readonly reason: string; readonly exitCode: number }) => void,
    ): unknown;
    isDestroyed(): boolean;
    reload(): void;
    forcefullyCrashRenderer(): void;
  };
}

/**
 * Brings the page back when its process ends or hangs. Uploads know nothing of it: they run in the main process, and the new
 * page asks for everything it shows.
 */
export function recoverPage(
  window: RecoverableWindow,
  parts: { readonly clock: Clock; readonly logger: Logger },
): void {
  const { clock, logger } = parts;
  const { webContents } = window;
  let reloads: number[] = [];
  let callOff = () => {};
  const reload = (): void => {
    if (!webContents.isDestroyed()) webContents.reload();
  };
  webContents.on("render-process-gone", (_event, { reason, exitCode }) => {
    callOff();
    if (reason === "clean-exit") return;
    logger.error("The window's page ended and is loaded again", { reason, exitCode });
    const nowMs = clock.monotonicMs();
    reloads = [...reloads.filter((atMs) => nowMs - atMs < minuteMs), nowMs];
    // Not within the announcement of the end itself.
    callOff = clock.after(reloads.length > quickReloads ? pauseMs : 0, reload);
  });
  window.on("unresponsive", () => {
    callOff();
    callOff = clock.after(hungLimitMs, () => {
      logger.error("The window's page answers nothing and is ended");
      if (!webContents.isDestroyed()) webContents.forcefullyCrashRenderer();
    });
  });
  window.on("responsive", () => callOff());
  window.on("closed", () => callOff());
}
