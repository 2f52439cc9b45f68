import { type BrowserWindow, dialog, type MessageBoxOptions } from "electron";
import type { QuitAnswer } from "./quit-guard";

/** Asks what is to become of running uploads when Waybill is closed. */
export async function askBeforeQuit(window: BrowserWindow | null, moving: number): Promise<QuitAnswer> {
  const answers: readonly QuitAnswer[] = ["finish", "quit", "cancel"];
  const options: MessageBoxOptions = {
    type: "question",
    message: moving === 1 ? "One upload is not finished." : `${moving} uploads are not finished.`,
    detail: "Waybill can finish first and then quit, or quit now and go on the next time it is opened.",
    buttons: ["Finish, then quit", "Quit now", "Cancel"],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  };
  const chosen = await (window === null
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(window, options));
  return answers[chosen.response] ?? "cancel";
}

/** Says that the records were damaged, and where they are kept. */
export async function tellQuarantined(path: string): Promise<void> {
  await dialog.showMessageBox({
    type: "warning",
    message: "Waybill's records were damaged.",
    detail: `What could be read was kept. The damaged file is here: ${path}`,
    buttons: ["OK"],
  });
}
