import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ElectronApplication, Page } from "playwright/test";
import { startSilentServer } from "../servers/silent-server";
import { dropPaths, expect, openView, rowOf, test } from "./app.fixture";
import { sendToSilent } from "./silent-destination";

/** Answers the question that is about to be asked, and counts how often it was. */
async function answerWith(electron: ElectronApplication, response: number): Promise<void> {
  await electron.evaluate(({ dialog }, button) => {
    Object.assign(dialog, {
      showMessageBox: async () => {
        Object.assign(globalThis, { asked: Number(Reflect.get(globalThis, "asked") ?? 0) + 1 });
        return { response: button, checkboxChecked: false };
      },
    });
  }, response);
}

const askedTimes = async (electron: ElectronApplication) =>
  await electron.evaluate(() => Number(Reflect.get(globalThis, "asked") ?? 0));

async function startEndlessUpload(page: Page, port: number, path: string): Promise<void> {
  await sendToSilent(page, port);
  await writeFile(path, Buffer.alloc(16 * 1024 * 1024, 1));
  await dropPaths(page, [path]);
  await expect(rowOf(page, "endless.bin")).toHaveAttribute("data-state", "uploading");
}

test("closing while an upload runs asks; cancel stays, quit ends soon and keeps the queue", async ({
  launch,
  folder,
}) => {
  const server = await startSilentServer("nothing");
  const first = await launch();
  await startEndlessUpload(first.page, server.port, join(folder, "endless.bin"));

  await answerWith(first.electron, 2);
  await first.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(() => askedTimes(first.electron)).toBe(1);
  await expect(rowOf(first.page, "endless.bin")).toHaveAttribute("data-state", "uploading");

  const startedMs = Date.now();
  await first.quit();
  expect(Date.now() - startedMs).toBeLessThan(6_000);
  server.close();

  const second = await launch();
  await expect(rowOf(second.page, "endless.bin")).toBeVisible();
});

test("the system's signal ends Waybill in order and without a question, also while an upload runs", async ({
  launch,
  folder,
}) => {
  const server = await startSilentServer("nothing");
  const { page, electron } = await launch();
  await startEndlessUpload(page, server.port, join(folder, "endless.bin"));
  const ended = new Promise<number | null>((done) => electron.process().once("exit", done));
  electron.process().kill("SIGTERM");
  expect(await ended).toBe(0);
  server.close();

  const second = await launch();
  await expect(rowOf(second.page, "endless.bin")).toBeVisible();
});

test("an end that nobody saw to leaves the records and their second copy alike", async ({
  launch,
  folder,
  profile,
}) => {
  const { page, electron } = await launch();
  await writeFile(join(folder, "late.txt"), "late");
  await dropPaths(page, [join(folder, "late.txt")]);
  await openView(page, "history");
  await expect(rowOf(page, "late.txt")).toBeVisible();
  const ended = electron.waitForEvent("close");
  // As when putting everything away takes too long: the program goes with its records open.
  await electron.evaluate(({ app, BrowserWindow }) => {
    for (const event of ["before-quit", "window-all-closed"]) app.removeAllListeners(event);
    setTimeout(() => {
      for (const window of BrowserWindow.getAllWindows()) window.destroy();
      app.quit();
    });
  });
  await ended;
  expect(existsSync(join(profile, "waybill.db-wal"))).toBe(false);

  const second = await launch();
  await openView(second.page, "history");
  await expect(rowOf(second.page, "late.txt")).toBeVisible();
  expect((await readdir(profile)).filter((name) => name.includes("damaged"))).toEqual([]);
});
