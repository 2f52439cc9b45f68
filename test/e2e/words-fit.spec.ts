import { expect, test } from "./app.fixture";
import { cutWords, untranslated } from "./cut-words";
import { buildPseudoApp } from "./pseudo-locale";
import { fillProfile, walkScreens } from "./screens";
import { resize } from "./window";

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

for (const language of ["en", "zh-CN"] as const) {
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
