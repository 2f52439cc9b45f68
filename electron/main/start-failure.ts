import { app, dialog } from "electron";
import { Failure } from "../engine/failure";
import { languageOf } from "../shared/languages";
import { Words } from "./words";

/** Tells why the window does not open. */
export function tellStartFailure(error: unknown): void {
  const words = new Words(languageOf("system", app.getLocale()));
  const sentence = error instanceof Error ? error.message : String(error);
  const hint = error instanceof Failure ? `\n\n${words.say(error.error.hint)}` : "";
  dialog.showErrorBox(words.t("start.failed"), `${words.say(sentence)}${hint}`);
}
