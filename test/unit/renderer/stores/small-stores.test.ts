import { describe, expect, it } from "vitest";
import { currentDestination } from "../../../../electron/shared/destination";
import { noCounts } from "../../../../electron/shared/ipc";
import type { Progress } from "../../../../electron/shared/upload";
import { uploadError } from "../../../../electron/shared/upload-error";
import { bytesToSend } from "../../../../renderer/features/queue/bytes-left";
import {
  deleteAction,
  fieldToChange,
  helpfulActions,
  queueActions,
  suitableActions,
} from "../../../../renderer/features/queue/queue-actions";
import { createAnnouncerStore } from "../../../../renderer/stores/announcer-store";
import { createCommands } from "../../../../renderer/stores/commands";
import { createNoticeStore } from "../../../../renderer/stores/notice-store";
import { attentionCount, leftCount, queueCount } from "../../../../renderer/stores/overview-store";
import { createProgressStore, totalSpeed } from "../../../../renderer/stores/progress-store";
import { destination, FakeBridge, HandClock, roomField, row, service } from "../fake-page";

const progress = (id: string, bytesSent: number, bytesPerSecond: number | null = 100): Progress => ({
  id,
  bytesSent,
  bytesTotal: 1000,
  bytesPerSecond,
  remainingMs: null,
});

describe("progress", () => {
  it("moves bars at once and numbers at most twice a second", async () => {
    const clock = new HandClock();
    const store = createProgressStore(clock);
    store.take([progress("a", 1)]);
    await clock.turn(100);
    store.take([progress("a", 2)]);
    expect(store.getState().live.get("a")?.bytesSent).toBe(2);
    expect(store.getState().calm.get("a")?.bytesSent).toBe(1);
    await clock.turn(400);
    store.take([progress("a", 3)]);
    expect(store.getState().calm.get("a")?.bytesSent).toBe(3);
  });

  it("leaves the object of an upload alone that an announcement does not name", () => {
    const store = createProgressStore(new HandClock());
    store.take([progress("a", 1), progress("b", 1)]);
    const before = store.getState().live.get("a");
    store.take([progress("b", 2)]);
    expect(store.getState().live.get("a")).toBe(before);
  });

  it("stops counting the speed of uploads that ended or fell silent", async () => {
    const clock = new HandClock();
    const store = createProgressStore(clock);
    store.take([progress("a", 1, 100), progress("b", 1, 30), progress("c", 1, null)]);
    expect(totalSpeed(store.getState())).toBe(130);
    store.forget("a");
    expect(totalSpeed(store.getState())).toBe(30);
    await clock.turn(6_000);
    store.take([progress("c", 2, 7)]);
    expect(totalSpeed(store.getState())).toBe(7);
  });
});

describe("announcements", () => {
  it("collects the ends of a second and names a single upload", async () => {
    const clock = new HandClock();
    const store = createAnnouncerStore(clock);
    store.ended(row("a", { name: "a.txt", state: { kind: "completed" } }));
    expect(store.getState().announcement).toBeNull();
    await clock.turn(1_000);
    expect(store.getState().announcement).toMatchObject({ completed: 1, name: "a.txt", sequence: 1 });
    for (let time = 0; time < 500; time += 1) store.ended(row(`b${time}`, { state: { kind: "completed" } }));
    store.ended(row("c", { state: { kind: "canceled" } }));
    await clock.turn(1_000);
    expect(store.getState().announcement).toMatchObject({ completed: 500, name: null, sequence: 2 });
  });
});

describe("notices", () => {
  it("lets good news go by itself and trouble stay", async () => {
    const clock = new HandClock();
    const store = createNoticeStore(clock);
    store.tell("notice.copied", { count: 1 });
    await clock.turn(4_000);
    expect(store.getState().notice).toBeNull();
    store.warn("notice.refused", { message: "No." });
    await clock.turn(60_000);
    expect(store.getState().notice?.key).toBe("notice.refused");
    store.dismiss();
    expect(store.getState().notice).toBeNull();
  });

  it("keeps an offer longer, and as long as a hand is on it", async () => {
    const clock = new HandClock();
    const store = createNoticeStore(clock);
    store.offer("notice.removed", { count: 1 }, { key: "action.undo", run: () => {} });
    await clock.turn(9_900);
    expect(store.getState().notice?.action?.key).toBe("action.undo");
    store.hold();
    await clock.turn(60_000);
    expect(store.getState().notice).not.toBeNull();
    store.letGo();
    await clock.turn(10_000);
    expect(store.getState().notice).toBeNull();
  });

  it("gives a new notice its whole time, whatever came before", async () => {
    const clock = new HandClock();
    const store = createNoticeStore(clock);
    store.tell("first");
    await clock.turn(3_900);
    store.tell("second");
    await clock.turn(3_900);
    expect(store.getState().notice?.key).toBe("second");
  });
});

describe("counts", () => {
  it("tell what is left apart from what needs the user", () => {
    const counts = {
      ...noCounts,
      queued: 3,
      paused: 1,
      failed: 2,
      unconfirmed: 1,
      completed: 9,
      canceled: 4,
    };
    expect([leftCount(counts), attentionCount(counts), queueCount(counts)]).toEqual([4, 3, 7]);
  });

  it("take what the running uploads have sent by now off the bytes that are left", () => {
    const sent = new Map([
      ["a", progress("a", 400)],
      ["b", progress("b", 100)],
    ]);
    expect(bytesToSend(5_000, sent)).toBe(4_500);
    expect(bytesToSend(100, sent)).toBe(0);
  });
});

