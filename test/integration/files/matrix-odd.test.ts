import { spawnSync } from "node:child_process";
import { link, mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Added } from "../../../electron/engine/engine-api";
import { type FileStage, setFileStage, sha256 } from "../../helpers/file-stage";

let stage: FileStage;

beforeEach(async () => {
  stage = await setFileStage();
});
afterEach(() => stage.close());

/** Adds as the window does: what can't be taken does not hold up the rest. */
async function add(...paths: readonly string[]): Promise<Added> {
  const { id } = await stage.engine.destination("Room");
  const request = { paths, destinationId: id, options: {}, hidden: false, allOrNothing: false };
  return await stage.engine.connection.api.add(request);
}

async function makeFile(name: string, content = name): Promise<string> {
  const path = join(stage.folder, name);
  await writeFile(path, content);
  return path;
}

const codes = (added: Added) => added.refused.map(({ error }) => error.code);

describe("sizes", () => {
  it("F7: a file of no bytes is delivered as such, with the right length", async () => {
    const path = await makeFile("empty.txt", "");
    const row = await stage.end(await stage.engine.send("Room", [path]));
    expect(row).toMatchObject({ size: 0, state: { kind: "completed" }, receipt: { size: 0 } });
    expect(stage.arrived).toEqual([sha256(Buffer.alloc(0))]);
  });

  it("F8: the holes of a sparse file are sent as zeros", async () => {
    const path = await makeFile("sparse.bin", "begins");
    await truncate(path, 5_000_000);
    const row = await stage.end(await stage.engine.send("Room", [path]));
    expect(row).toMatchObject({ state: { kind: "completed" }, receipt: { verified: "size" } });
    const content = Buffer.alloc(5_000_000);
    content.write("begins");
    expect(stage.arrived).toEqual([sha256(content)]);
  });

  it.each([2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 5 * 2 ** 30, 12 * 2 ** 30, 2 ** 40])(
    "F8: a file of %i bytes is announced in its full length, and a refusal of it is heard",
    async (size) => {
      const path = await makeFile("huge.bin", "");
      await truncate(path, size);
      const { length: overhead } = await announced(await makeFile("tiny.bin", ""));
      stage.service.onRequest = (_seen, request, response) => {
        request.pause();
        response.writeHead(413, { "content-type": "application/json", connection: "close" });
        response.end(JSON.stringify({ RC: 413, RM: "Payload Too Large" }));
      };
      const { row, length } = await announced(path);
      expect(length - overhead).toBe(size);
      expect(row.state).toMatchObject({ kind: "failed", error: { code: "too-large" } });
    },
  );

  /** Sends a file called as long as any other one here; answers its row and the length that was announced. */
  async function announced(path: string) {
    const row = await stage.end(await stage.engine.send("Room", [path]));
    const request = stage.service.seen.findLast(({ method }) => method === "POST");
    return { row, length: Number(request?.headers["content-length"]) };
  }
});

describe.runIf(process.platform !== "win32")("what is no file", () => {
  it("F9: links are followed once, to files; those to nothing, to devices and to themselves are refused", async () => {
    const target = await makeFile("target.txt");
    const names = ["link.txt", "dangling", "circle", "device", "hard.txt"] as const;
    const [toFile, dangling, circle, device, hard] = names.map((name) => join(stage.folder, name));
    await symlink(target, toFile ?? "");
    await symlink("nowhere", dangling ?? "");
    await symlink("circle", circle ?? "");
    await symlink("/dev/zero", device ?? "");
    await link(target, hard ?? "");
    const added = await add(...names.map((name) => join(stage.folder, name)));
    expect(added.accepted).toBe(2);
    expect(codes(added)).toEqual(["file-missing", "file-unreadable", "not-a-file"]);
    const rows = await stage.engine.ended(added.batchId ?? "");
    expect(rows.map((row) => [row.name, row.state.kind])).toEqual([
      ["link.txt", "completed"],
      ["hard.txt", "completed"],
    ]);
    const expected = sha256(Buffer.from("target.txt"));
    expect(stage.arrived).toEqual([expected, expected]);
  });

  it("F10: pipes, sockets and devices are refused when they are added, and nothing waits for them", async () => {
    const pipe = join(stage.folder, "pipe");
    spawnSync("mkfifo", [pipe]);
    const socket = join(stage.folder, "socket");
    const server = createServer();
    await new Promise<void>((done) => server.listen(socket, done));
    const added = await add(pipe, socket, "/dev/zero", "/dev/null", "/dev/tty");
    server.close();
    expect(added.accepted).toBe(0);
    expect(codes(added)).toEqual(Array(5).fill("not-a-file"));
  });

  it.runIf(process.platform === "linux")(
    "F10: files that the system makes up are refused, by name, by link and in folders",
    async () => {
      const made = join(stage.folder, "made");
      await mkdir(made);
      await symlink("/proc/self/status", join(made, "status"));
      const added = await add(
        "/proc/self/status",
        "/proc/version",
        "/sys/kernel/mm/transparent_hugepage/enabled",
        made,
      );
      expect(added.accepted).toBe(0);
      expect(new Set(codes(added))).toEqual(new Set(["not-a-file"]));
    },
  );
});

