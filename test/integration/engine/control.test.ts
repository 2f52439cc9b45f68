import { describe, expect, it } from "vitest";
import type { UploadStateKind } from "../../../electron/shared/upload";
import { holdAnswers, openStage } from "../../helpers/stage";
import { imkitOk, json } from "../../servers/scripted-service";

const kindsOf = (rows: readonly { readonly state: { readonly kind: UploadStateKind } }[]) =>
  rows.map((row) => row.state.kind);

describe("one, many or all", () => {
  it("are paused, resumed, canceled and tried again while everything else has its turn", async () => {
    const stage = await openStage();
    await stage.addRoom("Room", { concurrency: "1" });
    stage.service.onRequest = (_seen, request) => request.pause();
    const big = await stage.file("big.bin", Buffer.alloc(30_000_000));
    const batch = await stage.engine.send("Room", [big, ...(await stage.files(2_499))]);
    await stage.engine.until("one is being sent", () => stage.uploads().length === 1);
    const { api } = stage.engine.connection;
    const counts = async () => (await api.standing({ batchId: batch })).counts;
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await api.act({ ids: "queue", action: "pause" });
    expect(await counts()).toMatchObject({ paused: 2_500, queued: 0, uploading: 0 });
    await api.act({ ids: "queue", action: "resume" });
    expect((await counts()).paused).toBe(0);
    await api.act({ ids: "queue", action: "cancel" });
    expect(await counts()).toMatchObject({ canceled: 2_500, queued: 0, preparing: 0, uploading: 0 });
    isOver = true;
    // Each of the three goes in five parts, between which the loop turns.
    expect(turns).toBeGreaterThanOrEqual(12);
    stage.service.onRequest = null;
    await api.act({ ids: [(await stage.engine.rows("history"))[0]?.id ?? ""], action: "retry" });
    await stage.engine.until("it arrived", async () => (await counts()).completed === 1);
    expect((await counts()).canceled).toBe(2_499);
  });

  it("leave rows alone that an action does not suit", async () => {
    const stage = await openStage();
    await stage.addRoom();
    const batch = await stage.engine.send("Room", await stage.files(1));
    const [done] = await stage.engine.ended(batch);
    for (const action of [
      "pause",
      "resume",
      "retry",
      "cancel",
      "resolve-resend",
      "resolve-removed",
    ] as const) {
      await stage.engine.connection.api.act({ ids: [done?.id ?? "", "nothing"], action });
      expect((await stage.engine.ended(batch))[0]).toEqual(done);
    }
    expect(stage.uploads()).toHaveLength(1);
  });

  it("can be those of one destination", async () => {
    const stage = await openStage();
    const roomId = await stage.addRoom("Room", { concurrency: "1" });
    await stage.addRoom("Other", { concurrency: "1" });
    stage.service.onRequest = (_seen, request) => request.pause();
    const big = await stage.file("big.bin", Buffer.alloc(30_000_000));
    const room = await stage.engine.send("Room", [big, ...(await stage.files(2))]);
    const other = await stage.engine.send("Other", [big]);
    await stage.engine.until("both are being sent", () => stage.uploads().length === 2);
    await stage.engine.connection.api.act({ ids: { destinationId: roomId }, action: "cancel" });
    expect(kindsOf(await stage.engine.ended(room))).toEqual(["canceled", "canceled", "canceled"]);
    expect((await stage.engine.rows("queue")).map((row) => [row.batchId, row.state.kind])).toEqual([
      [other, "uploading"],
    ]);
  });

  it("announce the end of each of a few, and of many one per batch", async () => {
    const stage = await openStage();
    await stage.addRoom("Room", { concurrency: "1" });
    stage.service.onRequest = (_seen, request) => request.pause();
    await stage.engine.send("Room", [await stage.file("big.bin", Buffer.alloc(30_000_000))]);
    const small = await stage.engine.send("Room", (await stage.files(3)).slice(0, 3));
    const large = await stage.engine.send("Room", await stage.files(300));
    await stage.engine.connection.api.act({ ids: "queue", action: "cancel" });
    const ends = stage.engine.events.filter((event) => event.kind === "upload-settled");
    const of = (batch: string) => ends.filter((event) => event.upload.batchId === batch).length;
    expect(of(small)).toBe(3);
    expect(of(large)).toBeGreaterThanOrEqual(1);
    expect(of(large)).toBeLessThan(300);
  });

  it("are removed with all that is known of them", async () => {
    const stage = await openStage();
    await stage.addRoom("Room", { concurrency: "1" });
    stage.service.onRequest = (_seen, request) => request.pause();
    const big = await stage.file("big.bin", Buffer.alloc(30_000_000));
    await stage.engine.send("Room", [big, ...(await stage.files(2))]);
    await stage.engine.until("one is being sent", () => stage.uploads().length === 1);
    await stage.engine.connection.api.act({ ids: "queue", action: "remove" });
    expect(await stage.engine.rows("queue")).toEqual([]);
    expect(await stage.engine.rows("history")).toEqual([]);
    expect(stage.uploads()).toMatchObject([{ whole: false }]);
  });
});

