import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { dropPaths, expect, openView, rowOf, test } from "./app.fixture";
import { fillProfile, walkScreens } from "./screens";

test("the language changes everything at once, menus included, and is kept", async ({ launch }) => {
  const { page, electron, quit } = await launch();
  const menuLabels = () =>
    electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? []);
  await expect(page.getByTestId("view-queue")).toContainText("Queue");
  expect(await menuLabels()).toContain("&Edit");
  await openView(page, "destinations");
  await page.getByTestId("add-destination").click();
  await page.getByTestId("service-imkit").click();
  await expect(page.getByTestId("destination-sheet")).toContainText("Server address");

  await page.evaluate(() => window.bridge.request("settings:save", { language: "zh-CN" }));
  await expect(page.getByTestId("view-queue")).toContainText("队列");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  // What the adapter declares speaks it too, in a form that is already open.
  await expect(page.getByTestId("destination-sheet")).toContainText("服务器地址");
  await expect.poll(menuLabels).toContain("编辑(&E)");
  await quit();

  const again = await launch();
  await expect(again.page.getByTestId("view-queue")).toContainText("队列");
});

/** Texts of three English words and more that are no name, key, code or licence. */
async function englishIn(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const { parentElement: element, textContent: text } = node;
      if (element === null || element.closest("bdi, code, kbd, pre, [lang=en]") !== null) continue;
      // Names of services stand in Chinese sentences too.
      if (/\p{Script=Han}/u.test(text ?? "")) continue;
      if (/[A-Za-z]{2,}(?:['’,;]?\s+[A-Za-z]{2,}){2,}/.test(text ?? "")) found.push((text ?? "").trim());
    }
    return found;
  });
}

test("no English is left on any screen in Chinese, what the engine says included", async ({
  launch,
  folder,
  profile,
}) => {
  test.setTimeout(240_000);
  const app = await launch();
  await fillProfile(app, folder, profile);
  await app.page.evaluate(() => window.bridge.request("settings:save", { language: "zh-CN" }));
  await expect(app.page.getByTestId("view-queue")).toContainText("队列");
  const found: string[] = [];
  await walkScreens(app.page, async (screen) => {
    for (const text of await englishIn(app.page)) found.push(`${screen.name}: ${text}`);
  });
  expect(found).toEqual([]);
  // Tooltips and names for those who listen speak it too.
  const titles = await app.page.evaluate(() =>
    [...document.querySelectorAll("[title], [aria-label]")]
      .filter((element) => element.closest("bdi, [lang=en]") === null)
      .flatMap((element) => [element.getAttribute("title") ?? "", element.getAttribute("aria-label") ?? ""])
      .filter((text) => /[A-Za-z]{2,}\s+[A-Za-z]{2,}\s+[A-Za-z]{2,}/.test(text)),
  );
  expect(titles).toEqual([]);
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
