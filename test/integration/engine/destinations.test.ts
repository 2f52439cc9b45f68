import { describe, expect, it } from "vitest";
import type { Upload } from "../../../electron/shared/upload";
import { holdAnswers, openStage, type Stage } from "../../helpers/stage";
import { imkitOk, json } from "../../servers/scripted-service";

const refusal = {
  RC: 401,
  RM: "Unauthorized",
  error: { code: "INVALID_TOKEN", message: "Invalid or expired token" },
};

async function reassign(stage: Stage, ids: readonly string[], to: string, options?: Record<string, string>) {
  const { id } = await stage.engine.destination(to);
  const request = { ids, destinationId: id, ...(options === undefined ? {} : { options }) };
  return await stage.engine.connection.api.reassign(request);
}

const told = (row: Upload) => [row.name, row.state.kind, row.heldBy?.reason ?? null];

describe("what a destination that is held back tells", () => {
  it("is told by each of its rows, those added later too, and by no row of another one (N28)", async () => {
    const stage = await openStage();
    await stage.addRoom("Room", { concurrency: "1" });
    stage.service.answer = json(429, { error: "RATE_LIMIT_EXCEEDED", retryAfter: 600 });
    await stage.engine.send("Room", await stage.files(3));
    await stage.engine.until(
      "the first one waits",
      async () => (await stage.row("1.txt")).state.kind === "waiting",
    );
    await stage.engine.send("Room", [await stage.file("late.txt", "12345")]);
    const rows = await stage.engine.rows("queue");
    expect(rows.map(told)).toEqual([
      ["1.txt", "waiting", null],
      ["2.txt", "queued", "rate-limit"],
      ["3.txt", "queued", "rate-limit"],
      ["late.txt", "queued", "rate-limit"],
    ]);
    const [first, second] = rows;
    expect(first?.state).toMatchObject({ reason: "rate-limit", until: second?.heldBy?.until });
    expect(second?.heldBy).toMatchObject({ error: { code: "rate-limited" } });
    expect(stage.uploads()).toHaveLength(1);
  });

  it("is remembered over a restart, so that no request leaves before the time is over", async () => {
    const stage = await openStage();
    await stage.addRoom("Room", { concurrency: "1" });
    stage.service.answer = json(429, { error: "RATE_LIMIT_EXCEEDED", retryAfter: 600 });
    await stage.engine.send("Room", await stage.files(3));
    await stage.engine.until("it is held", async () => (await stage.row("3.txt")).heldBy !== undefined);
    await stage.restart();
    const rows = await stage.engine.rows("queue");
    expect(rows.map(told)).toEqual([
      ["1.txt", "waiting", null],
      ["2.txt", "queued", "rate-limit"],
      ["3.txt", "queued", "rate-limit"],
    ]);
    expect(stage.uploads()).toHaveLength(1);
  });

  it("ends when any of its rows is tried now, and a rate limit was no attempt", async () => {
    const stage = await openStage();
    await stage.addRoom("Room", { concurrency: "1" });
    stage.service.answer = json(429, { error: "RATE_LIMIT_EXCEEDED", retryAfter: 600 });
    const batch = await stage.engine.send("Room", await stage.files(3));
    await stage.engine.until("it is held", async () => (await stage.row("3.txt")).heldBy !== undefined);
    stage.service.answer = imkitOk(5);
    const { api } = stage.engine.connection;
    await api.act({ ids: [(await stage.row("3.txt")).id], action: "retry" });
    await stage.engine.until("those behind it arrived", async () => {
      return (await api.standing({ batchId: batch })).counts.completed === 2;
    });
    await api.act({ ids: [(await stage.row("1.txt")).id], action: "retry" });
    const rows = await stage.engine.ended(batch);
    expect(rows.map((row) => [row.state.kind, row.attempts])).toEqual([
      ["completed", 1],
      ["completed", 1],
      ["completed", 1],
    ]);
  });

  it("keeps nobody waiting for rows that were added behind refused credentials", async () => {
    const stage = await openStage();
    await stage.addRoom("Room", { concurrency: "1" });
    stage.service.answer = json(401, refusal);
    const first = await stage.engine.send("Room", await stage.files(2));
    await stage.engine.ended(first);
    const late = await stage.engine.send("Room", [await stage.file("late.txt", "12345")]);
    await stage.engine.ended(late);
    expect((await stage.row("late.txt")).state).toMatchObject({ kind: "waiting", reason: "auth" });
    expect(stage.uploads()).toHaveLength(1);
    stage.service.answer = imkitOk(5);
    await stage.replaceToken("Room", "fresh-token-9876");
    for (const batch of [first, late]) await stage.engine.ended(batch);
    expect((await stage.engine.rows("history")).map((row) => row.state.kind)).toEqual([
      "completed",
      "completed",
      "completed",
    ]);
  });

  it("goes on with all that a refusal held up when one of them is tried now", async () => {
    const stage = await openStage();
    await stage.addRoom("Room", { concurrency: "1" });
    stage.service.answer = json(401, refusal);
    const batch = await stage.engine.send("Room", await stage.files(4));
    const parked = await stage.engine.ended(batch);
    expect(parked.map((row) => row.state.kind)).toEqual(["failed", "waiting", "waiting", "waiting"]);
    stage.service.answer = imkitOk(5);
    await stage.engine.connection.api.act({ ids: [parked[2]?.id ?? ""], action: "retry" });
    expect((await stage.engine.ended(batch)).map((row) => row.state.kind)).toEqual([
      "completed",
      "completed",
      "completed",
      "completed",
    ]);
  });
});

