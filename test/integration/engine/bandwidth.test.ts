import { describe, expect, it } from "vitest";
import { openStage } from "../../helpers/stage";
import { imkitOk } from "../../servers/scripted-service";

const size = 3_000_000;

describe("a limit of bandwidth", () => {
  it("is shared alike between running uploads of all destinations, and lifted while they run", async () => {
    const stage = await openStage();
    const { api } = stage.engine.connection;
    await api.saveSettings({ bandwidthBytesPerSecond: 400_000 });
    await stage.addRoom("One");
    await stage.addRoom("Two");
    stage.service.answer = imkitOk(size);
    const paths = await Promise.all(
      [1, 2].map((index) => stage.file(`${index}.bin`, Buffer.alloc(size, index))),
    );
    const batches = [await stage.engine.send("One", paths), await stage.engine.send("Two", paths)];
    const received = () => stage.uploads().map((seen) => seen.bytes);
    const sum = () => received().reduce((total, bytes) => total + bytes, 0);
    await stage.engine.until("four uploads run", () => stage.uploads().length === 4);
    const before = received();
    const start = sum();
    await stage.engine.until("a good piece was sent", () => sum() - start >= 600_000);
    const shares = received().map((bytes, index) => bytes - (before[index] ?? 0));
    // A turn at this limit is 20,000 bytes; the sockets on the way hold some more.
    for (const share of shares) expect(Math.abs(share - 150_000)).toBeLessThan(75_000);
    // At this limit the rest would take hours.
    await api.saveSettings({ bandwidthBytesPerSecond: 1_024 });
    await api.saveSettings({ bandwidthBytesPerSecond: null });
    for (const batch of batches) {
      const rows = await stage.engine.ended(batch);
      expect(rows.map((row) => row.state.kind)).toEqual(["completed", "completed"]);
    }
    expect(received()).toEqual([size, size, size, size].map((bytes) => expect.closeTo(bytes, -4)));
  });

  it("does not make a waiting upload look stalled, and lets it be canceled at once", async () => {
    const stage = await openStage();
    const { api } = stage.engine.connection;
    await api.saveSettings({ bandwidthBytesPerSecond: 1_024 });
    await stage.addRoom("Room", { concurrency: "3" });
    const paths = await Promise.all([1, 2, 3].map((index) => stage.file(`${index}.bin`, Buffer.alloc(size))));
    const batch = await stage.engine.send("Room", paths);
    await stage.engine.until("all run", () => stage.uploads().length === 3);
    await api.act({ ids: "queue", action: "cancel" });
    const rows = await stage.engine.ended(batch);
    expect(rows.map((row) => row.state)).toEqual([
      { kind: "canceled" },
      { kind: "canceled" },
      { kind: "canceled" },
    ]);
    expect(stage.uploads().every((seen) => !seen.whole)).toBe(true);
  });
});
