import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { expect, openView, type RunningApp, readClipboard, rowOf, test } from "./app.fixture";

/** The middle of the small window, CSS pixels. */
const middle = { x: 110, y: 32 };

const isDropTarget = (page: Page): boolean => page.url().endsWith("/drop.html");

async function dropTargetOf({ electron }: RunningApp): Promise<Page> {
  const there = electron.windows().find(isDropTarget);
  const page = there ?? (await electron.waitForEvent("window", { predicate: isDropTarget }));
  await page.getByTestId("drop-target").waitFor();
  return page;
}

/** Switches it on in the settings, as a user does. */
async function switchOn(app: RunningApp): Promise<Page> {
  await openView(app.page, "settings");
  await app.page.getByTestId("settings-desktop").click();
  await app.page.getByTestId("setting-dropTarget").click();
  return await dropTargetOf(app);
}

/** Real drag events of the browser, with real files. */
async function dragOver(page: Page, paths: readonly string[]) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const send = (type: "dragEnter" | "dragOver" | "drop") =>
    session.send("Input.dispatchDragEvent", { type, ...middle, data });
  await send("dragEnter");
  await send("dragOver");
  return { drop: () => send("drop") };
}

const windowOf = ({ electron }: RunningApp) =>
  electron.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find(({ webContents }) =>
      webContents.getURL().endsWith("/drop.html"),
    );
    return window === undefined
      ? null
      : { onTop: window.isAlwaysOnTop(), focused: window.isFocused(), bounds: window.getBounds() };
  });

test("the drop target is off until it is switched on, stays in front, takes files and may ask for nothing else", async ({
  launch,
  folder,
}) => {
  const app = await launch();
  expect(await windowOf(app)).toBeNull();
  const target = await switchOn(app);
  expect(await windowOf(app)).toMatchObject({ onTop: true, focused: false });
  await expect(target.getByTestId("drop-target")).toContainText("Practice");
  await expect(target.getByTestId("drop-target-state")).toHaveText("Drop files here");
  const paths = ["one.txt", "two.txt"].map((name) => join(folder, name));
  for (const path of paths) await writeFile(path, path);
  const drag = await dragOver(target, paths);
  await expect(target.getByTestId("drop-target-state")).toHaveText("Send 2 items");
  await drag.drop();
  await expect(target.getByTestId("drop-target-state")).toHaveText("2 files added");
  await openView(app.page, "history");
  for (const name of ["one.txt", "two.txt"]) {
    await expect(rowOf(app.page, name)).toHaveAttribute("data-state", "completed");
  }
  await expect.poll(async () => (await readClipboard(app.electron)).split("\n").length).toBe(2);
  const answers = await target.evaluate(async () => {
    const ask = async (name: "settings:get" | "destinations:list" | "diagnostics:report") => {
      try {
        return JSON.stringify(await window.bridge.request(name, undefined));
      } catch (thrown) {
        return String(thrown);
      }
    };
    const found = ["require", "process", "electron", "ipcRenderer"].filter((name) => name in window);
    return [
      ...found,
      ...(await Promise.all((["settings:get", "destinations:list", "diagnostics:report"] as const).map(ask))),
    ];
  });
  expect(answers).toEqual(Array.from({ length: 3 }, () => "Error: This request is not allowed."));
});

test("it shows progress of what is sent, and what needs the user until the window was looked at", async ({
  launch,
  folder,
}) => {
  const app = await launch();
  const target = await switchOn(app);
  const [, small] = await app.page.evaluate(async () => {
    const ids = (await window.bridge.request("destinations:list", undefined)).map(({ id }) => id);
    const saved = await window.bridge.request("destinations:save", {
      name: "Small",
      service: "easemob",
      settings: { baseUrl: "http://127.0.0.1:9", org: "o", app: "a", maxSize: "1" },
      secrets: { token: "t" },
    });
    if (!saved.ok) throw new Error(saved.error.message);
    await window.bridge.request("settings:save", { bandwidthBytesPerSecond: 300_000 });
    return [...ids, saved.destination.id];
  });
  await writeFile(join(folder, "large.bin"), Buffer.alloc(1_500_000, 1));
  await (await dragOver(target, [join(folder, "large.bin")])).drop();
  await expect(target.getByTestId("drop-target-state")).toHaveText(/^Sending 1 file · \d+%$/);
  await expect(target.getByTestId("drop-target")).toHaveAttribute("data-work", "progress");
  await app.page.evaluate(
    (currentDestinationId) => window.bridge.request("settings:save", { currentDestinationId }),
    small ?? null,
  );
  await expect(target.getByTestId("drop-target")).toContainText("Small");
  await writeFile(join(folder, "too-large.txt"), "more than one byte");
  await (await dragOver(target, [join(folder, "too-large.txt")])).drop();
  await expect(target.getByTestId("drop-target")).toHaveAttribute("data-work", "attention");
  await expect(target.getByTestId("drop-target-state")).toHaveText("1 upload needs you");
  await app.electron.evaluate(({ BrowserWindow }) => {
    const main = BrowserWindow.getAllWindows().find(({ webContents }) =>
      webContents.getURL().endsWith("/index.html"),
    );
    main?.emit("focus");
  });
  await expect(target.getByTestId("drop-target")).not.toHaveAttribute("data-work", "attention");
});

test("it keeps its place, opens the window where there is no tray, and is never the last thing left", async ({
  launch,
}) => {
  const first = await launch();
  await switchOn(first);
  await first.electron.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) {
      if (window.webContents.getURL().endsWith("/drop.html")) window.setPosition(120, 90);
      else if (window.isVisible()) window.setBounds({ x: 60, y: 40, width: 700, height: 500 });
    }
  });
  await first.quit();

  const again = await launch();
  const target = await dropTargetOf(again);
  const main = again.electron.windows().find((page) => !isDropTarget(page)) ?? again.page;
  expect((await windowOf(again))?.bounds).toMatchObject({ x: 120, y: 90 });
  const bounds = () =>
    again.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find(({ webContents }) => webContents.getURL().endsWith("/index.html"))
        ?.getBounds(),
    );
  expect(await bounds()).toEqual({ x: 60, y: 40, width: 700, height: 500 });

  await main.close();
  const opened = again.electron.waitForEvent("window");
  await target.getByTestId("drop-target-open").press("Enter");
  await (await opened).getByTestId("view-queue").waitFor();
  await (await opened).close();
  const reopened = again.electron.waitForEvent("window");
  await target.getByTestId("drop-target-hide").click();
  const page = await reopened;
  await page.getByTestId("view-queue").waitFor();
  expect(await windowOf(again)).toBeNull();
  const settings = await page.evaluate(() => window.bridge.request("settings:get", undefined));
  expect(settings.dropTarget).toBe(false);
});