describe("a token that is replaced while uploads run (U4)", () => {
  it("does not fail those that run with the old one: they are sent again with the new one", async () => {
    const stage = await openStage();
    await stage.addRoom("Room", { concurrency: "2" });
    stage.service.answer = async (response, seen, socket) => {
      const isNew = seen.headers["im-authorization"] === "fresh-token-9876";
      await (isNew ? imkitOk(5) : json(401, refusal))(response, seen, socket);
    };
    const held = holdAnswers(stage);
    const batch = await stage.engine.send("Room", await stage.files(4));
    await stage.engine.until("two run", () => held.waiting() === 2);
    await stage.replaceToken("Room", "fresh-token-9876");
    held.release();
    const rows = await stage.engine.ended(batch);
    expect(rows.map((row) => row.state.kind)).toEqual(["completed", "completed", "completed", "completed"]);
    expect(stage.uploads()).toHaveLength(6);
  });
});

describe("another destination for what is queued", () => {
  it("takes parked, paused and failed rows along, and delivers them there", async () => {
    const stage = await openStage();
    await stage.addRoom("Old", { concurrency: "1" });
    stage.service.answer = json(401, refusal);
    const batch = await stage.engine.send("Old", await stage.files(4));
    const [failed, parked, paused, other] = await stage.engine.ended(batch);
    await stage.engine.connection.api.act({ ids: [paused?.id ?? ""], action: "pause" });
    stage.service.answer = imkitOk(5);
    await stage.addRoom("New");
    const ids = [failed, parked, paused].map((row) => row?.id ?? "");
    expect(await reassign(stage, ids, "New")).toEqual({ moved: 3, refused: 0, refusals: [] });
    const rows = await stage.engine.ended(batch);
    expect(rows.map((row) => [row.destinationName, row.state.kind])).toEqual([
      ["New", "completed"],
      ["New", "completed"],
      ["New", "paused"],
      ["Old", "waiting"],
    ]);
    expect((await stage.engine.rows("queue", "New")).map((row) => row.id)).toEqual([paused?.id]);
    expect((await stage.engine.rows("queue", "Old")).map((row) => row.id)).toEqual([other?.id]);
  });

  it("never takes what runs, has arrived or may have arrived, and says so of each", async () => {
    const stage = await openStage();
    await stage.addRoom("Old", { concurrency: "1" });
    await stage.addRoom("New");
    const [done] = await stage.engine.ended(
      await stage.engine.send("Old", [await stage.file("done.txt", "12345")]),
    );
    stage.service.answer = (_response, _seen, socket) => {
      socket.destroy();
    };
    const [lost] = await stage.engine.ended(
      await stage.engine.send("Old", [await stage.file("lost.txt", "12345")]),
    );
    stage.service.onRequest = (_seen, request) => request.pause();
    await stage.engine.send("Old", [await stage.file("big.bin", Buffer.alloc(30_000_000))]);
    await stage.engine.until("it is being sent", () => stage.uploads().length === 3);
    const running = await stage.row("big.bin");
    const ids = [done?.id ?? "", lost?.id ?? "", running.id];
    const answer = await reassign(stage, ids, "New");
    expect(answer).toMatchObject({ moved: 0, refused: 3 });
    const sentences = Object.fromEntries(answer.refusals.map(({ name, error }) => [name, error.message]));
    expect(sentences["done.txt"]).toContain("arrived already");
    expect(sentences["lost.txt"]).toContain("may have arrived");
    expect(sentences["big.bin"]).toContain("just now");
    expect((await stage.row("big.bin")).destinationName).toBe("Old");
    expect(stage.uploads()).toHaveLength(3);
  });

  it("wants the options that its service needs, and names the one that is missing", async () => {
    const stage = await openStage();
    stage.service.onRequest = (_seen, request) => request.pause();
    await stage.addRoom("Old");
    await stage.engine.send("Old", await stage.files(3));
    await stage.engine.connection.api.act({ ids: "queue", action: "pause" });
    const ids = (await stage.engine.rows("queue")).map((row) => row.id);
    const { api } = stage.engine.connection;
    const bare = { baseUrl: stage.service.baseUrl, bucket: "b" };
    const secrets = { token: "user-token-0123456789", clientKey: "client-key-0123456789" };
    await api.saveDestination({ name: "Bare", service: "imkit", settings: bare, secrets });
    const refused = await reassign(stage, ids, "Bare");
    expect(refused).toMatchObject({ moved: 0, refused: 3 });
    expect(refused.refusals[0]?.error).toMatchObject({ code: "invalid-field" });
    await expect(reassign(stage, ids, "Bare", { colour: "red" })).rejects.toMatchObject({ field: "colour" });
    expect(await reassign(stage, ids, "Bare", { roomID: "lounge" })).toMatchObject({ moved: 3 });
    expect((await stage.row("1.txt")).options).toEqual({ roomID: "lounge" });
    await expect(api.reassign({ ids, destinationId: "gone" })).rejects.toMatchObject({
      error: { code: "config" },
    });
  });

  it("refuses to put two files where they would overwrite each other", async () => {
    const stage = await openStage();
    stage.service.onRequest = (_seen, request) => request.pause();
    await stage.addRoom("Old");
    await stage.engine.send("Old", [
      await stage.file("a/logo.png", "1"),
      await stage.file("b/logo.png", "2"),
    ]);
    await stage.engine.connection.api.act({ ids: "queue", action: "pause" });
    await stage.engine.connection.api.saveDestination({
      name: "Rewards",
      service: "capillary",
      settings: { baseUrl: stage.service.baseUrl, auth: "basic", username: "till" },
      secrets: { password: "till-password-0123" },
    });
    const ids = (await stage.engine.rows("queue")).map((row) => row.id);
    await expect(reassign(stage, ids, "Rewards")).rejects.toMatchObject({ field: "filename" });
    expect((await stage.engine.rows("queue")).map((row) => row.destinationName)).toEqual(["Old", "Old"]);
  });
});

