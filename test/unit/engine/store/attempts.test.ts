import { describe, expect, test } from "vitest";
import { attemptsKept } from "../../../../electron/engine/store/attempt-records";
import { uploadError } from "../../../../electron/shared/upload-error";
import { addedAt, newUpload, openStore, receipt } from "./store-fixture";

function openWithOne() {
  const opened = openStore();
  const [id = ""] = opened.store.insert([newUpload("photo.png")], addedAt);
  return { ...opened, id };
}

describe("the attempts of an upload", () => {
  test("say when each try began and ended, and what came of it", () => {
    const { store, clock, id } = openWithOne();
    expect(store.attempts(id)).toEqual([]);
    const begun = new Date(clock.now()).toISOString();
    store.setState(id, { kind: "preparing" });
    store.setState(id, { kind: "uploading" });
    expect(store.attempts(id)).toEqual([
      { number: 1, startedAt: begun, endedAt: null, outcome: null, reason: null, error: null },
    ]);
    clock.advance(1_500);
    const error = uploadError("server-busy", { httpStatus: 503 });
    store.setState(id, { kind: "waiting", reason: "back-off", until: clock.now() + 1_000, error });
    const ended = new Date(clock.now()).toISOString();
    clock.advance(1_000);
    store.setState(id, { kind: "preparing" });
    store.complete(id, receipt, {});
    expect(store.attempts(id)).toEqual([
      { number: 1, startedAt: begun, endedAt: ended, outcome: "waiting", reason: "back-off", error },
      expect.objectContaining({ number: 2, outcome: "completed", error: null }),
    ]);
  });

  test("leave the end open of one that was cut off by a crash, when the next one begins", () => {
    const { store, id } = openWithOne();
    store.setState(id, { kind: "preparing" });
    store.setState(id, { kind: "uploading" });
    // What the next start does with a row that it finds running.
    store.setState(id, { kind: "queued" });
    store.setState(id, { kind: "preparing" });
    store.setState(id, { kind: "failed", error: uploadError("too-large") });
    expect(store.attempts(id).map((attempt) => attempt.outcome)).toEqual(["queued", "failed"]);
  });

  test("are bounded: only the newest are kept", () => {
    const { store, database, id } = openWithOne();
    database.transaction(() => {
      for (let count = 0; count < attemptsKept + 20; count += 1) {
        store.setState(id, { kind: "preparing" });
        store.setState(id, { kind: "queued" });
      }
    });
    const numbers = store.attempts(id).map((attempt) => attempt.number);
    expect(numbers).toHaveLength(attemptsKept);
    expect(numbers.at(-1)).toBe(attemptsKept + 20);
  });

  test("go with the upload when it is removed", () => {
    const { store, database, id } = openWithOne();
    store.setState(id, { kind: "preparing" });
    store.setState(id, { kind: "canceled" });
    store.remove([id]);
    expect(store.attempts(id)).toEqual([]);
    expect(database.number("SELECT count(*) FROM attempts")).toBe(0);
  });

  test("are none for an upload that is not there", () => {
    expect(openStore().store.attempts("nothing")).toEqual([]);
  });
});
