import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import type { AppSettingsPatch } from "../../electron/shared/settings";
import { expectAccessible } from "./accessibility";
import { dropPaths, expect, openView, readClipboard, rowOf, test } from "./app.fixture";
import { photo } from "./photo";
import { openProfile } from "./seeded-profile";

async function change(page: Page, patch: AppSettingsPatch): Promise<void> {
  await page.evaluate(async (wanted) => {
    await window.bridge.request("settings:save", wanted);
  }, patch);
}

async function openLinkSettings(page: Page) {
  await openView(page, "settings");
  await page.getByTestId("settings-links").click();
  return page.getByTestId("link-format");
}

test("links are copied in the format that the settings show, several in the order of the drop", async ({
  launch,
  folder,
}) => {
  const files = ["b second [draft].txt", "a first.png"];
  await writeFile(join(folder, "b second [draft].txt"), "second");
  await writeFile(join(folder, "a first.png"), photo(64, 40));
  const { page, electron } = await launch();
  const settings = await openLinkSettings(page);
  await settings.getByText("Markdown", { exact: true }).click();
  await expect(settings.getByTestId("link-preview")).toContainText("![Ferry at dusk.png](https://");
  await expect(settings.getByTestId("link-preview")).toContainText(
    "[Quarterly report \\[2026\\].pdf](https://",
  );
  await expectAccessible(page, "the settings of links");

  await openView(page, "queue");
  await electron.evaluate(({ clipboard }) => clipboard.writeText("before"));
  await dropPaths(
    page,
    files.map((name) => join(folder, name)),
  );
  const lines = async () => (await readClipboard(electron)).split("\n");
  await expect.poll(async () => (await lines()).length).toBe(2);
  const [first = "", second = ""] = await lines();
  expect(first).toMatch(/^\[b second \\\[draft\\\]\.txt\]\(http:\/\/127\.0\.0\.1:\d+\/[^\s()]+\)$/);
  expect(second).toMatch(/^!\[a first\.png\]\(http:\/\/127\.0\.0\.1:\d+\/[^\s()]+\)$/);

  await openView(page, "history");
  await change(page, { linkFormat: "html" });
  await rowOf(page, "a first").getByTestId("copy-link").click();
  await expect.poll(() => readClipboard(electron)).toMatch(/^<img src="http:[^"]+" alt="a first\.png">$/);
  for (const [linkFormat, picture, text] of [
    ["bbcode", /^\[img\]http:[^\s\]]+\[\/img\]$/, /^\[url=http:[^\s\]]+\].+\[\/url\]$/],
    ["url", /^http:\S+\/a%20first\.png\S*$/, /^http:\S+\/b%20second\S+$/],
  ] as const) {
    await change(page, { linkFormat });
    await rowOf(page, "a first").getByTestId("copy-link").click();
    await expect.poll(() => readClipboard(electron)).toMatch(picture);
    await rowOf(page, "b second").getByTestId("copy-link").click();
    await expect.poll(() => readClipboard(electron)).toMatch(text);
  }
});

test("a template of one's own is written with its parts at hand, and used as it was left", async ({
  launch,
  folder,
}) => {
  await writeFile(join(folder, "note.txt"), "twelve bytes");
  const { page, electron } = await launch();
  const settings = await openLinkSettings(page);
  await settings.getByText("Own", { exact: true }).click();
  const template = settings.getByTestId("link-template");
  await template.fill("{name}");
  await expect(settings).toContainText("Without {url} nothing leads to the file.");
  await template.press("End");
  await template.pressSequentially(" <");
  await settings.getByTestId("template-url").click();
  await template.pressSequentially(">");
  await expect(template).toHaveValue("{name} <{url}>");
  await template.press("Enter");
  await expect(settings.getByTestId("link-preview")).toContainText(
    "Ferry at dusk.png <https://files.example/",
  );
  await openView(page, "queue");
  await dropPaths(page, [join(folder, "note.txt")]);
  await expect.poll(() => readClipboard(electron)).toMatch(/^note\.txt <http:\/\/127\.0\.0\.1[^>]+>$/);
});

test("no link is copied by itself when that is switched off", async ({ launch, folder }) => {
  await writeFile(join(folder, "quiet.txt"), "quiet");
  const { page, electron } = await launch();
  await change(page, { copyLinks: false });
  await electron.evaluate(({ clipboard }) => clipboard.writeText("mine"));
  await dropPaths(page, [join(folder, "quiet.txt")]);
  await openView(page, "history");
  await expect(rowOf(page, "quiet.txt")).toHaveAttribute("data-state", "completed");
  await rowOf(page, "quiet.txt").locator(".row__words").click();
  expect(await readClipboard(electron)).toBe("mine");
  await page.getByTestId("history-list").focus();
  await page.keyboard.press("Control+c");
  await expect.poll(() => readClipboard(electron)).toMatch(/^http/);
});

test("a link that ended is made afresh when it is copied, where the service can", async ({
  launch,
  folder,
}) => {
  await writeFile(join(folder, "sea.png"), photo(64, 40));
  const first = await launch();
  await dropPaths(first.page, [join(folder, "sea.png")]);
  await openView(first.page, "history");
  await expect(rowOf(first.page, "sea.png")).toHaveAttribute("data-state", "completed");
  await first.quit();
  const { store, close } = openProfile(join(folder, "profile"));
  const [row] = store.page({ list: "history", search: "", offset: 0, limit: 1 }).rows;
  if (row?.receipt == null) throw new Error("Nothing was delivered.");
  const expiresAt = new Date(Date.now() - 60_000).toISOString();
  const links = row.receipt.links.map((link) => ({ ...link, url: "http://127.0.0.1:9/ended", expiresAt }));
  store.updateReceipt(row.id, { ...row.receipt, links });
  close();
  const { page, electron } = await launch();
  await openView(page, "history");
  await expect(rowOf(page, "sea.png")).toContainText("link expired");
  await rowOf(page, "sea.png").getByTestId("copy-link").click();
  await expect.poll(() => readClipboard(electron)).toMatch(/\/signed\//);
  expect((await fetch(await readClipboard(electron))).status).toBe(200);
  await expect(rowOf(page, "sea.png")).toContainText("link ends in");
});
