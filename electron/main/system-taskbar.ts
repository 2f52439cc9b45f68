import { app, type BrowserWindow, powerSaveBlocker } from "electron";
import type { TaskbarPorts } from "./taskbar";

/** The taskbar or dock of this system, and its staying awake. */
export function systemTaskbar(window: () => BrowserWindow | null): TaskbarPorts {
  let blocker: number | null = null;
  return {
    setProgress: (fraction: number) => window()?.setProgressBar(fraction),
    setBadge: (count: number) => void app.setBadgeCount(count),
    setAwake: (awake: boolean) => {
      if (blocker !== null) powerSaveBlocker.stop(blocker);
      blocker = awake ? powerSaveBlocker.start("prevent-app-suspension") : null;
    },
  };
}
