import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  appendFile,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Upload } from "../../../electron/shared/upload";
import { noFailingDisk } from "../../helpers/failing-disk";
import { type FileStage, setFileStage, sha256 } from "../../helpers/file-stage";

/** Far more than the buffers of a connection take, so that a held server leaves us in the middle of the file. */
const largeBytes = 32 * 1024 * 1024;

let stage: FileStage;

beforeEach(async () => {
  stage = await setFileStage();
});
afterEach(() => stage.close());

/** A file written a minute ago: the next change gives it another time, however coarse the clock of files is. */
async function makeFile(name: string, content: Buffer): Promise<string> {
  const path = join(stage.folder, name);
  await writeFile(path, content);
  const before = new Date(Date.now() - 60_000);
  await utimes(path, before, before);
  return path;
}

/** Changes a file that waits in the queue behind another one. */
async function whileQueued(change: (path: string) => Promise<unknown>): Promise<Upload> {
  const first = await makeFile("first.bin", Buffer.from("first"));
  const path = await makeFile("second.bin", Buffer.from("second"));
  stage.hold();
  const batchId = await stage.begin([first, path]);
  await change(path);
  stage.letGo();
  const rows = await stage.engine.ended(batchId);
  expect(rows[0]?.state.kind).toBe("completed");
  expect(stage.arrived).toEqual([sha256(Buffer.from("first"))]);
  const row = rows[1];
  if (row === undefined) throw new Error("There are two rows.");
  return row;
}

/** Changes a file in the middle of its body. */
async function midBody(content: Buffer, change: (path: string) => Promise<unknown>): Promise<Upload> {
  const path = await makeFile("large.bin", content);
  stage.hold();
  const batchId = await stage.begin([path]);
  await change(path);
  stage.letGo();
  return await stage.end(batchId);
}

const failedWith = (code: string) => ({ kind: "failed", error: { code } });

async function writeInPlace(path: string, content: Buffer, at: number): Promise<void> {
  const file = await open(path, "r+");
  await file.write(content, 0, content.length, at);
  await file.close();
}

describe("a file that waits in the queue", () => {
  const sameSize = Buffer.from("SECOND");
  const changes: readonly (readonly [string, string, (path: string) => Promise<unknown>])[] = [
    ["F1: is deleted", "file-missing", (path) => rm(path)],
    ["F2: is truncated", "file-changed", (path) => truncate(path, 3)],
    ["F3: grows", "file-changed", (path) => appendFile(path, "more")],
    ["F4: is written over in its size", "file-changed", (path) => writeFile(path, sameSize)],
    [
      "F5: is replaced by another one",
      "file-changed",
      async (path) => {
        await writeFile(`${path}.new`, sameSize);
        await rename(`${path}.new`, path);
      },
    ],
    [
      "F10: becomes a folder",
      "not-a-file",
      async (path) => {
        await rm(path);
        await mkdir(path);
      },
    ],
    ["F1: loses its folder", "file-missing", (path) => rename(join(path, ".."), `${join(path, "..")}.moved`)],
  ];
  it.each(changes)("%s: nothing of it is sent (%s)", async (name, code, change) => {
    if (!name.includes("loses")) {
      expect((await whileQueued(change)).state).toMatchObject(failedWith(code));
      return;
    }
    // Not the stage's own folder, in which the profile lies.
    const folder = join(stage.folder, "apart");
    await mkdir(folder);
    const path = await makeFile("apart/second.bin", Buffer.from("second"));
    stage.hold();
    const first = await stage.begin([await makeFile("first.bin", Buffer.from("first"))]);
    const batchId = await stage.engine.send("Room", [path]);
    await change(path);
    stage.letGo();
    await stage.end(first);
    expect((await stage.end(batchId)).state).toMatchObject(failedWith(code));
    expect(stage.arrived).toHaveLength(1);
  });

  it.runIf(process.platform !== "win32")("F10: becomes a pipe: nothing waits for it", async () => {
    const row = await whileQueued(async (path) => {
      await rm(path);
      spawnSync("mkfifo", [path]);
    });
    expect(row.state).toMatchObject(failedWith("not-a-file"));
  });

  it.runIf(process.platform !== "win32")("F9: becomes a link to a device: nothing is sent", async () => {
    const device = await whileQueued(async (path) => {
      await rm(path);
      await symlink("/dev/zero", path);
    });
    expect(device.state).toMatchObject(failedWith("not-a-file"));
  });

  it.skipIf(noFailingDisk !== null)("F1: lies on a disk that is unmounted meanwhile", async () => {
    const disk = join(stage.folder, "disk");
    await mkdir(disk);
    expect(spawnSync("mount", ["-t", "tmpfs", "waybill-test", disk]).status).toBe(0);
    const path = await makeFile("disk/second.bin", Buffer.from("second"));
    stage.hold();
    const first = await stage.begin([await makeFile("first.bin", Buffer.from("first"))]);
    const batchId = await stage.engine.send("Room", [path]);
    expect(spawnSync("umount", [disk]).status).toBe(0);
    stage.letGo();
    await stage.end(first);
    expect((await stage.end(batchId)).state).toMatchObject(failedWith("file-missing"));
    expect(stage.arrived).toHaveLength(1);
  });
});

