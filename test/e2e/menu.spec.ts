import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dropPaths, expect, openView, type RunningApp, readClipboard, rowOf, test } from "./app.fixture";
import { missingProgram } from "./keyring";
import { clinicAt, nobody, saveDestinations, sendTo } from "./window";

/** An item of the real menu bar. */
async function itemOf({ electron }: RunningApp, id: string) {
  return await electron.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted) ?? null;
    return item === null ? null : { label: item.label, enabled: item.enabled };
  }, id);
}

const isOn = (app: RunningApp, id: string) => async () => (await itemOf(app, id))?.enabled;

/** Chooses an item of the menu bar, as soon as it is offered. */
async function choose(app: RunningApp, id: string): Promise<void> {
  await expect.poll(isOn(app, id)).toBe(true);
  await app.electron.evaluate(({ Menu, BrowserWindow }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
    const window = BrowserWindow.getAllWindows().find((each) => each.isVisible());
    item?.click({}, window, window?.webContents);
  }, id);
}

/** The system's file dialog answers with these. */
async function answerDialog({ electron }: RunningApp, filePaths: readonly string[]): Promise<void> {
  await electron.evaluate(({ dialog }, chosen) => {
    Object.assign(dialog, { showOpenDialog: async () => ({ canceled: false, filePaths: chosen }) });
  }, filePaths);
}

async function madeFile(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, name);
  return path;
}

/** Two uploads that wait, because nobody answers. */
async function waitingUploads(app: RunningApp, folder: string): Promise<void> {
  await saveDestinations(app.page, [clinicAt("Nobody", nobody)]);
  await sendTo(app.page, "Nobody");
  await dropPaths(app.page, [await madeFile(folder, "one.txt"), await madeFile(folder, "two.txt")]);
  await expect(rowOf(app.page, "two.txt")).toBeVisible();
}

const states =
  ({ page }: RunningApp) =>
  async () =>
    await page.evaluate(async () => {
      const query = { list: "queue", search: "", offset: 0, limit: 10 } as const;
      const { rows } = await window.bridge.request("uploads:page", query);
      return [...new Set(rows.map(({ state }) => state.kind))];
    });

test("the menu sends files, goes through the rooms, and offers what can be done with the rows in view", async ({
  launch,
  folder,
}) => {
  const app = await launch();
  const { page, electron } = app;
  for (const id of ["pauseAll", "remove", "copyLink", "copy", "cut"])
    await expect.poll(isOn(app, id)).toBe(false);
  await answerDialog(app, [await madeFile(folder, "report.txt")]);
  await choose(app, "sendFiles");
  // The first file ever sent shows its receipt by itself.
  await expect(page.getByTestId("detail")).toContainText("report.txt");
  await choose(app, "history");
  await expect(rowOf(page, "report.txt")).toBeVisible();
  await choose(app, "selectAll");
  await choose(app, "copyLink");
  await expect.poll(() => readClipboard(electron)).toMatch(/^http/);
  // "Copy" is for text; the key for it copies links in a list.
  await expect.poll(isOn(app, "copy")).toBe(false);
  await choose(app, "details");
  await expect(page.getByTestId("detail")).toBeHidden();
  await choose(app, "details");
  await expect(page.getByTestId("detail")).toBeVisible();
  await choose(app, "preview");
  await expect(page.getByTestId("preview")).toBeVisible();
  // Nothing works behind a sheet, and nothing is offered.
  for (const id of ["remove", "settings", "sendFiles"]) await expect.poll(isOn(app, id)).toBe(false);
  await page.keyboard.press("Escape");
  await choose(app, "remove");
  await expect(rowOf(page, "report.txt")).toHaveCount(0);
  await expect.poll(isOn(app, "exportHistory")).toBe(false);
  await choose(app, "undo");
  await expect(rowOf(page, "report.txt")).toBeVisible();
  await choose(app, "destinations");
  await choose(app, "newDestination");
  await expect(page.getByRole("dialog")).toBeVisible();
});

test("the queue is paused, resumed and emptied from the menu", async ({ launch, folder }) => {
  const app = await launch();
  await waitingUploads(app, folder);
  await choose(app, "pauseAll");
  await expect.poll(states(app)).toEqual(["paused"]);
  await expect.poll(isOn(app, "pauseAll")).toBe(false);
  await choose(app, "resumeAll");
  await expect.poll(states(app)).not.toContain("paused");
  await choose(app, "selectAll");
  await choose(app, "pause");
  await expect.poll(states(app)).toEqual(["paused"]);
  await expect.poll(isOn(app, "sendAgain")).toBe(false);
  await choose(app, "remove");
  await expect.poll(states(app)).toEqual([]);
});

