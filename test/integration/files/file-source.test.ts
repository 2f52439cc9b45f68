import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  appendFile,
  chmod,
  mkdtemp,
  open,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Failure } from "../../../electron/engine/failure";
import { type FileSource, openFileSource } from "../../../electron/engine/files/file-source";

const megabyte = 1024 * 1024;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "waybill-files-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function newFile(bytes: Buffer): Promise<string> {
  const path = join(folder, randomBytes(6).toString("hex"));
  await writeFile(path, bytes);
  return path;
}

async function openNow(path: string, hash: "md5" | "sha1" | "sha256" | null = null): Promise<FileSource> {
  const { size, mtimeMs } = await stat(path);
  return await openFileSource(path, { size, modifiedAtMs: mtimeMs }, { hash });
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const thrown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof Failure)) throw new Error(`expected a Failure, got ${String(thrown)}`);
  expect(thrown.class).toBe("local");
  return thrown.error.code;
}

/** Reads a stream, telling after each chunk how many bytes came; answers them all. */
async function read(
  source: FileSource,
  after: (bytes: number) => Promise<void> | void = () => {},
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of source.stream()) {
    chunks.push(chunk);
    length += chunk.length;
    await after(length);
  }
  return Buffer.concat(chunks);
}

describe("a file that stays as it is", () => {
  it.each([0, 1, megabyte - 1, megabyte, megabyte + 1, 5 * megabyte + 3])(
    "of %i bytes is read whole, hashed on the way",
    async (size) => {
      const bytes = randomBytes(size);
      const source = await openNow(await newFile(bytes), "sha256");
      expect(source.hashHex()).toBeNull();
      expect((await read(source)).equals(bytes)).toBe(true);
      expect(source.hashHex()).toBe(createHash("sha256").update(bytes).digest("hex"));
      await source.close();
    },
  );

  it("can be read again for a repeat, with its hash counted anew", async () => {
    const bytes = randomBytes(2 * megabyte);
    const source = await openNow(await newFile(bytes), "md5");
    const broken = source.stream();
    for await (const chunk of broken) if (chunk.length > 0) break;
    expect(source.hashHex()).toBeNull();
    expect((await read(source)).equals(bytes)).toBe(true);
    expect(source.hashHex()).toBe(createHash("md5").update(bytes).digest("hex"));
    await source.verifyUnchanged();
    await source.close();
  });

  it("is read whole although another file took its name", async () => {
    const bytes = randomBytes(3 * megabyte);
    const path = await newFile(bytes);
    const source = await openNow(path);
    await rename(await newFile(randomBytes(10)), path);
    expect((await read(source)).equals(bytes)).toBe(true);
    await source.close();
  });
});

describe("a file that changed since it was added", () => {
  it("is refused when its size differs", async () => {
    const path = await newFile(randomBytes(10));
    const { mtimeMs } = await stat(path);
    expect(await codeOf(openFileSource(path, { size: 11, modifiedAtMs: mtimeMs }, { hash: null }))).toBe(
      "file-changed",
    );
  });

  it("is refused when its time differs", async () => {
    const path = await newFile(randomBytes(10));
    const { mtimeMs } = await stat(path);
    await utimes(path, new Date(), new Date(mtimeMs + 2000));
    expect(await codeOf(openFileSource(path, { size: 10, modifiedAtMs: mtimeMs }, { hash: null }))).toBe(
      "file-changed",
    );
  });
});

