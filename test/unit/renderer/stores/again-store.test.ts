import { describe, expect, it } from "vitest";
import type { IpcArgs, IpcResult } from "../../../../electron/shared/ipc";
import { createAgainStore } from "../../../../renderer/stores/again-store";
import { createNoticeStore } from "../../../../renderer/stores/notice-store";
import { destination, FakeBridge, HandClock } from "../fake-page";

type Answer = (args: IpcArgs<"uploads:send-again">) => IpcResult<"uploads:send-again">;

function start(answer: Answer) {
  const bridge = new FakeBridge({ "uploads:send-again": answer });
  const notices = createNoticeStore(new HandClock());
  return { bridge, notices, again: createAgainStore(bridge, notices) };
}

const sentAll: Answer = ({ ids }) => ({ ok: true, accepted: ids.length, missing: [], changed: [] });

describe("sending once more", () => {
  it("sends each to where it went, and says how many", async () => {
    const { bridge, notices, again } = start(sentAll);
    await again.sendAgain(["a", "b"]);
    expect(bridge.asked).toEqual([
      {
        name: "uploads:send-again",
        args: { ids: ["a", "b"], destinationId: null, options: {}, evenIfChanged: false },
      },
    ]);
    expect(notices.getState().notice).toMatchObject({
      key: "notice.sentAgain",
      values: { count: 2 },
      tone: "good",
    });
  });

  it("asks before it sends a file that changed, and then sends that one alone", async () => {
    const { bridge, again } = start(({ ids, evenIfChanged }) =>
      evenIfChanged
        ? { ok: true, accepted: ids.length, missing: [], changed: [] }
        : { ok: true, accepted: 1, missing: [], changed: [{ id: "b", name: "b.txt" }] },
    );
    await again.sendTo(["a", "b"], destination({ id: "d2" }), { room: "r" });
    const { question } = again.getState();
    expect(question).toMatchObject({ kind: "changed", names: ["b.txt"] });
    again.cancel();
    if (question?.kind === "changed") await again.sendChanged(question.request);
    expect(bridge.asked.at(-1)?.args).toEqual({
      ids: ["b"],
      destinationId: "d2",
      options: { room: "r" },
      evenIfChanged: true,
    });
    expect(again.getState().question).toBeNull();
  });

  it("names the files that are gone", async () => {
    const { notices, again } = start(() => ({ ok: true, accepted: 0, missing: ["gone.txt"], changed: [] }));
    await again.sendAgain(["a"]);
    expect(notices.getState().notice).toMatchObject({
      key: "notice.notSentAgain",
      tone: "trouble",
      details: [{ name: "gone.txt" }],
    });
  });

  it("says why nothing was sent", async () => {
    const error = {
      code: "config",
      message: "The room is missing.",
      hint: "Enter it.",
      httpStatus: null,
    } as const;
    const { notices, again } = start(() => ({ ok: false, error }));
    await again.sendAgain(["a"]);
    expect(notices.getState().notice?.values["message"]).toBe("The room is missing. Enter it.");
  });
});
