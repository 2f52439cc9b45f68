import { describe, expect, it } from "vitest";
import { uploadError } from "../../../../electron/shared/upload-error";
import { shownState } from "../../../../renderer/features/queue/shown-state";
import { row } from "../fake-page";

const heldBy = { reason: "offline", until: null, error: uploadError("network") } as const;

describe("what a row of the queue is shown to do", () => {
  it("is to wait for what holds its destination back, when its turn could come", () => {
    expect(shownState(row("a", { heldBy }))).toEqual({ kind: "waiting", ...heldBy });
  });

  it("is its own state in every other case", () => {
    expect(shownState(row("a"))).toEqual({ kind: "queued" });
    expect(shownState(row("a", { state: { kind: "paused" }, heldBy }))).toEqual({ kind: "paused" });
  });
});
