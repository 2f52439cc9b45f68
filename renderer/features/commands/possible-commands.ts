import type { Counts } from "../../../electron/shared/ipc";
import type { MenuCommandId } from "../../../electron/shared/menu-commands";
import { canOpen, linkState } from "../../format/links";
import { suitableActions } from "../queue/queue-actions";
import type { Acting } from "./acting";

/** What decides about what can be done now. */
export interface CommandFacts {
  /** A sheet or a question lies over the window. */
  readonly isBlocked: boolean;
  /** The keyboard is where text is typed. */
  readonly isTyping: boolean;
  /** Some text of the page is marked. */
  readonly hasTextSelection: boolean;
  readonly hasDestination: boolean;
  readonly counts: Counts;
  readonly acting: Acting;
  /** How many rows the list in view has. */
  readonly shownRows: number;
  readonly isDetailOpen: boolean;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/** What can be done now, of everything that the menu bar holds and that is not Electron's alone. */
export function possibleCommands(facts: CommandFacts): ReadonlySet<MenuCommandId> {
  const { isTyping, isBlocked } = facts;
  const ofText: [MenuCommandId, boolean][] = [
    ["undo", isTyping || !isBlocked],
    ["redo", isTyping],
    ["cut", isTyping],
    ["copy", isTyping || facts.hasTextSelection],
    ["paste", isTyping || (!isBlocked && facts.hasDestination)],
    ["selectAll", isTyping || (!isBlocked && facts.shownRows > 0)],
  ];
  const others = isBlocked ? [] : [...ofProgram(facts), ...ofQueue(facts), ...ofUploads(facts)];
  return new Set([...ofText, ...others].filter(([, isPossible]) => isPossible).map(([id]) => id));
}

type Answers = readonly [MenuCommandId, boolean][];

function ofProgram({ hasDestination, counts }: CommandFacts): Answers {
  const hasHistory = counts.completed + counts.canceled > 0;
  return [
    ["sendFiles", hasDestination],
    ["sendFolder", hasDestination],
    ["newDestination", true],
    ["exportHistory", hasHistory],
    ["search", true],
    ["settings", true],
    ["queue", true],
    ["history", true],
    ["destinations", true],
    ["keyList", true],
    ["about", true],
    ["updates", true],
  ];
}

function ofQueue({ counts }: CommandFacts): Answers {
  return [
    ["pauseAll", counts.queued + counts.preparing + counts.uploading + counts.waiting > 0],
    ["resumeAll", counts.paused > 0],
    ["retryAll", counts.failed + counts.waiting > 0],
  ];
}

function ofUploads(facts: CommandFacts): Answers {
  const { ids, rows, list } = facts.acting;
  const [row] = rows;
  const some = ids.length > 0;
  const one = ids.length === 1;
  const kinds = rows.map(({ state }) => state.kind);
  const suitable = suitableActions(new Set(rows.length < ids.length ? [...kinds, "unknown"] : kinds));
  const inQueue = some && list === "queue";
  return [
    ["pause", inQueue && suitable.has("pause")],
    ["resume", inQueue && suitable.has("resume")],
    ["retry", inQueue && suitable.has("retry")],
    ["sendAgain", some && list === "history"],
    ["copyLink", hasLink(facts)],
    ["openLink", one && row !== undefined && canOpen(linkState(row.receipt, facts.nowMs))],
    ["reveal", one],
    ["details", one || facts.isDetailOpen],
    ["preview", one && row !== undefined],
    ["remove", some && !facts.isTyping],
  ];
}

/** Whether any of the uploads has a link to copy, or an id in its place; one that is not loaded may have. */
function hasLink({ acting: { ids, rows }, nowMs }: CommandFacts): boolean {
  const linkless = new Set(["none", "removed"]);
  return (
    ids.length > rows.length || rows.some(({ receipt }) => !linkless.has(linkState(receipt, nowMs).kind))
  );
}
