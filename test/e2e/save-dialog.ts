import type { ElectronApplication } from "playwright/test";

/** Answers the system's save dialog with a path; null cancels it. */
export async function answerSaveDialog(electron: ElectronApplication, path: string | null): Promise<void> {
  await electron.evaluate(({ dialog }, chosen) => {
    Object.assign(dialog, {
      showSaveDialog: async () => ({ canceled: chosen === null, filePath: chosen ?? "" }),
    });
  }, path);
}
