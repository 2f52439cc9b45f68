import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ElectronApplication, Page } from "playwright/test";
import { startSilentServer } from "../servers/silent-server";
import { dropPaths, expect, rowOf, test } from "./app.fixture";
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
