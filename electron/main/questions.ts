import { type BrowserWindow, dialog, type MessageBoxOptions } from "electron";
import { listServices } from "../engine/services/index";
import type { RecordsFound } from "../engine/store/open-records";
import { damageWords } from "./damage-words";
import type { GuardQuestion } from "./destination-guard";
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
  return answers[await ask(window, options)] ?? "cancel";
}

/** Asks whether a link from elsewhere may open the form for a new destination; nothing is saved by it. */
export async function askToAddDestination(
  window: BrowserWindow | null,
  link: {
    readonly service: string;
    readonly name: string;
    readonly settings: Readonly<Record<string, string>>;
  },
  words: Pick<Words, "t">,
): Promise<boolean> {
  const options: MessageBoxOptions = {
    type: "question",
    message: words.t("link.question"),
    detail: words.t("link.detail", {
      service: listServices().find(({ id }) => id === link.service)?.label ?? link.service,
      name: link.name === "" ? "–" : link.name,
      address: link.settings["baseUrl"] ?? "–",
    }),
    buttons: [words.t("link.open"), words.t("quit.cancel")],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
  return (await ask(window, options)) === 0;
}

/** Asks before saved secrets go to another server, or before another authority is trusted. */
export async function askGuardQuestion(
  window: BrowserWindow | null,
  question: GuardQuestion,
  words: Pick<Words, "t">,
): Promise<boolean> {
  const options: MessageBoxOptions = {
    type: "warning",
    message: words.t(`guard.${question.kind}`, { ...question }),
    detail: words.t(`guard.${question.kind}Detail`, { ...question }),
    buttons: [words.t(`guard.${question.kind}Allow`), words.t("quit.cancel")],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
  return (await ask(window, options)) === 0;
}

/** Asks in front of the window, if there is one; answers which button was chosen. */
async function ask(window: BrowserWindow | null, options: MessageBoxOptions): Promise<number> {
  const chosen = await (window === null
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(window, options));
  return chosen.response;
}

/** Says that the records were damaged, whether anything is lost, and where the damaged file is kept. Nothing when all was well. */
export async function tellDamage(found: RecordsFound, words: Pick<Words, "t">): Promise<void> {
  const told = damageWords(found, words);
  if (told === null) return;
  await dialog.showMessageBox({ type: "warning", ...told, buttons: [words.t("common.ok")] });
}
