import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FailingDisk, mountFailingDisk, noFailingDisk } from "../../helpers/failing-disk";
import { FakeClock } from "../../helpers/fake-clock";
import { type FileStage, setFileStage } from "../../helpers/file-stage";

const mebibyte = 1024 * 1024;
const [deviceError, denied, notPermitted, locked] = [5, 13, 1, 16] as const;

let clock: FakeClock;
let stage: FileStage;
let disk: FailingDisk;

/** A real disk (FUSE), under a clock that the test moves. */
async function setUp(): Promise<void> {
  clock = new FakeClock(Date.now());
  stage = await setFileStage({ clock, concurrency: "6" });
  disk = await mountFailingDisk(stage.folder);
}

async function tearDown(): Promise<void> {
  // First of all, so that no thread waits for it any more.
  await disk.remove();
  await stage.close();
}

const stateOf = async (batchId: string) =>
  (await stage.engine.connection.api.uploads({ list: "batch", batchId, search: "", offset: 0, limit: 99 }))
    .rows;

describe.skipIf(noFailingDisk !== null)("a disk that reports errors", () => {
  beforeEach(setUp);
  afterEach(tearDown);

  it.each([0, 1, 4096, mebibyte - 1, mebibyte, 2 * mebibyte + 12_345, 3 * mebibyte - 1])(
    "F14: from byte %i on: the upload fails there, is not tried again, and the server gets no whole file",
    async (badFrom) => {
      const path = await disk.put({
        name: "bad.bin",
        size: 3 * mebibyte,
        badFrom,
        readError: deviceError,
      });
      const row = await stage.end(await stage.engine.send("Room", [path]));
      expect(row).toMatchObject({
        state: { kind: "failed", error: { code: "file-unreadable" } },
        attempts: 1,
      });
      const message = row.state.kind === "failed" ? row.state.error.message : "";
      expect(message).toContain("The disk reported an error");
      const at = Number(/byte (\d+)\./.exec(message)?.[1]);
      expect(at).toBeLessThanOrEqual(badFrom);
      expect(stage.arrived).toEqual([]);
    },
  );

  it.each([
    ["EACCES", denied],
    ["EPERM", notPermitted],
  ])(
    "F6: refuses to open with %s: the upload fails and says that it is not allowed",
    async (_, openError) => {
      const path = await disk.put({ name: "closed.bin", size: 10, openError });
      const row = await stage.end(await stage.engine.send("Room", [path]));
      expect(row.state).toMatchObject({
        kind: "failed",
        error: { code: "file-unreadable", message: "You are not allowed to read this file." },
      });
      expect(stage.service.seen).toEqual([]);
    },
  );

  it("F6: is locked: looked at every minute, and sent once when the lock is gone", async () => {
    const path = await disk.put({ name: "locked.bin", size: 10, openError: locked });
    const batchId = await stage.engine.send("Room", [path]);
    const waits = () =>
      stage.engine.until("it waits", async () => (await stateOf(batchId))[0]?.state.kind === "waiting");
    for (let minutes = 0; minutes < 3; minutes += 1) {
      await waits();
      const [row] = await stateOf(batchId);
      expect(row?.state).toMatchObject({ reason: "back-off", error: { code: "file-unreadable" } });
      expect(row?.state.kind === "waiting" ? (row.state.until ?? 0) - clock.now() : 0).toBe(60_000);
      clock.advance(60_000);
    }
    await waits();
    await disk.put({ name: "locked.bin", size: 10, modifiedAtMs: await modifiedAt(batchId) });
    clock.advance(60_000);
    await stage.engine.until("it is sent", async () => stage.arrived.length > 0);
    expect((await stage.end(batchId)).state.kind).toBe("completed");
  });

  it("F6: stays locked: after eight looks the user is asked", async () => {
    const path = await disk.put({ name: "locked.bin", size: 10, openError: locked });
    const batchId = await stage.engine.send("Room", [path]);
    await stage.engine.until("it has failed", async () => {
      const kind = (await stateOf(batchId))[0]?.state.kind;
      if (kind === "waiting") clock.advance(60_000);
      return kind === "failed";
    });
    expect(stage.service.seen).toEqual([]);
  });

  it("F13: is unplugged in the middle of a body: the upload fails, the server gets no whole file", async () => {
    const path = await disk.put({ name: "large.bin", size: 32 * mebibyte });
    stage.hold();
    const batchId = await stage.begin([path]);
    await disk.unplug();
    stage.letGo();
    const row = await stage.end(batchId);
    expect(row.state).toMatchObject({ kind: "failed", error: { code: "file-unreadable" } });
    expect(row.state.kind === "failed" ? row.state.error.message : "").toContain("not connected any more");
    expect(stage.arrived).toEqual([]);
  });

  async function modifiedAt(batchId: string): Promise<number> {
    return (await stateOf(batchId))[0]?.modifiedAtMs ?? 0;
  }
});