describe("a file in the middle of its body", () => {
  it.each([
    ["F2: is truncated", (path: string) => truncate(path, 1000)],
    ["F2: is emptied", (path: string) => truncate(path, 0)],
    ["F3: grows", (path: string) => appendFile(path, "more")],
    ["F4: is written over in its size", (path: string) => writeInPlace(path, Buffer.from("new"), 0)],
    [
      "F4: is written over behind the place that was read",
      (path: string) => writeInPlace(path, Buffer.from("new"), largeBytes - 3),
    ],
  ])("%s: the server gets no whole file, and the row says what it may have kept", async (_, change) => {
    const row = await midBody(randomBytes(largeBytes), change);
    expect(row.state).toMatchObject(failedWith("file-changed"));
    const { message, hint } = row.state.kind === "failed" ? row.state.error : { message: "", hint: "" };
    expect(message).toContain("changed while it was being sent");
    expect(hint).toContain("neither the old file nor the new one");
    expect(stage.arrived).toEqual([]);
    expect(stage.service.seen.map(({ whole }) => whole)).toEqual([false]);
    expect(row.attempts).toBe(1);
  });

  it("F3: is sent as it is now when the user says so, and arrives once", async () => {
    const row = await midBody(randomBytes(largeBytes), (path) => appendFile(path, "more"));
    await stage.engine.connection.api.act({ ids: [row.id], action: "retry" });
    const again = await stage.end(row.batchId);
    expect(again).toMatchObject({ state: { kind: "completed" }, size: largeBytes + 4 });
    expect(stage.arrived).toEqual([sha256(await readFile(row.path))]);
  });

  it("F5: is replaced by another one: what was begun is delivered, and the receipt tells of the newer one", async () => {
    const content = randomBytes(largeBytes);
    const row = await midBody(content, async (path) => {
      await writeFile(`${path}.new`, "the newer version");
      await rename(`${path}.new`, path);
    });
    expect(row.state.kind).toBe("completed");
    expect(stage.arrived).toEqual([sha256(content)]);
    expect(row.receipt?.localFile).toBe("replaced");
  });

  it.runIf(process.platform !== "win32")(
    "F1: is deleted: what was begun is delivered, and the receipt tells that the file is gone",
    async () => {
      const content = randomBytes(largeBytes);
      const row = await midBody(content, (path) => rm(path));
      expect(row.state.kind).toBe("completed");
      expect(stage.arrived).toEqual([sha256(content)]);
      expect(row.receipt?.localFile).toBe("deleted");
    },
  );

  it("stays as it is: the receipt tells of nothing", async () => {
    const row = await midBody(Buffer.alloc(largeBytes), async () => {});
    expect(row.state.kind).toBe("completed");
    expect(row.receipt).not.toHaveProperty("localFile");
  });
});
