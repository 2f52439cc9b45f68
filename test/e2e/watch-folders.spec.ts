import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { expect, openView, type RunningApp, test } from "./app.fixture";
import { practiceAccess } from "./practice-access";
import { saveDestinations } from "./window";

/** Watches a new folder as the button in the settings does, and leaves that page open. */
async function watchInbox({ electron, page }: RunningApp, folder: string): Promise<string> {
  const inbox = join(folder, "Inbox");
  await mkdir(inbox);
  await electron.evaluate(({ dialog }, chosen) => {
    Object.assign(dialog, { showOpenDialog: async () => ({ canceled: false, filePaths: [chosen] }) });
  }, inbox);
  await openView(page, "settings");
  await page.getByTestId("settings-folders").click();
  await page.getByTestId("watch-add").click();
  await expect(page.getByTestId("watched-folder")).toContainText("Inbox");
  return inbox;
}

const countsOf = (page: Page) =>
  page.evaluate(async () => {
    const first = { list: "history", search: "", offset: 0, limit: 1 } as const;
    return (await window.bridge.request("uploads:page", first)).counts;
  });

const foldersOf = (page: Page) => page.evaluate(() => window.bridge.request("watch:list", undefined));

test("files that would replace others are named in the settings with what helps, and go under another name", async ({
  launch,
  folder,
  profile,
}) => {
  const app = await launch();
  const { page } = app;
  const { baseUrl, token } = await practiceAccess(profile);
  const settings = { baseUrl, auth: "basic", username: "user", hashPassword: "false" };
  // It stores files by their names alone.
  await saveDestinations(page, [
    { name: "Rewards", service: "capillary", settings, secrets: { password: token } },
  ]);
  const inbox = await watchInbox(app, folder);
  await page.getByTestId("watch-destination").click();
  await page.getByRole("option", { name: "Rewards" }).click();
  const watched = page.getByTestId("watched-folder");
  for (const part of ["May", "June", "July"]) await mkdir(join(inbox, part));
  await writeFile(join(inbox, "May", "report.txt"), "May");
  await expect(watched).toContainText("1 file sent");
  await expect(page.getByTestId("watch-held")).toHaveCount(0);
  await writeFile(join(inbox, "June", "report.txt"), "June");
  const held = page.getByTestId("watch-held");
  await expect(held).toHaveText(
    "Not sent: “June/report.txt” would replace a file of the same name there. Rename it, or set a file name such as {stem}-{hash8}.{ext} at the destination.",
  );
  await writeFile(join(inbox, "July", "report.txt"), "July");
  await expect(held).toContainText("“July/report.txt”, “June/report.txt” would replace files");
  await rename(join(inbox, "June", "report.txt"), join(inbox, "June", "report of June.txt"));
  await rename(join(inbox, "July", "report.txt"), join(inbox, "July", "report of July.txt"));
  await expect(watched).toContainText("3 files sent");
  await expect(held).toHaveCount(0);
});

test("its rules are set beside the folder and hold at once: how long a file rests, what is left out, and its switch", async ({
  launch,
  folder,
}) => {
  const app = await launch();
  const { page } = app;
  const inbox = await watchInbox(app, folder);
  const rules = async () => (await foldersOf(page))[0]?.rules;
  await page.getByTestId("watch-settle").fill("1");
  await page.keyboard.press("Tab");
  await expect.poll(rules).toMatchObject({ settleSeconds: 1 });
  await page.getByTestId("watch-ignore").fill("*.raw");
  await page.keyboard.press("Tab");
  await expect.poll(rules).toMatchObject({ ignore: ["*.raw"] });
  const watched = page.getByTestId("watched-folder");
  await writeFile(join(inbox, "photo.raw"), "left out");
  await writeFile(join(inbox, "photo.jpg"), "sent");
  await expect(watched).toContainText("1 file sent");
  await page.getByTestId("watch-enabled").click();
  await expect.poll(rules).toMatchObject({ enabled: false });
  await expect(page.getByTestId("watch-enabled").getByRole("switch")).not.toBeChecked();
  await writeFile(join(inbox, "later.jpg"), "sent when it is watched again");
  await page.getByTestId("watch-enabled").click();
  await expect(watched).toContainText("2 files sent");
  await expect.poll(async () => (await countsOf(page)).completed).toBe(2);
});

test("5,000 files that are moved in at once are all delivered, each once", async ({ launch, folder }) => {
  test.setTimeout(400_000);
  const app = await launch();
  const { page } = app;
  const inbox = await watchInbox(app, folder);
  const outside = join(folder, "outside");
  await mkdir(outside);
  for (let start = 0; start < 5_000; start += 500) {
    const some = Array.from({ length: 500 }, (_, index) => join(outside, `scan ${start + index}.txt`));
    await Promise.all(some.map((path) => writeFile(path, path)));
  }
  await rename(outside, join(inbox, "moved"));
  const patience = { timeout: 300_000, intervals: [500] };
  await expect.poll(async () => (await foldersOf(page))[0]?.sentCount, patience).toBe(5_000);
  await expect.poll(async () => (await countsOf(page)).completed, patience).toBe(5_000);
  const others = Object.entries(await countsOf(page)).filter(([state]) => state !== "completed");
  expect(others.every(([, count]) => count === 0)).toBe(true);
  // No name twice: what the window lists is what was delivered.
  const names = await page.evaluate(async () => {
    const all: string[] = [];
    for (let offset = 0; ; offset += 500) {
      const query = { list: "history", search: "", offset, limit: 500 } as const;
      const { rows } = await window.bridge.request("uploads:page", query);
      if (rows.length === 0) return all;
      all.push(...rows.map(({ name }) => name));
    }
  });
  expect(new Set(names).size).toBe(5_000);
  expect(names).toHaveLength(5_000);
  await expect(page.getByTestId("watched-folder")).toContainText("5,000 files sent");
});
