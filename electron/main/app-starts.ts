import { app } from "electron";
import type { Desktop } from "./desktop";
import { handoverSchema, isQuiet, nothingAsked, readWindowWords, type WindowWords } from "./window-words";

/** What this start and later ones were asked to do, and what macOS hands over by events of its own. */
export function takeStarts(desktop: Desktop, show: () => void, words: WindowWords): void {
  desktop.take(words);
  app.on("second-instance", (_event, _argv, _directory, handedOver: unknown) => {
    const parsed = handoverSchema.safeParse(handedOver);
    const later = parsed.success ? readWindowWords(parsed.data.words, parsed.data.workingDirectory) : null;
    if (later === null || !isQuiet(later)) show();
    if (later !== null) desktop.take(later);
  });
  app.on("open-file", (event, path) => {
    event.preventDefault();
    desktop.take({ ...nothingAsked, paths: [path] });
  });
  app.on("open-url", (event, link) => {
    event.preventDefault();
    desktop.take({ ...nothingAsked, link });
  });
}