describe("the order of the queue", () => {
  it("is the order of sending, also after rows were moved", async () => {
    const stage = await openStage();
    await stage.addRoom("Room", { concurrency: "1" });
    const held = holdAnswers(stage);
    const batch = await stage.engine.send("Room", await stage.files(5));
    await stage.engine.until("the first one is being sent", () => held.waiting() === 1);
    const id = async (name: string) => (await stage.row(name)).id;
    const { api } = stage.engine.connection;
    await api.move({ ids: [await id("5.txt"), await id("4.txt")], to: { kind: "top" } });
    await api.move({ ids: [await id("2.txt")], to: { kind: "after", anchorId: await id("3.txt") } });
    expect((await stage.engine.rows("queue")).map((row) => row.name)).toEqual([
      "5.txt",
      "4.txt",
      "1.txt",
      "3.txt",
      "2.txt",
    ]);
    held.release();
    await stage.engine.ended(batch);
    const history = (await stage.engine.rows("history")).map((row) => row.name);
    expect(history.toReversed()).toEqual(["1.txt", "5.txt", "4.txt", "3.txt", "2.txt"]);
  });

  it("holds for more rows than are moved in one go, and over a restart", async () => {
    const stage = await openStage();
    await stage.addRoom("Room", { concurrency: "1" });
    stage.service.onRequest = (_seen, request) => request.pause();
    await stage.engine.send("Room", [await stage.file("big.bin", Buffer.alloc(30_000_000))]);
    const anchorId = (await stage.row("big.bin")).id;
    const batch = await stage.engine.send("Room", await stage.files(1_200));
    const { api } = stage.engine.connection;
    const query = { list: "batch", batchId: batch, search: "", offset: 0, limit: 1_200 } as const;
    const ids = (await api.uploads(query)).rows.map((row) => row.id).toReversed();
    const first = async () => {
      const page = await api.uploads({ list: "queue", search: "", offset: 0, limit: 1_201 });
      return page.rows.map((row) => row.id);
    };
    await api.move({ ids, to: { kind: "top" } });
    expect((await first()).slice(0, 1_200)).toEqual(ids);
    await api.move({ ids, to: { kind: "after", anchorId } });
    expect(await first()).toEqual([anchorId, ...ids]);
    await api.move({ ids: ids.toReversed(), to: { kind: "before", anchorId } });
    expect(await first()).toEqual([...ids.toReversed(), anchorId]);
    await stage.restart({ use: "look" });
    const after = await stage.engine.connection.api.uploads({
      ...{ list: "queue", search: "", offset: 0, limit: 1_201 },
    });
    expect(after.rows.map((row) => row.id)).toEqual([...ids.toReversed(), anchorId]);
  });
});

describe("how many run at a time", () => {
  it("is what the settings say over all destinations, and changes while they run", async () => {
    const stage = await openStage();
    const { api } = stage.engine.connection;
    await api.saveSettings({ concurrency: 2 });
    await stage.addRoom("One", { concurrency: "8" });
    await stage.addRoom("Two", { concurrency: "8" });
    const held = holdAnswers(stage);
    const paths = await stage.files(6);
    const batches = [await stage.engine.send("One", paths), await stage.engine.send("Two", paths)];
    await stage.engine.until("two run", () => held.waiting() === 2);
    await api.saveSettings({ concurrency: 5 });
    await stage.engine.until("five run", () => held.waiting() === 5);
    expect(held.most()).toBe(5);
    await api.saveSettings({ concurrency: 1 });
    held.release();
    for (const batch of batches) await stage.engine.ended(batch);
    expect(held.most()).toBe(5);
    expect(stage.uploads()).toHaveLength(12);
  });
});

