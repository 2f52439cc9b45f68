import { writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Upload } from "../../../electron/shared/upload";
import { startEngine } from "../../helpers/engine";
import { FakeClock } from "../../helpers/fake-clock";
import { type FileStage, setFileStage } from "../../helpers/file-stage";
import { imkitOk, json } from "../../servers/scripted-service";

const hourMs = 3_600_000;

let clock: FakeClock;
let stage: FileStage;

beforeEach(async () => {
  clock = new FakeClock(Date.now());
  stage = await setFileStage({ clock });
});
afterEach(() => stage.close());

async function makeFile(name: string, bytes: number): Promise<string> {
  const path = join(stage.folder, name);
  await writeFile(path, Buffer.alloc(bytes));
  return path;
}

async function row(batchId: string): Promise<Upload> {
  const query = { list: "batch", batchId, search: "", offset: 0, limit: 9 } as const;
  const [found] = (await stage.engine.connection.api.uploads(query)).rows;
  if (found === undefined) throw new Error("The batch is empty.");
  return found;
}

const act = async (batchId: string, action: "cancel" | "retry" | "resolve-removed") =>
  stage.engine.connection.api.act({ ids: [(await row(batchId)).id], action });
const settled = () => stage.engine.events.filter((event) => event.kind === "upload-settled");
const posts = () => stage.service.seen.filter(({ method }) => method === "POST");

/** Waits until the server has the whole body, and keeps its answer back; answers a way to send it after all. */
async function inUnknownWindow(): Promise<{ batchId: string; answer: () => void; isClosed: () => boolean }> {
  const late: ServerResponse[] = [];
  let closed = false;
  stage.service.answer = (response, _seen, socket) => {
    late.push(response);
    socket.once("close", () => {
      closed = true;
    });
  };
  const batchId = await stage.engine.send("Room", [await makeFile("small.bin", 5)]);
  await stage.engine.until("the server has it all", () => late.length === 1);
  return {
    batchId,
    answer: () => {
      for (const response of late) response.end(JSON.stringify({ RC: 0 }));
    },
    isClosed: () => closed,
  };
}

describe("U1: canceling", () => {
  it("in the middle of the body ends the connection, and no success comes later", async () => {
    stage.hold();
    const batchId = await stage.begin([await makeFile("large.bin", 32 * 1024 * 1024)]);
    await act(batchId, "cancel");
    stage.letGo();
    await stage.engine.until(
      "the server notices",
      () => posts()[0]?.whole === false && stage.arrived.length === 0,
    );
    clock.advance(24 * hourMs);
    expect((await row(batchId)).state).toEqual({ kind: "canceled" });
    expect(settled()).toHaveLength(1);
    expect(posts()).toHaveLength(1);
  });

  it("while it waits for its next try leaves nothing that would send it", async () => {
    stage.service.answer = json(503, {}, { "retry-after": "60" });
    const batchId = await stage.engine.send("Room", [await makeFile("small.bin", 5)]);
    await stage.engine.until("it waits", async () => (await row(batchId)).state.kind === "waiting");
    await act(batchId, "cancel");
    stage.service.answer = imkitOk(5);
    clock.advance(24 * hourMs);
    await stage.engine.ended(batchId);
    expect((await row(batchId)).state).toEqual({ kind: "canceled" });
    expect(posts()).toHaveLength(1);
  });

  it("after the body was sent whole says that it may have arrived, whatever the server answers later", async () => {
    const { batchId, answer, isClosed } = await inUnknownWindow();
    await act(batchId, "cancel");
    expect((await row(batchId)).state).toEqual({ kind: "canceled", mayHaveArrived: true });
    await stage.engine.until("the server notices", isClosed);
    answer();
    clock.advance(24 * hourMs);
    expect((await row(batchId)).state).toEqual({ kind: "canceled", mayHaveArrived: true });
    expect(settled()).toHaveLength(1);
    expect(posts()).toHaveLength(1);
  });

  it("of an unconfirmed upload keeps saying that it may have arrived", async () => {
    stage.service.answer = (_response, _seen, socket) => {
      socket.destroy();
    };
    const batchId = await stage.engine.send("Room", [await makeFile("small.bin", 5)]);
    await stage.engine.until(
      "it is unconfirmed",
      async () => (await row(batchId)).state.kind === "unconfirmed",
    );
    await act(batchId, "resolve-removed");
    expect((await row(batchId)).state).toEqual({ kind: "canceled", mayHaveArrived: true });
  });

  it("can be taken back: sent again at the user's word, it arrives once", async () => {
    stage.hold();
    const batchId = await stage.begin([await makeFile("large.bin", 32 * 1024 * 1024)]);
    await act(batchId, "cancel");
    stage.letGo();
    await act(batchId, "retry");
    expect((await stage.end(batchId)).state.kind).toBe("completed");
    expect(stage.arrived).toHaveLength(1);
  });
});

describe("U5: ending Waybill with uploads", () => {
  it("waits a little for the answer of what was sent whole; the next start asks the user, and sends nothing", async () => {
    const { batchId } = await inUnknownWindow();
    let isClosed = false;
    const closing = stage.closeEngine().then(() => {
      isClosed = true;
    });
    for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate);
    expect(isClosed).toBe(false);
    clock.advance(2_500);
    await closing;
    const next = await startEngine(stage.engine.profileDirectory, { clock });
    const [after] = await next.ended(batchId);
    await next.close();
    expect(after?.state).toMatchObject({ kind: "unconfirmed", error: { code: "outcome-unknown" } });
    expect(posts()).toHaveLength(1);
  });

  it("puts back what is mid-body at once; the next start sends it, and one copy arrives", async () => {
    stage.hold();
    const batchId = await stage.begin([await makeFile("large.bin", 32 * 1024 * 1024)]);
    await stage.closeEngine();
    stage.letGo();
    const environment = { ROOM_TOKEN: "user-token-0123456789", ROOM_KEY: "client-key-0123456789" };
    const next = await startEngine(stage.engine.profileDirectory, { clock, environment });
    const [after] = await next.ended(batchId);
    await next.close();
    expect(after).toMatchObject({ state: { kind: "completed" }, attempts: 2 });
    expect(stage.arrived).toHaveLength(1);
  });
});
