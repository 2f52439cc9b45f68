import { describe, expect, it } from "vitest";
import { noCounts } from "../../../../electron/shared/ipc";
import { isPageCommand, menuCommands } from "../../../../electron/shared/menu-commands";
import type { Acting } from "../../../../renderer/features/commands/acting";
import {
  type CommandFacts,
  possibleCommands,
} from "../../../../renderer/features/commands/possible-commands";
import { receipt, row } from "../fake-page";

const nothing: Acting = { list: "queue", ids: [], rows: [] };
const idle: CommandFacts = {
  ...{ isBlocked: false, isTyping: false, hasTextSelection: false, hasDestination: true },
  ...{ counts: noCounts, acting: nothing, shownRows: 0, isDetailOpen: false, nowMs: 0 },
};
const possible = (part: Partial<CommandFacts>) => possibleCommands({ ...idle, ...part });
const link = { url: "https://files.example/a", expiresAt: null, opensInBrowser: true };
const delivered = row("a", { state: { kind: "completed" }, receipt: receipt({ links: [link] }) });
const about = (list: "queue" | "history", ...rows: Acting["rows"]): Partial<CommandFacts> => ({
  acting: { list, rows, ids: rows.map(({ id }) => id) },
  shownRows: rows.length,
});

describe("what can be done now", () => {
  it("is, with nothing in the queue, going about and sending", () => {
    const now = possible({});
    for (const id of ["sendFiles", "sendFolder", "paste", "queue", "about", "keyList"] as const)
      expect(now).toContain(id);
    for (const id of ["pauseAll", "resumeAll", "retryAll", "remove", "copy", "cut", "selectAll"] as const)
      expect(now).not.toContain(id);
    expect(possible({ hasDestination: false })).not.toContain("sendFiles");
  });

  it("follows the states of the queue", () => {
    const counts = { ...noCounts, uploading: 1, paused: 1, failed: 1 };
    for (const id of ["pauseAll", "resumeAll", "retryAll"] as const)
      expect(possible({ counts })).toContain(id);
    const failed = possible(about("queue", row("a", { state: { kind: "paused" } })));
    expect(failed).toContain("resume");
    expect(failed).not.toContain("pause");
    expect(failed).not.toContain("sendAgain");
  });

  it("opens one link, copies many, and neither where there is none", () => {
    const one = possible(about("history", delivered));
    for (const id of ["openLink", "copyLink", "sendAgain", "reveal"] as const) expect(one).toContain(id);
    const several = possible(about("history", delivered, { ...delivered, id: "b" }));
    expect(several).toContain("copyLink");
    expect(several).not.toContain("openLink");
    expect(possible(about("history", row("c", { receipt: receipt() })))).not.toContain("copyLink");
  });

  it("leaves rows alone while text is typed, and everything while a question lies over the window", () => {
    const typing = possible({ ...about("history", delivered), isTyping: true });
    expect(typing).toContain("cut");
    expect(typing).not.toContain("remove");
    const blocked = possible({ ...about("history", delivered), isBlocked: true });
    expect([...blocked]).toEqual([]);
    expect([...possible({ isBlocked: true, isTyping: true })].sort()).toEqual(
      ["copy", "cut", "paste", "redo", "selectAll", "undo"].sort(),
    );
  });

  it("is possible at some time for everything that the page does", () => {
    const counts = { ...noCounts, uploading: 1, paused: 1, failed: 1, completed: 1 };
    const paused = row("p", { state: { kind: "paused" } });
    const failed = row("f", { state: { kind: "failed", error: {} as never } });
    const times = [
      possible({ counts, ...about("history", delivered) }),
      possible(about("queue", paused)),
      possible(about("queue", failed)),
      possible(about("queue", row("q"))),
    ];
    const ever = new Set(times.flatMap((time) => [...time]));
    expect(menuCommands.filter(({ id }) => isPageCommand(id) && !ever.has(id))).toEqual([]);
  });
});
