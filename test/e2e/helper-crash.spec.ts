import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ElectronApplication } from "playwright/test";
import { startSilentServer } from "../servers/silent-server";
import { dropPaths, expect, openView, rowOf, test } from "./app.fixture";
import { photo } from "./photo";
import { sendToSilent } from "./silent-destination";

/** The processes that help: all but the program itself and the page that the user sees. */
const helperPids = (electron: ElectronApplication) =>
  electron.evaluate(({ app, BrowserWindow }) => {
    const shown = BrowserWindow.getAllWindows().filter((window) => window.isVisible());
    const kept = [process.pid, ...shown.map((window) => window.webContents.getOSProcessId())];
    return app.getAppMetrics().flatMap(({ pid, type }) => (kept.includes(pid) ? [] : [{ pid, type }]));
  });

const decoderPid = (electron: ElectronApplication) =>
  electron.evaluate(({ BrowserWindow }) => {
    const [hidden] = BrowserWindow.getAllWindows().filter((window) => !window.isVisible());
    return hidden?.webContents.getOSProcessId() ?? 0;
  });

test("P3: an upload goes on when every process that helps is killed, and pictures get their thumbnails again", async ({
  launch,
  folder,
  expectedErrors,
}) => {
  expectedErrors.push(/GPU process|Network service crashed|network service/i);
  const server = await startSilentServer("nothing");
  const { page, electron } = await launch();
  await mkdir(join(folder, "pictures"));
  const picture = async (name: string, width: number) => {
    const path = join(folder, "pictures", name);
    await writeFile(path, photo(width, 200));
    return path;
  };
  await dropPaths(page, [await picture("before.png", 300)]);
  await openView(page, "history");
  await expect(rowOf(page, "before.png").locator("img.thumbnail")).toBeVisible();
  await openView(page, "queue");
  await sendToSilent(page, server.port);
  const endless = join(folder, "endless.bin");
  await writeFile(endless, Buffer.alloc(16 * 1024 * 1024, 1));
  await dropPaths(page, [endless]);
  await expect(rowOf(page, "endless.bin")).toHaveAttribute("data-state", "uploading");

  await dropPaths(page, [await picture("meanwhile.png", 310)]);
  await expect(rowOf(page, "meanwhile.png").locator("img.thumbnail")).toBeVisible();
  const decoder = await decoderPid(electron);
  const helpers = await helperPids(electron);
  expect(helpers.map(({ pid }) => pid)).toContain(decoder);
  for (const { pid } of helpers) process.kill(pid, "SIGKILL");
  await expect
    .poll(async () =>
      (await helperPids(electron)).filter(({ pid }) => helpers.some((one) => one.pid === pid)),
    )
    .toEqual([]);

  await dropPaths(page, [await picture("after.png", 320)]);
  await expect(rowOf(page, "after.png").locator("img.thumbnail")).toBeVisible();
  expect(await decoderPid(electron)).not.toBe(decoder);
  await expect(rowOf(page, "endless.bin")).toHaveAttribute("data-state", "uploading");
  // The upload's own connection was never begun anew; the two pictures have theirs.
  expect(server.connections()).toBe(3);
  server.close();
});
