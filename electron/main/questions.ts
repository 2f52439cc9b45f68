import { type BrowserWindow, dialog, type MessageBoxOptions } from "electron";
import type { QuitAnswer } from "./quit-guard";
import type { Words } from "./words";

/** Asks what is to become of running uploads when Waybill is closed. */
export async function askBeforeQuit(
  window: BrowserWindow | null,
  moving: number,
  words: Pick<Words, "t">,
): Promise<QuitAnswer> {
  const answers: readonly QuitAnswer[] = ["finish", "quit", "cancel"];
  const options: MessageBoxOptions = {
    type: "question",
    message: words.t("quit.unfinished", { count: moving }),
    detail: words.t("quit.detail"),
    buttons: [words.t("quit.finish"), words.t("quit.now"), words.t("quit.cancel")],
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
export async function tellQuarantined(path: string, words: Pick<Words, "t">): Promise<void> {
  await dialog.showMessageBox({
    type: "warning",
    message: words.t("records.damaged"),
    detail: words.t("records.damagedDetail", { path }),
    buttons: [words.t("common.ok")],
  });
}
