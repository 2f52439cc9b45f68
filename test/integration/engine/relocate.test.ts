import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { Failure } from "../../../electron/engine/failure";
import { createQueueHandlers } from "../../../electron/main/queue-handlers";
import { ipcRequests } from "../../../electron/shared/ipc";
import type { Upload } from "../../../electron/shared/upload";
import { openStage, type Stage } from "../../helpers/stage";

/** An upload that failed because its file was gone when its turn came; answers where the file had been. */
async function missing(
  stage: Stage,
  name = "letter.txt",
): Promise<{ row: Upload; path: string; batch: string }> {
  await stage.addRoom();
  const path = await stage.file(name, "12345");
  await stage.engine.connection.api.saveSettings({ concurrency: 1 });
  const held = new Promise<void>((resolve) => {
    stage.service.onRequest = (_seen, request) => {
      request.pause();
      void rm(path).then(() => {
        request.resume();
        resolve();
      });
    };
  });
  const first = await stage.file("first.bin", Buffer.alloc(5));
  const batch = await stage.engine.send("Room", [first, path]);
  await held;
  stage.service.onRequest = null;
  const row = (await stage.engine.ended(batch))[1];
  expect(row?.state).toMatchObject({ kind: "failed", error: { code: "file-missing" } });
  if (row === undefined) throw new Error("There is no row.");
  return { row, path, batch };
}

const relocate = (stage: Stage, id: string, path: string) =>
  stage.engine.connection.api.relocate({ id, path });

async function refusal(work: Promise<unknown>): Promise<string> {
  const thrown = await work.then(
    () => null,
    (failure: unknown) => failure,
  );
  if (!(thrown instanceof Failure)) throw new Error(`Not refused: ${String(thrown)}`);
  return thrown.error.code;
}

