import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import type { RunningApp } from "./app.fixture";
import { dropPaths, expect, rowOf, test } from "./app.fixture";

async function resize({ electron }: RunningApp, width: number, height: number): Promise<void> {
  await electron.evaluate(
    ({ BrowserWindow }, [w = 0, h = 0]) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.isVisible());
      window?.setContentSize(w, h);
    },
    [width, height],
  );
}

/** Drops a file for an address where nobody answers, so that its row stays in the queue. */
async function dropWaiting(page: Page, path: string): Promise<void> {
  await page.evaluate(async () => {
    await window.bridge.request("destinations:save", {
      name: "Nobody there",
      service: "surgery-connect",
      settings: { baseUrl: "http://127.0.0.1:9", userId: "00000000-0000-4000-8000-000000000001" },
      secrets: { apiKey: "not-used" },
    });
  });
  await page.getByTestId("send-to").click();
  await page.getByRole("option", { name: "Nobody there" }).click();
  await dropPaths(page, [path]);
}

test("Enter opens the receipt beside the list; in a small window it is a sheet", async ({
  launch,
  folder,
}) => {
  const path = join(folder, "plan.txt");
  await writeFile(path, "a plan");
  const app = await launch();
  const { page } = app;
  await dropWaiting(page, path);
  await expect(rowOf(page, "plan.txt")).toBeVisible();
  const list = page.getByTestId("queue-list");
  await list.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("detail").getByTestId("detail-panel")).toContainText("plan");
  await page.getByTestId("detail-close").click();
  await expect(page.getByTestId("detail")).toHaveCount(0);

  await resize(app, 480, 360);
  await list.focus();
  await page.keyboard.press("Enter");
  const sheet = page.getByTestId("detail-sheet");
  await expect(sheet.getByTestId("detail-panel")).toContainText("plan");
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
});
