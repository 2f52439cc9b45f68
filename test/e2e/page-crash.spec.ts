import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ElectronApplication } from "playwright/test";
import { startSilentServer } from "../servers/silent-server";
import { dropPaths, expect, rowOf, test } from "./app.fixture";
import { sendToSilent } from "./silent-destination";

/** What the window shows, asked of the window itself: the driver gives up a page whose process ended. */
async function rowsShown(electron: ElectronApplication): Promise<readonly string[]> {
  return await electron.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows().filter((candidate) => candidate.isVisible());
    const ask = "[...document.querySelectorAll('[role=row][data-state]')].map((row) => row.dataset.state)";
    return (await window?.webContents.executeJavaScript(ask).catch(() => [])) ?? [];
  });
}

const rendererPid = (electron: ElectronApplication) =>
  electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows().filter((candidate) => candidate.isVisible());
    return window?.webContents.getOSProcessId() ?? 0;
  });

test("P2: uploads go on when the page's process is killed, and the page comes back with everything in it", async ({
  launch,
  folder,
  expectedErrors,
}) => {
  expectedErrors.push(/page ended and is loaded again/);
  const server = await startSilentServer("nothing");
  const { page, electron } = await launch();
  await sendToSilent(page, server.port, { concurrency: "1" });
  const paths = ["endless.bin", "waits.bin"].map((name) => join(folder, name));
  for (const path of paths) await writeFile(path, Buffer.alloc(16 * 1024 * 1024, 1));
  await dropPaths(page, paths);
  await expect(rowOf(page, "endless.bin")).toHaveAttribute("data-state", "uploading");
  const shown = [...(await rowsShown(electron))];
  expect(shown.toSorted()).toEqual(["queued", "uploading"]);

  for (let crash = 0; crash < 2; crash += 1) {
    const pid = await rendererPid(electron);
    process.kill(pid, "SIGKILL");
    await expect.poll(() => rendererPid(electron)).not.toBe(pid);
    await expect.poll(() => rowsShown(electron)).toEqual(shown);
  }
  expect(server.connections()).toBe(1);
  server.close();
});
