import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dropPaths, expect, rowOf, test } from "./app.fixture";
import { clinicAt, nobody, resize, saveDestinations, sendTo } from "./window";

test("Enter opens the receipt beside the list; in a small window it is a sheet", async ({
  launch,
  folder,
}) => {
  const path = join(folder, "plan.txt");
  await writeFile(path, "a plan");
  const app = await launch();
  const { page } = app;
  await saveDestinations(page, [clinicAt("Nobody there", nobody)]);
  await sendTo(page, "Nobody there");
  await dropPaths(page, [path]);
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