test("About and the settings open at their place, and the menu speaks another language at once", async ({
  launch,
}) => {
  const app = await launch();
  await choose(app, "about");
  await expect(app.page.getByTestId("settings-about")).toHaveAttribute("aria-selected", "true");
  await choose(app, "updates");
  await expect(app.page.getByTestId("settings-updates")).toHaveAttribute("aria-selected", "true");
  await app.page.evaluate(() => window.bridge.request("settings:save", { language: "zh-CN" }));
  await expect.poll(() => itemOf(app, "pauseAll")).toEqual({ label: "全部暂停", enabled: false });
  await expect.poll(() => itemOf(app, "about")).toEqual({ label: "关于 Waybill", enabled: true });
  await choose(app, "keyList");
  await expect(app.page.getByTestId("keys-sheet")).toContainText("发送文件");
});

test("what is typed is cut and marked by the menu, and the rows behind stay", async ({ launch, folder }) => {
  const app = await launch();
  const { page } = app;
  await dropPaths(page, [await madeFile(folder, "stays.txt")]);
  await openView(page, "history");
  await expect(rowOf(page, "stays.txt")).toBeVisible();
  await choose(app, "search");
  await expect(page.getByTestId("history-search")).toBeFocused();
  await page.keyboard.type("stays");
  await choose(app, "selectAll");
  await choose(app, "cut");
  await expect(page.getByTestId("history-search")).toHaveValue("");
  expect(await readClipboard(app.electron)).toBe("stays");
  await choose(app, "undo");
  await expect(page.getByTestId("history-search")).toHaveValue("stays");
  expect(await isOn(app, "remove")()).toBe(false);
});

test.describe("real key presses", () => {
  const missing = process.platform === "linux" ? missingProgram(["xdotool"]) : "xdotool";
  test.skip(missing !== null, `${missing} is not installed`);

  /** Gives the window the keyboard: there may be no window manager to do it. */
  function focusWindow(): void {
    execFileSync("xdotool", ["search", "--onlyvisible", "--name", "^Waybill$", "windowfocus", "--sync"]);
  }
  const press = (...keys: readonly string[]) => execFileSync("xdotool", ["key", ...keys]);

  test("do what stands beside them in the menu, once", async ({ launch, folder }) => {
    const app = await launch();
    const { page, electron } = app;
    focusWindow();
    await answerDialog(app, [await madeFile(folder, "by-key.txt")]);
    press("ctrl+o");
    await openView(page, "history");
    await expect(rowOf(page, "by-key.txt")).toBeVisible();
    await expect(page.getByTestId("history-list").getByRole("row")).toHaveCount(1);
    press("ctrl+a");
    await expect(rowOf(page, "by-key.txt")).toHaveAttribute("aria-selected", "true");
    // The first file ever sent shows its receipt by itself.
    await expect(page.getByTestId("detail")).toBeVisible();
    press("ctrl+i");
    await expect(page.getByTestId("detail")).toBeHidden();
    press("ctrl+i");
    await expect(page.getByTestId("detail")).toBeVisible();
    press("shift+ctrl+c");
    await expect.poll(() => readClipboard(electron)).toMatch(/^http/);
    press("F1");
    await expect(page.getByTestId("keys-sheet")).toBeVisible();
    press("Escape");
    await expect(page.getByTestId("keys-sheet")).toBeHidden();
    press("shift+F1");
    await expect(page.getByTestId("settings-about")).toHaveAttribute("aria-selected", "true");
    const zoom = () =>
      electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()
          .find((each) => each.isVisible())
          ?.webContents.getZoomLevel(),
      );
    press("ctrl+equal");
    await expect.poll(zoom).toBe(0.5);
    press("ctrl+0");
    await expect.poll(zoom).toBe(0);
  });

  test("pause the queue and resume it, and Delete in a search field removes no row", async ({
    launch,
    folder,
  }) => {
    const app = await launch();
    await waitingUploads(app, folder);
    focusWindow();
    press("shift+ctrl+p");
    await expect.poll(states(app)).toEqual(["paused"]);
    press("ctrl+a");
    press("ctrl+f");
    await expect(app.page.getByTestId("history-search")).toBeFocused();
    press("Delete", "BackSpace");
    press("ctrl+1");
    await expect(rowOf(app.page, "one.txt")).toBeVisible();
    press("shift+ctrl+r");
    await expect.poll(states(app)).not.toContain("paused");
  });
});
