import { describe, expect, it } from "vitest";
import { noCounts } from "../../../../electron/shared/ipc";
import { createBatchStore } from "../../../../renderer/stores/batch-store";
import { FakeBridge, HandClock } from "../fake-page";

function batches() {
  let queued = 3;
  const clock = new HandClock();
  const bridge = new FakeBridge({
    "uploads:batches": ({ batchIds }) =>
      batchIds.map((batchId) => ({ batchId, counts: { ...noCounts, queued } })),
  });
  const store = createBatchStore(bridge, clock, () => {});
  const left = (id: string) => store.getState().countsById.get(id)?.queued;
  const send = () => {
    queued -= 1;
    store.invalidate();
  };
  return { clock, bridge, store, left, send };
}

describe("the numbers of drops", () => {
  it("are asked for together, for the headings in view alone", async () => {
    const { clock, bridge, store, left } = batches();
    store.watch("a");
    store.watch("b");
    await clock.turn(0);
    expect(bridge.asked).toEqual([{ name: "uploads:batches", args: { batchIds: ["a", "b"] } }]);
    expect(left("a")).toBe(3);
  });

  it("follow changes, at most once a second", async () => {
    const { clock, bridge, store, left, send } = batches();
    store.watch("a");
    await clock.turn(0);
    send();
    send();
    await clock.turn(900);
    expect(left("a")).toBe(3);
    await clock.turn(100);
    expect(left("a")).toBe(1);
    expect(bridge.count("uploads:batches")).toBe(2);
  });

  it("cost nothing when no heading is in view, or none any more", async () => {
    const { clock, bridge, store, send } = batches();
    send();
    await clock.turn(5_000);
    const forget = store.watch("a");
    const alsoForget = store.watch("a");
    await clock.turn(5_000);
    forget();
    send();
    await clock.turn(5_000);
    expect(bridge.count("uploads:batches")).toBe(2);
    alsoForget();
    send();
    await clock.turn(5_000);
    expect(bridge.count("uploads:batches")).toBe(2);
  });
});