describe("a cancel that comes too late", () => {
  it("says that the file may have arrived instead of claiming that nothing is there (U1)", async () => {
    const stage = await openStage();
    await stage.addRoom();
    const held = holdAnswers(stage);
    const batch = await stage.engine.send("Room", await stage.files(1));
    await stage.engine.until("the answer is awaited", () => held.waiting() === 1);
    const [row] = await stage.engine.rows("queue");
    await stage.engine.connection.api.act({ ids: [row?.id ?? ""], action: "cancel" });
    const [after] = await stage.engine.ended(batch);
    expect(after?.state).toEqual({ kind: "canceled", mayHaveArrived: true });
    held.release();
    expect(stage.uploads()).toHaveLength(1);
  });
});

describe("a hundred toggles of pause and resume (U2)", () => {
  it("leave one copy of each file and nothing behind", async () => {
    const stage = await openStage();
    await stage.addRoom();
    let whole = 0;
    stage.service.answer = async (response, seen, socket) => {
      if (seen.method === "POST") whole += 1;
      await imkitOk(2_000_000)(response, seen, socket);
    };
    const paths = await Promise.all(
      [1, 2, 3].map((index) => stage.file(`${index}.bin`, Buffer.alloc(2_000_000, index))),
    );
    const batch = await stage.engine.send("Room", paths);
    const { api } = stage.engine.connection;
    for (let count = 0; count < 100; count += 1) {
      await api.act({ ids: "queue", action: count % 2 === 0 ? "pause" : "resume" });
      if (count % 7 === 0) await new Promise(setImmediate);
    }
    await api.act({ ids: "queue", action: "resume" });
    expect(kindsOf(await stage.engine.ended(batch))).toEqual(["completed", "completed", "completed"]);
    expect(whole).toBe(3);
  });
});

describe("the same files dropped twice (U6)", () => {
  const add = async (
    stage: Awaited<ReturnType<typeof openStage>>,
    paths: readonly string[],
    room = "room",
  ) => {
    const { id } = await stage.engine.destination("Room");
    const request = {
      paths,
      destinationId: id,
      options: { roomID: room },
      hidden: false,
      allOrNothing: false,
    };
    return await stage.engine.connection.api.add({ ...request, once: true });
  };

  it("make one upload each, and the second drop is told which are on their way", async () => {
    const stage = await openStage();
    await stage.addRoom();
    const paths = await stage.files(3);
    const [first, second] = await Promise.all([add(stage, paths), add(stage, paths)]);
    expect(first.accepted + second.accepted).toBe(3);
    expect([...(first.skipped ?? []), ...(second.skipped ?? [])].toSorted()).toEqual(paths.toSorted());
    await stage.engine.until("all arrived", async () => (await stage.engine.rows("history")).length === 3);
    expect(stage.uploads()).toHaveLength(3);
    // A moment ago counts, even though they have arrived.
    expect(await add(stage, paths)).toMatchObject({ batchId: null, accepted: 0, skipped: paths });
  });

  it("are two uploads where the place, the options or the file differ, and where the user asks for it", async () => {
    const stage = await openStage();
    await stage.addRoom("Room", { concurrency: "1" });
    stage.service.onRequest = (_seen, request) => request.pause();
    const path = await stage.file("a.bin", Buffer.alloc(30_000_000));
    expect((await add(stage, [path])).accepted).toBe(1);
    expect((await add(stage, [path])).accepted).toBe(0);
    expect((await add(stage, [path], "another room")).accepted).toBe(1);
    await stage.file("a.bin", Buffer.alloc(20_000_000));
    expect((await add(stage, [path])).accepted).toBe(1);
    await stage.engine.send("Room", [path]);
    expect(await stage.engine.rows("queue")).toHaveLength(4);
  });
});

describe("what was refused for good", () => {
  it("is sent as the file is now when all are tried again, and its tries count from nothing", async () => {
    const stage = await openStage();
    await stage.addRoom();
    stage.service.answer = json(413, { RC: 413, RM: "too large" });
    const [path = ""] = await stage.files(1);
    const batch = await stage.engine.send("Room", [path]);
    expect((await stage.engine.ended(batch))[0]?.state.kind).toBe("failed");
    await stage.file("1.txt", "1234567");
    stage.service.answer = imkitOk(7);
    await stage.engine.connection.api.act({ ids: "queue", action: "retry" });
    expect((await stage.engine.ended(batch))[0]).toMatchObject({ size: 7, state: { kind: "completed" } });
  });
});
