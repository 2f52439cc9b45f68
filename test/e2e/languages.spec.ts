import { expect, openView, test } from "./app.fixture";

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
