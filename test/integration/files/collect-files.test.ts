import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CollectedFile, collectFiles, fileAt } from "../../../electron/engine/files/collect-files";
import { systemClock } from "../../../electron/engine/ports";
import { FakeClock } from "../../helpers/fake-clock";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "waybill-collect-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function make(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), path);
  }
}

async function collect(paths: readonly string[], hidden = false) {
  const files: CollectedFile[] = [];
  const { refused, found } = await collectFiles(paths, { hidden }, (batch) => {
    files.push(...batch);
  });
  expect(found).toBe(files.length);
  return { files, refused, names: files.map((file) => file.relativePath) };
}

describe("collecting files", () => {
  it("takes a named file as it is", async () => {
    await make("photo.jpg");
    const path = join(folder, "photo.jpg");
    await utimes(path, new Date(), new Date(1_700_000_000_000));
    const { files, refused } = await collect([path]);
    expect(refused).toEqual([]);
    expect(files).toEqual([
      { path, name: "photo.jpg", relativePath: "photo.jpg", size: 9, modifiedAtMs: 1_700_000_000_000 },
    ]);
  });

  it("walks folders in natural order, with paths below the named folder", async () => {
    await make("b/10.txt", "b/9.txt", "B.txt", "a.txt", "c/inner/1.txt", "c/2.txt");
    const { names, files } = await collect([folder]);
    expect(names).toEqual(["a.txt", "b/9.txt", "b/10.txt", "B.txt", "c/2.txt", "c/inner/1.txt"]);
    expect(files[1]?.name).toBe("9.txt");
    expect(files[1]?.path).toBe(join(folder, "b", "9.txt"));
  });

  it("keeps the order in which paths were named", async () => {
    await make("z.txt", "a.txt");
    expect((await collect([join(folder, "z.txt"), join(folder, "a.txt")])).names).toEqual(["z.txt", "a.txt"]);
  });

  it("leaves hidden files and litter out unless they are asked for or named", async () => {
    await make(".hidden", ".git/config", ".DS_Store", "Thumbs.db", "desktop.ini", "kept.txt");
    expect((await collect([folder])).names).toEqual(["kept.txt"]);
    expect((await collect([folder], true)).names).toHaveLength(6);
    expect((await collect([join(folder, ".hidden"), join(folder, "Thumbs.db")])).names).toEqual([
      ".hidden",
      "Thumbs.db",
    ]);
    expect((await collect([join(folder, ".git")])).names).toEqual(["config"]);
  });

  it("hands a few files on at first, then up to 250 at a time, and waits while a batch is taken", async () => {
    await mkdir(join(folder, "many"));
    for (let index = 0; index < 2300; index += 1) await writeFile(join(folder, "many", `${index}`), "");
    const sizes: number[] = [];
    let busy = false;
    await collectFiles([folder], { hidden: false, clock: new FakeClock() }, async (batch) => {
      expect(busy).toBe(false);
      busy = true;
      await new Promise((resolve) => setTimeout(resolve, 10));
      sizes.push(batch.length);
      busy = false;
    });
    expect(sizes).toEqual([20, 100, 250, 250, 250, 250, 250, 250, 250, 250, 180]);
  });

  it("ends with what taking a batch throws", async () => {
    await make("a.txt");
    const walk = collectFiles([folder], { hidden: false }, () => {
      throw new Error("the disk is full");
    });
    await expect(walk).rejects.toThrow("the disk is full");
  });
});