describe.skipIf(noFailingDisk !== null)("F13: a disk that does not answer", () => {
  beforeEach(setUp);
  afterEach(tearDown);

  /** Six files that can be read up to their middle. */
  async function sendHanging(): Promise<string> {
    const names = [1, 2, 3, 4, 5, 6].map((number) => `hangs-${number}.bin`);
    const paths: string[] = [];
    for (const name of names) paths.push(await disk.put({ name, size: 2 * mebibyte, badFrom: mebibyte }));
    const batchId = await stage.engine.send("Room", paths);
    await stage.engine.until("all six are under way", async () =>
      (await stateOf(batchId)).every((row) => row.state.kind === "uploading"),
    );
    return batchId;
  }

  it("fails each of its uploads after half a minute, and holds up no other file meanwhile", async () => {
    const hanging = await sendHanging();
    const { baseUrl } = stage.service;
    await stage.engine.connection.api.saveDestination({
      name: "Other room",
      service: "imkit",
      settings: { baseUrl, bucket: "b", roomID: "other" },
      secrets: { token: "user-token-0123456789", clientKey: "client-key-0123456789" },
    });
    const good = join(stage.folder, "good.bin");
    await writeFile(good, "good");
    const batchId = await stage.engine.send("Other room", [good]);
    expect((await stage.end(batchId)).state.kind).toBe("completed");
    expect((await stateOf(hanging)).every((row) => row.state.kind === "uploading")).toBe(true);
    clock.advance(29_000);
    expect((await stateOf(hanging)).every((row) => row.state.kind === "uploading")).toBe(true);
    const rows = await withPatience(stage.engine.ended(hanging));
    for (const row of rows) {
      expect(row.state).toMatchObject({ kind: "failed", error: { code: "file-unreadable" } });
      expect(row.state.kind === "failed" ? row.state.error.message : "").toContain("has not answered");
    }
    expect(stage.arrived).toHaveLength(1);
  });

  it("does not keep the user from canceling, nor the engine from ending", async () => {
    const batchId = await sendHanging();
    const [first] = await stateOf(batchId);
    await withPatience(stage.engine.connection.api.act({ ids: [first?.id ?? ""], action: "cancel" }));
    expect((await stateOf(batchId))[0]?.state).toEqual({ kind: "canceled" });
    await withPatience(stage.closeEngine());
  });

  it("is refused when files are added from it, after half a minute", async () => {
    for (let number = 0; number < 50; number += 1) {
      await disk.put({ name: `file-${number}.bin`, size: 1, silent: number >= 10 });
    }
    const { id } = await stage.engine.destination("Room");
    const request = {
      paths: [disk.path],
      destinationId: id,
      options: {},
      hidden: false,
      allOrNothing: false,
    };
    const adding = stage.engine.connection.api.add(request);
    const added = await withPatience(adding);
    expect(added.accepted).toBe(10);
    expect(added.refused).toMatchObject([{ path: disk.path, error: { code: "file-unreadable" } }]);
  });

  /** Lets the clock go on in small steps until something is done. */
  async function withPatience<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const ended = work.finally(() => {
      done = true;
    });
    while (!done) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      clock.advance(100);
    }
    return await ended;
  }
});
