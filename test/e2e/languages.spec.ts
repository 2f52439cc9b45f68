import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dropPaths, expect, openView, rowOf, test } from "./app.fixture";

test("the language changes everything at once, menus included, and is kept", async ({ launch }) => {
  const { page, electron, quit } = await launch();
  const menuLabels = () =>
    electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? []);
  await expect(page.getByTestId("view-queue")).toContainText("Queue");
  expect(await menuLabels()).toContain("Edit");
  await openView(page, "destinations");
  await page.getByTestId("add-destination").click();
  await page.getByTestId("service-imkit").click();
  await expect(page.getByTestId("destination-sheet")).toContainText("Server address");

  await page.evaluate(() => window.bridge.request("settings:save", { language: "zh-CN" }));
  await expect(page.getByTestId("view-queue")).toContainText("队列");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  // What the adapter declares speaks it too, in a form that is already open.
  await expect(page.getByTestId("destination-sheet")).toContainText("服务器地址");
  await expect.poll(menuLabels).toContain("编辑");
  await quit();

  const again = await launch();
  await expect(again.page.getByTestId("view-queue")).toContainText("队列");
});

test("sizes and times are written as the language does", async ({ launch, folder }) => {
  const { page } = await launch();
  await writeFile(join(folder, "a.bin"), Buffer.alloc(2_500_000));
  await dropPaths(page, [join(folder, "a.bin")]);
  await openView(page, "history");
  await expect(rowOf(page, "a.bin")).toContainText("2.5 MB");
  await page.evaluate(() => window.bridge.request("settings:save", { language: "zh-CN" }));
  const time = await page.evaluate(() =>
    new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit" }).format(new Date()).slice(0, 3),
  );
  await expect(rowOf(page, "a.bin")).toContainText(time);
});