describe("what can't be collected", () => {
  it("is refused by path and does not hold up the others", async () => {
    await make("good.txt");
    const missing = join(folder, "missing.txt");
    const { names, refused } = await collect([missing, join(folder, "good.txt")]);
    expect(names).toEqual(["good.txt"]);
    expect(refused.map(({ path, error }) => [path, error.code])).toEqual([[missing, "file-missing"]]);
  });

  it("is a folder without files", async () => {
    await make("full/a.txt", "only-hidden/.a");
    await mkdir(join(folder, "empty", "inner"), { recursive: true });
    const { refused } = await collect([
      join(folder, "empty"),
      join(folder, "full"),
      join(folder, "only-hidden"),
    ]);
    expect(refused.map(({ error }) => [error.code, error.message])).toEqual([
      ["file-missing", "This folder holds no files."],
      ["file-missing", "This folder holds no files."],
    ]);
  });

  it.runIf(process.platform !== "win32")("is a pipe, a device or a circle of links", async () => {
    spawnSync("mkfifo", [join(folder, "pipe")]);
    await symlink("/dev/null", join(folder, "device"));
    await symlink("circle", join(folder, "circle"));
    await symlink("nowhere", join(folder, "dangling"));
    const { refused, names } = await collect([folder]);
    expect(names).toEqual([]);
    expect(refused.map(({ path, error }) => [path.slice(folder.length + 1), error.code])).toEqual([
      ["circle", "file-unreadable"],
      ["dangling", "file-missing"],
      ["device", "not-a-file"],
      ["pipe", "not-a-file"],
    ]);
  });

  it.runIf(process.platform === "linux")("is a name that is no text", async () => {
    await make("good.txt");
    spawnSync("sh", ["-c", `printf x > "${folder}/$(printf 'caf\\351.txt')"`]);
    const { refused, names } = await collect([folder]);
    expect(names).toEqual(["good.txt"]);
    expect(refused[0]?.error.code).toBe("file-unreadable");
    expect(refused[0]?.error.message).toContain("UTF-8");
  });

  it.runIf(process.platform === "linux")("is a folder that the user may not open", async () => {
    await make("closed/a.txt", "open/b.txt");
    await chmod(folder, 0o755);
    await chmod(join(folder, "closed"), 0);
    // Nothing is closed to root, so that the walk is made by another user there.
    const asNobody = process.getuid?.() === 0;
    if (asNobody) process.seteuid?.(65_534);
    try {
      const { refused, names } = await collect([folder]);
      expect(names).toEqual(["open/b.txt"]);
      expect(refused.map(({ error }) => error.code)).toEqual(["file-unreadable"]);
    } finally {
      if (asNobody) process.seteuid?.(0);
      await chmod(join(folder, "closed"), 0o755);
    }
  });
});

describe.runIf(process.platform !== "win32")("links", () => {
  it("to files are followed, to folders only where they were named", async () => {
    await make("real/a.txt");
    await mkdir(join(folder, "walked"));
    await symlink(join(folder, "real", "a.txt"), join(folder, "walked", "link.txt"));
    await symlink(join(folder, "real"), join(folder, "walked", "folder"));
    await symlink(join(folder, "real"), join(folder, "named"));
    const { files } = await collect([join(folder, "walked")]);
    expect(files.map((file) => [file.name, file.size])).toEqual([["link.txt", 10]]);
    expect((await collect([join(folder, "named")])).names).toEqual(["a.txt"]);
  });

  it("that lead back up end nobody's walk", async () => {
    await make("a/b/file.txt");
    await symlink(folder, join(folder, "a", "b", "up"));
    await symlink(folder, join(folder, "self"));
    expect((await collect([join(folder, "self")])).names).toEqual(["a/b/file.txt"]);
  });
});

describe("a folder of many files", () => {
  it("is seen by the thread that looks as each file would be by itself", async () => {
    const many = join(folder, "many");
    const plain = Array.from({ length: 1_500 }, (_, index) => `file ${index + 1}`);
    await mkdir(join(many, "file 700 folder"), { recursive: true });
    for (const name of plain) await writeFile(join(many, name), name);
    await utimes(join(many, "file 1499"), 1_700_000_000, 1_700_000_000.123_456);
    await writeFile(join(many, "file 700 folder", "below"), "");
    await writeFile(join(many, "file 800 empty"), "");
    await symlink(join(many, "file 1"), join(many, "file 900 link"));
    await symlink(many, join(many, "file 901 link to a folder"));
    await symlink(join(many, "nowhere"), join(many, "file 902 broken"));
    spawnSync("mkfifo", [join(many, "file 903 pipe")]);
    const { files, refused, names } = await collect([many]);
    const expected = [
      ...plain.slice(0, 700),
      "file 700 folder/below",
      ...plain.slice(700, 800),
      "file 800 empty",
      ...plain.slice(800, 900),
      "file 900 link",
      ...plain.slice(900),
    ];
    expect(names).toEqual(expected);
    expect(refused.map(({ path, error }) => [basename(path), error.code])).toEqual([
      ["file 902 broken", "file-missing"],
      ["file 903 pipe", "not-a-file"],
    ]);
    for (const file of files.filter((_, index) => index % 100 === 99 || index > 1_495)) {
      expect(file).toEqual({ ...(await fileAt(file.path, systemClock)), relativePath: file.relativePath });
    }
  });
});

describe("a folder of 20,000 files", () => {
  it("is collected while the event loop goes on", { timeout: 90_000 }, async () => {
    spawnSync("sh", [
      "-c",
      `cd "${folder}" && seq 1 20000 | sed 's/^/file /' | tr '\\n' '\\0' | xargs -0 touch`,
    ]);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    let count = 0;
    let last = "";
    const { refused } = await collectFiles([folder], { hidden: false }, (batch) => {
      count += batch.length;
      last = batch.at(-1)?.name ?? "";
    });
    delay.disable();
    expect(refused).toEqual([]);
    expect([count, last]).toEqual([20_000, "file 20000"]);
    expect(delay.percentile(99) / 1e6).toBeLessThan(100);
  });
});
