import { describe, expect, it } from "vitest";
import { FakeClock } from "../../helpers/fake-clock";
import { holdAnswers, openStage } from "../../helpers/stage";
import { json } from "../../servers/scripted-service";

const all = { search: "", offset: 0, limit: 500 } as const;

describe("what was removed", () => {
  it("comes back as it was, failed and delivered, one removal after the other, newest first", async () => {
    const stage = await openStage();
    await stage.addRoom();
    const delivered = await stage.engine.ended(await stage.engine.send("Room", await stage.files(3)));
    stage.service.answer = json(413, { RC: 413, RM: "too large" });
    const refused = await stage.engine.ended(await stage.engine.send("Room", await stage.files(2)));
    const { api } = stage.engine.connection;
    const seen = async () => [
      await api.uploads({ list: "queue", ...all }),
      await api.uploads({ list: "history", ...all }),
      await api.uploads({ list: "history", ...all, search: "1.txt" }),
    ];
    const before = await seen();
    await api.act({ ids: delivered.map((row) => row.id), action: "remove" });
    await api.act({ ids: refused.map((row) => row.id), action: "remove" });
    expect(await stage.engine.rows("queue")).toEqual([]);
    expect(await stage.engine.rows("history")).toEqual([]);
    expect(await api.undoRemoval()).toBe(2);
    expect(await stage.engine.rows("history")).toEqual([]);
    expect((await stage.engine.rows("queue")).map((row) => row.state)).toEqual(
      refused.map((row) => row.state),
    );
    expect(await api.undoRemoval()).toBe(3);
    expect(await seen()).toEqual(before);
    expect(await api.undoRemoval()).toBe(0);
  });

  it("comes back to its place in the queue, more rows than go at once, and is sent from there", async () => {
    const stage = await openStage();
    await stage.addRoom("Room", { concurrency: "1" });
    const held = holdAnswers(stage);
    const batch = await stage.engine.send("Room", await stage.files(1_203));
    await stage.engine.until("the first one is being sent", () => held.waiting() === 1);
    const { api } = stage.engine.connection;
    const ids = (await api.queueIds({ search: "", batchId: batch })).slice(1);
    await api.act({ ids, action: "remove" });
    expect((await api.standing({ batchId: null })).counts).toMatchObject({ queued: 0 });
    expect(await api.undoRemoval()).toBe(1_202);
    expect((await api.queueIds({ search: "", batchId: batch })).slice(1)).toEqual(ids);
    await api.act({ ids: ids.slice(2), action: "remove" });
    held.release();
    expect((await stage.engine.ended(batch)).map((row) => row.state.kind)).toEqual(
      Array(3).fill("completed"),
    );
    expect(stage.uploads()).toHaveLength(3);
  });

  it("is gone for good after ten minutes, and after a restart", async () => {
    const clock = new FakeClock();
    const stage = await openStage({ clock });
    await stage.addRoom();
    const paths = await stage.files(2);
    const [first, second] = await stage.engine.ended(await stage.engine.send("Room", paths));
    await stage.engine.connection.api.act({ ids: [first?.id ?? ""], action: "remove" });
    clock.advance(11 * 60_000);
    expect(await stage.engine.connection.api.undoRemoval()).toBe(0);
    await stage.engine.connection.api.act({ ids: [second?.id ?? ""], action: "remove" });
    await stage.restart();
    expect(await stage.engine.connection.api.undoRemoval()).toBe(0);
    expect(await stage.engine.rows("history")).toEqual([]);
  });
});
