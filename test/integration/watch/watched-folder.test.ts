import { appendFile, mkdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { usualWatchRules, type WatchRules } from "../../../electron/shared/watch-folder";
import { startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";

let root: { path: string; remove: () => Promise<void> };
let folder: string;
let engine: TestEngine;

beforeEach(async () => {
  root = await temporaryFolder();
  folder = join(root.path, "inbox");
  await mkdir(folder);
  engine = await open();
});

afterEach(async () => {
  await engine.close();
  await root.remove();
});

const open = () => startEngine(join(root.path, "profile"), { use: "watch" });

async function reopen(): Promise<void> {
  await engine.close();
  engine = await open();
}

async function watch(rules: Partial<WatchRules> = {}, path = folder): Promise<void> {
  const { id } = await engine.destination("Practice");
  await engine.connection.api.watchFolder({
    path,
    rules: { ...usualWatchRules, settleSeconds: 1, destinationId: id, ...rules },
  });
}

/** Files that look as if they had been there for long. */
async function oldFile(name: string, content = name): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, content);
  await utimes(path, new Date(2020, 1, 1), new Date(2020, 1, 1));
}

async function delivered(names: readonly string[]): Promise<void> {
  const wanted = JSON.stringify([...names].sort());
  let found = "";
  await engine.until(`${wanted} were delivered, not ${found}`, async () => {
    const rows = await engine.rows("history");
    found = JSON.stringify(rows.map(({ relativePath }) => relativePath).sort());
    return found === wanted;
  });
}

const views = () => engine.connection.api.watchFolders();
const settled = () =>
  engine.until("the first look was over", async () => {
    const queue = await engine.rows("queue");
    return queue.length === 0;
  });

describe("a watched folder", () => {
  test("sends what comes into it, each file once, also over restarts", async () => {
    await watch();
    await mkdir(join(folder, "trip"));
    await writeFile(join(folder, "trip", "a.txt"), "a");
    await delivered(["trip/a.txt"]);
    await reopen();
    await writeFile(join(folder, "b.txt"), "b");
    await delivered(["trip/a.txt", "b.txt"]);
    expect((await views())[0]).toMatchObject({ name: "inbox", sentCount: 2, trouble: null });
  });

  test("leaves alone what was there before it was added, and sends an old file that is moved in later", async () => {
    await oldFile("old.txt");
    await watch();
    await writeFile(join(folder, "new.txt"), "new");
    await delivered(["new.txt"]);
    const outside = join(root.path, "moved.txt");
    await writeFile(outside, "moved");
    await utimes(outside, new Date(2021, 1, 1), new Date(2021, 1, 1));
    await rename(outside, join(folder, "moved.txt"));
    await delivered(["new.txt", "moved.txt"]);
  });

  test("sends what was there before, too, when it is set to", async () => {
    await oldFile("old.txt");
    await watch({ sendExisting: true });
    await delivered(["old.txt"]);
  });

  test("finds what came while Waybill was not running", async () => {
    await watch();
    await writeFile(join(folder, "first.txt"), "1");
    await delivered(["first.txt"]);
    await engine.close();
    await writeFile(join(folder, "meanwhile.txt"), "2");
    engine = await open();
    await delivered(["first.txt", "meanwhile.txt"]);
  });

  test("knows a renamed or moved file again", async () => {
    await watch();
    await writeFile(join(folder, "draft.txt"), "text");
    await delivered(["draft.txt"]);
    await mkdir(join(folder, "done"));
    await rename(join(folder, "draft.txt"), join(folder, "done", "final.txt"));
    await writeFile(join(folder, "other.txt"), "other");
    await delivered(["draft.txt", "other.txt"]);
    await reopen();
    await writeFile(join(folder, "last.txt"), "last");
    await delivered(["draft.txt", "other.txt", "last.txt"]);
  });

  test("sends a changed file again only when it is set to", async () => {
    await watch();
    await writeFile(join(folder, "log.txt"), "one");
    await delivered(["log.txt"]);
    await appendFile(join(folder, "log.txt"), " two");
    await writeFile(join(folder, "other.txt"), "other");
    await delivered(["log.txt", "other.txt"]);
    const [view] = await views();
    if (view === undefined) throw new Error("There is no watched folder.");
    await engine.connection.api.watchFolder({ id: view.id, rules: { ...view.rules, sendChanged: true } });
    await delivered(["log.txt", "log.txt", "other.txt"]);
  });

  test("sends nothing while it is switched off, and catches up when it is switched on", async () => {
    await watch({ enabled: false });
    await writeFile(join(folder, "waiting.txt"), "1");
    const [view] = await views();
    if (view === undefined) throw new Error("There is no watched folder.");
    await settled();
    expect(await engine.rows("history")).toEqual([]);
    await engine.connection.api.watchFolder({ id: view.id, rules: { ...view.rules, enabled: true } });
    await delivered(["waiting.txt"]);
  });

  test("is forgotten when it is removed; what it sent stays", async () => {
    await watch();
    await writeFile(join(folder, "a.txt"), "a");
    await delivered(["a.txt"]);
    const [view] = await views();
    await engine.connection.api.unwatchFolder({ id: view?.id ?? "" });
    expect(await views()).toEqual([]);
    expect(await engine.rows("history")).toHaveLength(1);
  });

  test("says when it is not there", async () => {
    await watch();
    await rm(folder, { recursive: true });
    await reopen();
    await engine.until(
      "the loss was told",
      async () => (await views())[0]?.trouble === "The folder is not there.",
    );
  });
});

describe("a folder that can't be watched", () => {
  test("a file, Waybill's own profile, and one that is watched already are refused with a sentence", async () => {
    const file = join(root.path, "file.txt");
    await writeFile(file, "x");
    await expect(watch({}, file)).rejects.toThrow("Only a folder can be watched.");
    await expect(watch({}, root.path)).rejects.toThrow("Waybill keeps its own files there.");
    await watch();
    await mkdir(join(folder, "below"));
    await expect(watch({}, join(folder, "below"))).rejects.toThrow("is watched for this destination already");
  });
});

test("5,000 files moved in at once are all taken, each once", async () => {
  const outside = join(root.path, "outside");
  await mkdir(outside);
  for (let start = 0; start < 5_000; start += 500) {
    const some = Array.from({ length: 500 }, (_, index) => join(outside, `${start + index}.txt`));
    await Promise.all(some.map((path) => writeFile(path, "x")));
  }
  // The files are what counts here, not how fast they are delivered beside it.
  await engine.connection.api.saveSettings({ concurrency: 1 });
  await watch();
  await rename(outside, join(folder, "moved"));
  const total = async () => {
    const { counts } = await engine.connection.api.standing({ batchId: null });
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  };
  await engine.until("all were taken", async () => (await total()) >= 5_000);
  await reopen();
  await writeFile(join(folder, "one more.txt"), "x");
  await engine.until("the last one was taken", async () => (await total()) > 5_000);
  expect(await total()).toBe(5_001);
});
