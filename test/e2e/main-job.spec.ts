import { createHash, randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dropPaths, expect, openView, readClipboard, rowOf, test } from "./app.fixture";
import { photo } from "./photo";
import { outcome, startWindow } from "./processes";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function fetched(url: string): Promise<Uint8Array> {
  const reply = await fetch(url);
  expect(reply.status, url).toBe(200);
  return new Uint8Array(await reply.arrayBuffer());
}

test("a dropped file arrives whole, its link is on the clipboard, and history keeps it with its picture", async ({
  launch,
  folder,
}) => {
  const path = join(folder, "Ferry at dusk – Ærø.png");
  const image = photo(640, 400);
  await writeFile(path, image);
  const first = await launch();
  await first.electron.evaluate(({ clipboard }) => clipboard.writeText("before"));

  await dropPaths(first.page, [path]);
  await expect
    .poll(() => readClipboard(first.electron), { timeout: 20_000 })
    .toMatch(/^http:\/\/127\.0\.0\.1:/);
  expect(sha256(await fetched(await readClipboard(first.electron)))).toBe(sha256(image));

  await openView(first.page, "history");
  await expect(rowOf(first.page, "Ferry at dusk")).toHaveAttribute("data-state", "completed");
  await expect(rowOf(first.page, "Ferry at dusk").getByTestId("row-verified")).toBeVisible();
  const firstPicture = rowOf(first.page, "Ferry at dusk").locator("img.thumbnail");
  await expect
    .poll(() => firstPicture.evaluate((element: HTMLImageElement) => element.naturalWidth))
    .toBe(256);
  await first.quit();

  // The picture comes from the cache: the file may be gone by now.
  await rm(path);
  const second = await launch();
  await openView(second.page, "history");
  const row = rowOf(second.page, "Ferry at dusk");
  await expect(row).toHaveAttribute("data-state", "completed");
  const picture = row.locator("img.thumbnail");
  await expect.poll(() => picture.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(256);
  expect(await picture.evaluate((element: HTMLImageElement) => element.naturalHeight)).toBe(160);

  await second.electron.evaluate(({ clipboard }) => clipboard.writeText("before"));
  await row.getByTestId("copy-link").click();
  await expect.poll(() => readClipboard(second.electron)).toMatch(/^http/);
  expect(sha256(await fetched(await readClipboard(second.electron)))).toBe(sha256(image));
});

test("files and a folder dropped together are all delivered, and their links are copied in order", async ({
  launch,
  folder,
}) => {
  const inside = join(folder, "holiday");
  await mkdir(join(inside, "deeper"), { recursive: true });
  const files = new Map([
    [join(folder, "a first.txt"), Buffer.from("first")],
    [join(inside, "b.bin"), randomBytes(300_000)],
    [join(inside, "deeper", "c.txt"), Buffer.from("third")],
    [join(folder, "z last.txt"), Buffer.from("last")],
  ]);
  for (const [path, bytes] of files) await writeFile(path, bytes);
  await writeFile(join(inside, ".DS_Store"), "never sent");
  const { page, electron } = await launch();
  await electron.evaluate(({ clipboard }) => clipboard.writeText("before"));

  await dropPaths(page, [join(folder, "a first.txt"), inside, join(folder, "z last.txt")]);
  const lines = async () => (await readClipboard(electron)).split("\n");
  await expect.poll(async () => (await lines()).length, { timeout: 20_000 }).toBe(4);
  const received = [];
  for (const url of await lines()) received.push(sha256(await fetched(url)));
  expect([...received].sort()).toEqual([...files.values()].map(sha256).sort());
  expect(received[0]).toBe(sha256(Buffer.from("first")));
  expect(received[3]).toBe(sha256(Buffer.from("last")));

  await openView(page, "history");
  for (const name of ["a first.txt", "b.bin", "c.txt", "z last.txt"]) {
    await expect(rowOf(page, name)).toHaveAttribute("data-state", "completed");
  }
  await expect(rowOf(page, ".DS_Store")).toHaveCount(0);
});

test("a second start on the same profile brings up the first window and ends", async ({
  launch,
  profile,
}) => {
  const { page, electron } = await launch();
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  expect((await outcome(await startWindow(profile))).code).toBe(0);
  await expect
    .poll(() => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
    .toBe(true);
  await expect(page.getByTestId("view-queue")).toBeVisible();
});
