import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "playwright/test";
import { dropPaths, expect, rowOf, test } from "./app.fixture";
import { cutWords, untranslated } from "./cut-words";
import { buildPseudoApp } from "./pseudo-locale";
import { fillProfile, walkScreens } from "./screens";
import { resize, sendTo } from "./window";

let pseudoApp = "";

test.beforeAll(async () => {
  test.setTimeout(120_000);
  pseudoApp = await buildPseudoApp();
});

/** Names of services, destinations, files and programs, which are the same in every language. */
const known =
  /^(CSV|JSON|Waybill|Practice|Clinic|Design room|Surgery (north|south)|IMKIT|Rocket\.Chat|Capillary|Easemob|X-on Surgery Connect|[\w.]+\.(png|txt))$/;

for (const [width, height] of [
  [480, 360],
  [900, 620],
] as const) {
  test(`words that are 40 % longer are seen whole on every screen of ${width} × ${height}, and none is left untranslated`, async ({
    launch,
    folder,
    profile,
  }) => {
    test.setTimeout(240_000);
    const app = await launch({ app: pseudoApp });
    await fillProfile(app, folder, profile);
    await app.page.evaluate(() => window.bridge.request("settings:save", { language: "zh-CN" }));
    await expect(app.page.getByTestId("view-queue")).toContainText("[");
    await resize(app, width, height);
    const found: string[] = [];
    await walkScreens(app.page, async (screen) => {
      for (const what of await cutWords(app.page)) found.push(`${screen.name}: ${what}`);
      for (const text of await untranslated(app.page, known))
        found.push(`${screen.name}: untranslated “${text}”`);
    });
    expect(found).toEqual([]);
  });
}

test("text at 200 % is seen whole on every screen", async ({ launch, folder, profile }) => {
  test.setTimeout(240_000);
  const app = await launch();
  await fillProfile(app, folder, profile);
  await resize(app, 1100, 720);
  await app.electron.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.webContents.setZoomFactor(2);
  });
  await expect.poll(() => app.page.evaluate(() => innerWidth)).toBe(550);
  const found: string[] = [];
  await walkScreens(app.page, async (screen) => {
    for (const what of await cutWords(app.page)) found.push(`${screen.name}: ${what}`);
  });
  expect(found).toEqual([]);
});

/** Whether two things that stand side by side cover each other. */
async function covers(first: Locator, second: Locator): Promise<boolean> {
  const [one, other] = [await first.boundingBox(), await second.boundingBox()];
  if (one === null || other === null) throw new Error("One of them is not there.");
  return one.x + one.width > other.x && other.x + other.width > one.x;
}

/** What stands in a row and reaches over its edges. */
async function tallerThanRow(page: Page): Promise<readonly string[]> {
  return await page.locator(".row__main").evaluateAll((mains) =>
    mains.flatMap((main) => {
      const row = main.getBoundingClientRect();
      return [...main.children]
        .filter((part) => {
          const { top, bottom } = part.getBoundingClientRect();
          return top < row.top || bottom > row.bottom;
        })
        .map((part) => `${part.className} is taller than its row: “${part.textContent}”`);
    }),
  );
}

for (const [width, height] of [
  [480, 360],
  [800, 560],
  [1280, 800],
] as const) {
  test(`compact rows hold their words whole in a window of ${width} × ${height}`, async ({
    launch,
    folder,
    profile,
  }) => {
    const app = await launch();
    await fillProfile(app, folder, profile);
    await app.page.evaluate(() => window.bridge.request("settings:save", { density: "compact" }));
    await expect(app.page.locator("html")).toHaveAttribute("data-density", "compact");
    await resize(app, width, height);
    const found: string[] = [];
    await walkScreens(
      app.page,
      async (screen) => {
        for (const what of await cutWords(app.page)) found.push(`${screen.name}: ${what}`);
        if (width > 1_000)
          for (const what of await cutWords(app.page, { ownWordsWhole: true }))
            found.push(`${screen.name}: ${what}`);
        for (const what of await tallerThanRow(app.page)) found.push(`${screen.name}: ${what}`);
      },
      ({ name }) => ["queue", "history", "receipt"].includes(name),
    );
    expect(found).toEqual([]);
  });
}

for (const language of ["en", "zh-CN"] as const) {
  test(`a busy queue beside an open receipt has room for its bar, filters and footer, in ${language}`, async ({
    launch,
    folder,
    profile,
  }) => {
    const app = await launch();
    const { page } = app;
    await fillProfile(app, folder, profile);
    await page.evaluate(
      (chosen) =>
        window.bridge.request("settings:save", { language: chosen, bandwidthBytesPerSecond: 400_000 }),
      language,
    );
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await resize(app, 800, 560);
    const paths = Array.from({ length: 8 }, (_, index) => join(folder, `film ${index}.mov`));
    for (const path of paths) await writeFile(path, Buffer.alloc(4_000_000));
    await sendTo(page, "Design room");
    await dropPaths(page, paths);
    await rowOf(page, "film 0.mov").locator(".row__words").click();
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("detail-panel")).toBeVisible();
    await expect(page.getByTestId("queue-time")).toBeVisible();
    const folders = page.getByTestId("choose-folders");
    expect(await covers(page.locator(".send-bar .select__button"), folders)).toBe(false);
    expect(await covers(folders, page.getByTestId("choose-files"))).toBe(false);
    for (const fact of ["left", "speed", "time"]) {
      const isWhole = await page
        .getByTestId(`queue-${fact}`)
        .evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth && clientWidth > 0);
      expect(isWhole, fact).toBe(true);
    }
    const filters = page.locator(".queue-filters__names");
    expect(await filters.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  });

  test(`nothing that Waybill says itself is shortened in the smallest window, in ${language}`, async ({
    launch,
    folder,
    profile,
  }) => {
    test.setTimeout(240_000);
    const app = await launch();
    await fillProfile(app, folder, profile);
    await app.page.evaluate(
      (chosen) => window.bridge.request("settings:save", { language: chosen }),
      language,
    );
    await expect(app.page.locator("html")).toHaveAttribute("lang", language);
    await resize(app, 480, 360);
    const found: string[] = [];
    await walkScreens(app.page, async (screen) => {
      for (const what of await cutWords(app.page, { ownWordsWhole: true }))
        found.push(`${screen.name}: ${what}`);
    });
    expect(found).toEqual([]);
  });
}
