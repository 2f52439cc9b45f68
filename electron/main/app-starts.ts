import type { Desktop } from "./desktop";
import { isQuiet, nothingAsked, readHandover, type WindowWords } from "./window-words";

/** Where Electron tells of later starts, and of what macOS hands over by events of its own. */
export interface StartEvents {
  on(
    event: "second-instance",
    listener: (event: unknown, argv: unknown, directory: unknown, handedOver: unknown) => void,
  ): unknown;
  on(
    event: "open-file" | "open-url",
    listener: (event: { preventDefault(): void }, subject: string) => void,
  ): unknown;
}

/** What was asked from outside while Waybill runs. */
interface Start {
  readonly words: WindowWords;
  readonly showsWindow: boolean;
}

/** What the starts are handed to. */
export interface StartTakers {
  readonly desktop: Pick<Desktop, "take">;
  readonly show: () => void;
}

/**
 * Hears from the first moment on what later starts hand over, and macOS by events of its own: the file by which Waybill was
 * opened comes before it is ready. What came early waits until the answer is called with who takes it.
 */
export function hearStarts(events: StartEvents): (takers: StartTakers) => void {
  const early: Start[] = [];
  let take = (start: Start): void => void early.push(start);
  events.on("second-instance", (_event, _argv, _directory, handedOver) => {
    const words = readHandover(handedOver);
    take({ words: words ?? nothingAsked, showsWindow: words === null || !isQuiet(words) });
  });
  events.on("open-file", (event, path) => {
    event.preventDefault();
    take({ words: { ...nothingAsked, paths: [path] }, showsWindow: false });
  });
  events.on("open-url", (event, link) => {
    event.preventDefault();
    take({ words: { ...nothingAsked, link }, showsWindow: false });
  });
  return ({ desktop, show }) => {
    take = ({ words, showsWindow }) => {
      if (showsWindow) show();
      desktop.take(words);
    };
    for (const start of early.splice(0)) take(start);
  };
}