describe("the actions of a row", () => {
  it("let the user end every wait but that for new credentials", () => {
    const waiting = { kind: "waiting", until: 1, error: null } as const;
    for (const reason of ["rate-limit", "back-off", "offline"] as const)
      expect(queueActions({ ...waiting, reason })).toContain("retry");
    expect(queueActions({ ...waiting, reason: "auth" })).not.toContain("retry");
  });

  it("leave an unconfirmed upload to words, and never offer to send it again by an icon", () => {
    expect(queueActions({ kind: "unconfirmed", error: uploadError("auth") })).toEqual([]);
  });

  it("cancel what goes on, remove what stands, and resolve what is unconfirmed on Delete", () => {
    expect(deleteAction("uploading")).toBe("cancel");
    expect(deleteAction("paused")).toBe("cancel");
    expect(deleteAction("failed")).toBe("remove");
    expect(deleteAction("unconfirmed")).toBe("resolve-removed");
  });

  it("answer in words what went wrong: the destination where it is at fault, and sending again", () => {
    expect(helpfulActions({ kind: "failed", error: uploadError("target-not-found") }, undefined)).toEqual([
      "open-destination",
      "retry",
    ]);
    expect(helpfulActions({ kind: "failed", error: uploadError("too-large") }, undefined)).toEqual([
      "move-to",
      "retry",
    ]);
    expect(helpfulActions({ kind: "failed", error: uploadError("file-missing") }, undefined)[0]).toBe(
      "locate",
    );
    expect(helpfulActions({ kind: "failed", error: uploadError("file-changed") }, undefined)[0]).toBe(
      "retry",
    );
    expect(helpfulActions({ kind: "queued" }, undefined)).toEqual([]);
  });

  it("offer another room where the service needs one and the present one was not found", () => {
    const withRoom = service([], [roomField]);
    expect(helpfulActions({ kind: "failed", error: uploadError("target-not-found") }, withRoom)).toEqual([
      "choose-target",
      "retry",
    ]);
    expect(helpfulActions({ kind: "failed", error: uploadError("too-large") }, withRoom)[0]).toBe("move-to");
    // Where the setting at fault is known it is that one, be it of the upload or of the destination.
    const named = (field: string) => uploadError("invalid-field", { field });
    expect(fieldToChange(named("room"), withRoom)?.key).toBe("room");
    expect(helpfulActions({ kind: "failed", error: named("body") }, withRoom)[0]).toBe("open-destination");
  });

  it("ask the server first about an unconfirmed upload, where the service can be asked", () => {
    const state = { kind: "unconfirmed", error: uploadError("too-large") } as const;
    const askable = { ...service([], []).capabilities, reconcile: true };
    expect(helpfulActions(state, { ...service([], []), capabilities: askable })[0]).toBe("check");
    expect(helpfulActions(state, service([], []))).toEqual(["resolve-resend", "resolve-arrived"]);
  });

  it("suit what is among the chosen uploads, and anything where one of them is not known", () => {
    expect([...suitableActions(new Set(["paused"]))]).toEqual(["resume", "cancel"]);
    expect([...suitableActions(new Set(["failed", "uploading"]))]).toEqual([
      "pause",
      "retry",
      "cancel",
      "remove",
    ]);
    expect(suitableActions(new Set(["unknown"])).size).toBe(8);
  });
});

describe("where files go", () => {
  it("is the chosen destination, or the first when that is gone", () => {
    const first = destination({ id: "a" });
    const second = destination({ id: "b" });
    expect(currentDestination([first, second], "b")).toBe(second);
    expect(currentDestination([first, second], "gone")).toBe(first);
    expect(currentDestination([], "b")).toBeNull();
  });
});

describe("removing more uploads than one request names", () => {
  it("removes them in parts, and brings all of the parts back", async () => {
    const notices = createNoticeStore(new HandClock());
    const removed: number[] = [];
    const bridge = new FakeBridge({
      "uploads:act": ({ ids }) => {
        removed.push(Array.isArray(ids) ? ids.length : -1);
        return undefined;
      },
      "uploads:undo-removal": () => ({ restored: removed.pop() ?? 0 }),
    });
    const commands = createCommands(bridge, notices);
    const ids = Array.from({ length: 120_001 }, (_, n) => `u${n}`);
    await commands.act(ids, "remove");
    expect(removed).toEqual([50_000, 50_000, 20_001]);
    expect(notices.getState().notice).toMatchObject({ key: "notice.removed", values: { count: 120_001 } });
    await commands.undoRemoval();
    expect(removed).toEqual([]);
    expect(notices.getState().notice).toMatchObject({
      key: "notice.broughtBack",
      values: { count: 120_001 },
    });
    await commands.act(["a"], "remove");
    await commands.act(["b"], "remove");
    await commands.undoRemoval();
    expect(removed).toEqual([1]);
  });
});

describe("copying links", () => {
  const copying = async (copied: number, ids: readonly string[]) => {
    const notices = createNoticeStore(new HandClock());
    const bridge = new FakeBridge({ "uploads:copy-links": () => ({ copied }) });
    await createCommands(bridge, notices).copyLinks(ids);
    return notices.getState().notice;
  };

  it("says when some or all of the uploads have no link that still opens", async () => {
    expect(await copying(2, ["a", "b"])).toMatchObject({ key: "notice.copied", tone: "good" });
    expect(await copying(1, ["a", "b", "c"])).toMatchObject({
      key: "notice.copiedSome",
      values: { count: 1, without: 2 },
      tone: "trouble",
    });
    expect(await copying(0, ["a"])).toMatchObject({ key: "notice.nothingToCopy", tone: "trouble" });
  });
});