describe("a destination that is removed while uploads wait for it (U3)", () => {
  it("is kept until they are canceled or go elsewhere; then its secrets are gone", async () => {
    const stage = await openStage();
    const oldId = await stage.addRoom("Old", { concurrency: "1" });
    const newId = await stage.addRoom("New", { concurrency: "1" });
    await stage.replaceToken("Old", "typed-token-13579");
    stage.service.onRequest = (_seen, request) => request.pause();
    await stage.engine.send("Old", [
      await stage.file("big.bin", Buffer.alloc(30_000_000)),
      ...(await stage.files(2)),
    ]);
    await stage.engine.until("it is being sent", () => stage.uploads().length === 1);
    const { api } = stage.engine.connection;
    const sentence = expect.objectContaining({ message: '3 uploads are not finished for "Old".' });
    await expect(api.removeDestination({ id: oldId })).rejects.toMatchObject({ error: sentence });
    await api.act({ ids: { destinationId: oldId }, action: "pause" });
    const first = await stage.row("1.txt");
    expect(await api.reassign({ ids: [first.id], destinationId: newId })).toMatchObject({ moved: 1 });
    await api.act({ ids: { destinationId: oldId }, action: "cancel" });
    await api.removeDestination({ id: oldId });
    expect((await api.destinations()).map((destination) => destination.name)).toEqual(["Practice", "New"]);
    expect((await stage.row("1.txt")).destinationName).toBe("New");
    expect((await stage.row("2.txt")).state.kind).toBe("canceled");
    // What is left of it can't be sent any more, and says so.
    await api.act({ ids: [(await stage.row("2.txt")).id], action: "retry" });
    await stage.engine.until("it failed", async () => (await stage.row("2.txt")).state.kind === "failed");
    expect((await stage.row("2.txt")).state).toMatchObject({ error: { code: "config" } });
    expect(stage.uploads().some((seen) => seen.headers["im-authorization"] === "typed-token-13579")).toBe(
      true,
    );
  });
});