describe("F11: names", () => {
  const composed = "\u00fcber.txt";
  const decomposed = "u\u0308ber.txt";

  it.runIf(process.platform === "linux")(
    "that differ only in how their letters are written are two files, and both arrive",
    async () => {
      const folder = join(stage.folder, "twins");
      await mkdir(folder);
      await writeFile(join(folder, composed), "composed");
      await writeFile(join(folder, decomposed), "decomposed");
      const added = await add(folder);
      expect(added.accepted).toBe(2);
      await stage.engine.ended(added.batchId ?? "");
      expect([...stage.arrived].sort()).toEqual(
        ["composed", "decomposed"].map((text) => sha256(Buffer.from(text))).sort(),
      );
    },
  );

  it.each([
    ["a family of emoji", "👩‍👩‍👧‍👦 at sea.jpg"],
    ["letters that turn the line", "invoice\u202egpj.exe"],
    ["a space, a dot and a dash in front", " .-odd"],
    ["a quote, a semicolon and a percent sign", `50%22;"q'.txt`],
    ["a name as long as file systems allow", `${"n".repeat(251)}.txt`],
    ["255 bytes of four-byte letters", "😀".repeat(63)],
    ["a line break", "line\nbreak.txt"],
    ["a name of Windows' own", "CON"],
  ])("of %s are taken, shown as they are, and delivered", async (_, name) => {
    const path = await makeFile(name, "content");
    const row = await stage.end(await stage.engine.send("Room", [path]));
    expect(row).toMatchObject({ name, state: { kind: "completed" } });
    expect(stage.arrived).toEqual([sha256(Buffer.from("content"))]);
  });

  it.runIf(process.platform === "linux")("whose bytes are no text are refused with a sentence", async () => {
    const folder = join(stage.folder, "bytes");
    await mkdir(folder);
    await writeFile(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]), "x");
    await writeFile(join(folder, "good.txt"), "good");
    const added = await add(folder);
    expect(added.accepted).toBe(1);
    expect(added.refused).toMatchObject([{ error: { code: "file-unreadable" } }]);
    expect(added.refused[0]?.error.message).toContain("not valid text");
  });
});

describe("settled point 15", () => {
  it("hidden files and the litter of systems stay out of folders, unless they are named or asked for", async () => {
    const folder = join(stage.folder, "mixed");
    await mkdir(folder);
    const names = ["kept.txt", ".hidden", ".DS_Store", "Thumbs.db", "desktop.ini"];
    for (const name of names) await writeFile(join(folder, name), name);
    expect((await add(folder)).accepted).toBe(1);
    expect((await add(join(folder, ".DS_Store"), join(folder, "desktop.ini"))).accepted).toBe(2);
    const { id } = await stage.engine.destination("Room");
    const hidden = { paths: [folder], destinationId: id, options: {}, hidden: true, allOrNothing: false };
    expect((await stage.engine.connection.api.add(hidden)).accepted).toBe(5);
  });
});