describe("a file that changes while it is read", () => {
  const changes: readonly (readonly [string, (path: string) => Promise<void>])[] = [
    ["grows", (path) => appendFile(path, "more")],
    ["shrinks", (path) => truncate(path, 2 * megabyte + 5)],
    ["is emptied", (path) => truncate(path, 0)],
    [
      "is written over in place",
      async (path) => {
        const file = await open(path, "r+");
        await file.write(Buffer.from("other"), 0, 5, 0);
        await file.close();
      },
    ],
  ];
  it.each(changes)("never comes to its end when it %s", async (_, change) => {
    const size = 8 * megabyte;
    const path = await newFile(randomBytes(size));
    const source = await openNow(path, "sha256");
    let seen = 0;
    let changed = false;
    const reading = read(source, async (bytes) => {
      seen = bytes;
      if (changed) return;
      changed = true;
      // File times tick in steps of some milliseconds.
      await new Promise((resolve) => setTimeout(resolve, 20));
      await change(path);
    });
    expect(await codeOf(reading)).toBe("file-changed");
    expect(seen).toBeLessThan(size);
    expect(source.hashHex()).toBeNull();
    await source.close();
  });

  it("is noticed every 64 MiB, not only at the end", async () => {
    const path = await newFile(Buffer.alloc(0));
    await truncate(path, 200 * megabyte);
    const source = await openNow(path);
    let seen = 0;
    const reading = read(source, async (bytes) => {
      seen = bytes;
      if (bytes === megabyte) await utimes(path, new Date(), new Date(Date.now() + 5000));
    });
    expect(await codeOf(reading)).toBe("file-changed");
    expect(seen).toBeLessThanOrEqual(66 * megabyte);
    await source.close();
  });

  it("is noticed on demand", async () => {
    const path = await newFile(randomBytes(10));
    const source = await openNow(path);
    await appendFile(path, "more");
    expect(await codeOf(source.verifyUnchanged())).toBe("file-changed");
    await source.close();
  });
});

describe("what is no readable file", () => {
  const anything = { size: 0, modifiedAtMs: 0 };
  it("is missing", async () => {
    expect(await codeOf(openFileSource(join(folder, "nowhere"), anything, { hash: null }))).toBe(
      "file-missing",
    );
    const below = join(await newFile(randomBytes(1)), "below");
    expect(await codeOf(openFileSource(below, anything, { hash: null }))).toBe("file-missing");
  });

  it("is a folder", async () => {
    expect(await codeOf(openFileSource(folder, anything, { hash: null }))).toBe("not-a-file");
  });

  it.runIf(process.platform !== "win32")("is a pipe, and nothing waits for it", async () => {
    const path = join(folder, "pipe");
    spawnSync("mkfifo", [path]);
    expect(await codeOf(openFileSource(path, anything, { hash: null }))).toBe("not-a-file");
  });

  it.runIf(process.platform !== "win32")("is a socket or a device", async () => {
    const path = join(folder, "socket");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    expect(await codeOf(openFileSource(path, anything, { hash: null }))).toBe("not-a-file");
    await new Promise((resolve) => server.close(resolve));
    expect(await codeOf(openFileSource("/dev/zero", anything, { hash: null }))).toBe("not-a-file");
  });

  it.runIf(process.platform === "linux")("is a file that the user may not read", async () => {
    const path = await newFile(randomBytes(10));
    await chmod(folder, 0o755);
    await chmod(path, 0);
    const { mtimeMs } = await stat(path);
    const asNobody = process.getuid?.() === 0;
    if (asNobody) process.seteuid?.(65_534);
    try {
      const opening = openFileSource(path, { size: 10, modifiedAtMs: mtimeMs }, { hash: null });
      expect(await codeOf(opening)).toBe("file-unreadable");
    } finally {
      if (asNobody) process.seteuid?.(0);
    }
  });

  it.runIf(process.platform !== "win32")("is a link that leads back to itself", async () => {
    const path = join(folder, "circle");
    await symlink(path, path);
    expect(await codeOf(openFileSource(path, anything, { hash: null }))).toBe("file-unreadable");
  });
});

describe("a closed file", () => {
  it("ends its streams and may be closed twice", async () => {
    const source = await openNow(await newFile(randomBytes(5 * megabyte)));
    const stream = source.stream();
    stream.once("data", () => {});
    await source.close();
    await source.close();
    expect(stream.destroyed).toBe(true);
  });
});
