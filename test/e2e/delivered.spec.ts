import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ElectronApplication, Page } from "playwright/test";
import { dropPaths, expect, openView, type RunningApp, rowOf, test } from "./app.fixture";
import { photo } from "./photo";
import { answerSaveDialog } from "./save-dialog";

/** Sends a picture to Practice and goes to its row in the history; its receipt, the first one, opens by itself. */
async function deliver({ page }: RunningApp, folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, photo(320, 200));
  await dropPaths(page, [path]);
  await openView(page, "history");
  await expect(rowOf(page, name)).toHaveAttribute("data-state", "completed");
  await expect(page.getByTestId("detail-panel")).toContainText(name);
  return path;
}

/** Does what a row's menu offers. */
async function fromMenu(page: Page, name: string, action: string): Promise<void> {
  await rowOf(page, name).locator(".row__words").click({ button: "right" });
  await page.getByTestId(`menu-${action}`).click();
}

/** Notes what is asked of the system instead of leaving the window: paths that are shown, addresses that are opened, printing. */
async function noteSystemCalls(electron: ElectronApplication): Promise<() => Promise<readonly string[]>> {
  await electron.evaluate(({ shell, BrowserWindow }) => {
    const calls: string[] = [];
    Object.assign(globalThis, { systemCalls: calls });
    Object.assign(shell, {
      showItemInFolder: (path: string) => void calls.push(`show ${path}`),
      openExternal: async (url: string) => void calls.push(`open ${url}`),
    });
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      Object.assign(webContents, {
        print: (_options: unknown, done: (printed: boolean) => void) => {
          calls.push("print");
          done(true);
        },
      });
    }
  });
  return async () => await electron.evaluate(() => Reflect.get(globalThis, "systemCalls"));
}

test("a delivered file is got back from the service, from its row and from its receipt, byte for byte", async ({
  launch,
  folder,
}) => {
  const app = await launch();
  const { page, electron } = app;
  const path = await deliver(app, folder, "Harbour.png");
  for (const [place, target] of [
    ["row", join(folder, "from the row.png")],
    ["receipt", join(folder, "from the receipt.png")],
  ] as const) {
    await answerSaveDialog(electron, target);
    if (place === "row") {
      await fromMenu(page, "Harbour.png", "download");
    } else {
      await page.getByTestId("receipt-menu").click();
      await page.getByTestId("menu-download").click();
    }
    await expect(page.getByTestId("notice")).toContainText("Harbour.png");
    await expect
      .poll(async () => Buffer.compare(await readFile(target).catch(() => Buffer.of()), await readFile(path)))
      .toBe(0);
    await page.getByTestId("notice").getByRole("button").click();
  }
});

test("a delivered file is shown in its folder, its link is opened, and its receipt goes to the printer", async ({
  launch,
  folder,
}) => {
  const app = await launch();
  const { page, electron } = app;
  const path = await deliver(app, folder, "Harbour.png");
  const calls = await noteSystemCalls(electron);
  await fromMenu(page, "Harbour.png", "reveal");
  await expect.poll(calls).toEqual([`show ${path}`]);
  await fromMenu(page, "Harbour.png", "open");
  await expect.poll(async () => (await calls()).at(-1)).toMatch(/^open http:\/\/127\.0\.0\.1:\d+\/signed\//);
  await page.getByTestId("receipt-menu").click();
  await page.getByTestId("menu-print").click();
  await expect.poll(async () => (await calls()).at(-1)).toBe("print");
});