describe("the file of an upload that was not in its place any more", () => {
  it("is sent from where the user found it, in the row it had", async () => {
    const stage = await openStage();
    const { row, path, batch } = await missing(stage);
    const now = join(dirname(path), "moved", "letter.txt");
    await mkdir(dirname(now));
    await writeFile(now, "54321");
    expect(await relocate(stage, row.id, now)).toEqual({ name: "letter.txt", size: 5, sizeBefore: 5 });
    const after = (await stage.engine.ended(batch))[1];
    expect(after).toMatchObject({ id: row.id, path: now, state: { kind: "completed" }, attempts: 1 });
    expect(stage.uploads()).toHaveLength(2);
  });

  it("may have another name, type and size by now: that is said, shown, found and sent", async () => {
    const stage = await openStage();
    const { row, path, batch } = await missing(stage, "folder/letter.txt");
    const now = join(dirname(path), "brief.pdf");
    await writeFile(now, "1234567");
    stage.service.answer = (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const id = "58b6734b3f094c17ec29ce48";
      response.end(JSON.stringify({ RC: 0, RM: "OK", result: { _id: id, id, length: 7, bucketName: "b" } }));
    };
    expect(await relocate(stage, row.id, now)).toEqual({ name: "brief.pdf", size: 7, sizeBefore: 5 });
    const after = (await stage.engine.ended(batch))[1];
    expect(after).toMatchObject({
      ...{ name: "brief.pdf", relativePath: "brief.pdf", size: 7, contentType: "application/pdf" },
      state: { kind: "completed" },
    });
    expect((await stage.engine.rows("history", "brief")).map(({ id }) => id)).toEqual([row.id]);
    expect(await stage.engine.rows("history", "letter")).toEqual([]);
  });

  it("keeps its place below the folder that was dropped", async () => {
    const stage = await openStage();
    await stage.addRoom();
    const inside = await stage.file("tree/deep/a.txt", "12345");
    const top = join(dirname(dirname(inside)));
    stage.service.onRequest = (_seen, request) => request.pause();
    await stage.engine.connection.api.saveSettings({ concurrency: 1 });
    await stage.engine.send("Room", [await stage.file("big.bin", Buffer.alloc(30_000_000))]);
    const batch = await stage.engine.send("Room", [top]);
    await rename(inside, join(top, "b.txt"));
    await stage.engine.connection.api.act({ ids: [(await stage.row("big.bin")).id], action: "cancel" });
    stage.service.onRequest = null;
    const [row] = await stage.engine.ended(batch);
    expect(row).toMatchObject({ relativePath: "deep/a.txt", state: { kind: "failed" } });
    await relocate(stage, row?.id ?? "", join(top, "b.txt"));
    expect((await stage.engine.ended(batch))[0]).toMatchObject({
      relativePath: "deep/b.txt",
      state: { kind: "completed" },
    });
  });

  it("must be a plain file that is there; anything else leaves the row as it was", async () => {
    const stage = await openStage();
    const { row, path } = await missing(stage);
    const before = await stage.row("letter.txt");
    expect(await refusal(relocate(stage, row.id, dirname(path)))).toBe("not-a-file");
    expect(await refusal(relocate(stage, row.id, "/dev/null"))).toBe("not-a-file");
    expect(await refusal(relocate(stage, row.id, path))).toBe("file-missing");
    await symlink(join(dirname(path), "nothing"), path);
    expect(await refusal(relocate(stage, row.id, path))).toBe("file-missing");
    expect(await stage.row("letter.txt")).toEqual(before);
  });

  it("is asked for by nothing that does not wait for its file", async () => {
    const stage = await openStage();
    await stage.addRoom();
    const path = await stage.file("a.txt", "12345");
    const [done] = await stage.engine.ended(await stage.engine.send("Room", [path]));
    expect(await refusal(relocate(stage, done?.id ?? "", path))).toBe("config");
    expect(await refusal(relocate(stage, "nothing", path))).toBe("config");
    expect(stage.uploads()).toHaveLength(1);
  });

  it("may not take another upload's place at the service, and does not stand in its own way", async () => {
    const stage = await openStage();
    await stage.addRoom();
    await stage.engine.connection.api.saveDestination({
      ...{ name: "Rewards", service: "capillary", secrets: {} },
      settings: { baseUrl: stage.service.baseUrl, auth: "token" },
      secretSources: { token: { kind: "env", variable: "ROOM_TOKEN" } },
    });
    const { api } = stage.engine.connection;
    await api.saveSettings({ concurrency: 1 });
    stage.service.onRequest = (_seen, request) => request.pause();
    await stage.engine.send("Room", [await stage.file("big.bin", Buffer.alloc(30_000_000))]);
    const gone = await stage.file("gone.txt", "12345");
    const other = await stage.file("other.txt", "12345");
    const batch = await stage.engine.send("Rewards", [gone, other]);
    await api.act({ ids: [(await stage.row("other.txt")).id], action: "pause" });
    await rm(gone);
    await api.act({ ids: [(await stage.row("big.bin")).id], action: "cancel" });
    stage.service.onRequest = null;
    const [row] = await stage.engine.ended(batch);
    expect(row?.state).toMatchObject({ kind: "failed", error: { code: "file-missing" } });
    expect(await refusal(relocate(stage, row?.id ?? "", other))).toBe("invalid-field");
    const found = await stage.file("found/gone.txt", "12345");
    await relocate(stage, row?.id ?? "", found);
    await stage.engine.until("it was sent", () => stage.uploads().length === 2);
  });
});

describe("the page", () => {
  it("asks with an id alone and learns a name and two sizes, never a path", async () => {
    const stage = await openStage();
    const { row, path } = await missing(stage);
    const asked: string[] = [];
    let answer: string | null = null;
    const handlers = createQueueHandlers(stage.engine.connection.api, {
      locateFile: async (was) => {
        asked.push(was);
        return answer;
      },
    });
    const ask = async () =>
      ipcRequests["uploads:locate"].result.parse(await handlers["uploads:locate"]({ id: row.id }));
    expect(await ask()).toBeNull();
    answer = dirname(path);
    expect(await ask()).toMatchObject({ ok: false, error: { code: "not-a-file" } });
    answer = await stage.file("moved/letter.txt", "54321");
    expect(await ask()).toEqual({ ok: true, name: "letter.txt", size: 5, sizeBefore: 5 });
    expect(asked).toEqual([path, path, path]);
    expect(ipcRequests["uploads:locate"].args.parse({ id: row.id, path: "/etc/passwd" })).toEqual({
      id: row.id,
    });
  });
});
