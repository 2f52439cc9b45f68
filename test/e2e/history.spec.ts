import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { fillHistory } from "../helpers/fill-history";
import { expectAccessible } from "./accessibility";
import { dropPaths, expect, openView, readClipboard, rowOf, test } from "./app.fixture";
import { answerSaveDialog } from "./save-dialog";
import { openProfile, type SeededUpload, seedProfile } from "./seeded-profile";

const dayMinutes = 24 * 60;

function delivered(name: string, contentType: string, part: Partial<SeededUpload> = {}): SeededUpload {
  const links = [
    { url: `https://files.example/${encodeURIComponent(name)}`, expiresAt: null, opensInBrowser: true },
  ];
  return { name, to: "Rewards", contentType, receipt: { remoteId: name, links }, ...part };
}

const uploads: readonly SeededUpload[] = [
  delivered("last year.pdf", "application/pdf", { minutesAgo: 400 * dayMinutes }),
  delivered("old sea.png", "image/png", { minutesAgo: 20 * dayMinutes }),
  delivered("合同 定稿.pdf", "application/pdf", { minutesAgo: 3 * dayMinutes, to: "Design room" }),
  delivered("song.mp3", "audio/mpeg", { minutesAgo: 2 * dayMinutes }),
  delivered("draft.txt", "text/plain", { minutesAgo: 5, state: { kind: "canceled" } }),
  delivered("new sea.png", "image/png", { minutesAgo: 2 }),
];

const list = (page: Page) => page.getByTestId("history-list");
const names = (page: Page) => list(page).locator(".file-name").allTextContents();

async function choose(page: Page, filter: string, option: string): Promise<void> {
  await page.getByTestId(`filter-${filter}`).getByRole("button").click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

test("the history is searched as it is typed, and filtered by destination, type, state and date together", async ({
  launch,
  folder,
  profile,
}) => {
  await seedProfile(profile, folder, uploads);
  const { page } = await launch();
  await openView(page, "history");
  await expect(page.getByTestId("history-total")).toHaveText("6 uploads");
  await page.keyboard.press("Control+f");
  await expect(page.getByTestId("history-search")).toBeFocused();
  await page.keyboard.type("sea");
  await expect.poll(() => names(page)).toEqual(["new sea.png", "old sea.png"]);
  await choose(page, "date", "Last 7 days");
  await expect.poll(() => names(page)).toEqual(["new sea.png"]);
  await page.getByTestId("history-search").fill("");
  await expect.poll(() => names(page)).toEqual(["new sea.png", "draft.txt", "song.mp3", "合同 定稿.pdf"]);
  await choose(page, "state", "Delivered");
  await choose(page, "type", "Documents");
  await expect.poll(() => names(page)).toEqual(["合同 定稿.pdf"]);
  await expect(page.getByTestId("history-total")).toHaveText("1 found");
  await choose(page, "destination", "Rewards");
  await expect(page.getByTestId("history-no-match")).toContainText("Nothing fits these filters");
  await expectAccessible(page, "filters that leave nothing");
  await page.getByTestId("history-show-all").click();
  await expect.poll(() => names(page)).toHaveLength(6);
  await page.getByTestId("history-search").fill("合同");
  await expect.poll(() => names(page)).toEqual(["合同 定稿.pdf"]);
  await expectAccessible(page, "the list of the history");
});

test("an own range of days shows what ended in them", async ({ launch, folder, profile }) => {
  await seedProfile(profile, folder, uploads);
  const { page } = await launch();
  await openView(page, "history");
  await choose(page, "date", "Own range…");
  const day = (daysAgo: number) => {
    const date = new Date(Date.now() - daysAgo * 86_400_000);
    return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
      .map((part) => String(part).padStart(2, "0"))
      .join("-");
  };
  await page.getByTestId("day-from").fill(day(30));
  await page.getByTestId("day-to").fill(day(10));
  await expectAccessible(page, "the range of days");
  await page.getByTestId("day-range-show").click();
  await expect.poll(() => names(page)).toEqual(["old sea.png"]);
  await page.getByTestId("clear-filters").click();
  await expect.poll(() => names(page)).toHaveLength(6);
});

test("links of many are copied in the order of the list, with the keyboard alone", async ({
  launch,
  folder,
  profile,
}) => {
  await seedProfile(profile, folder, uploads);
  const { page, electron } = await launch();
  await openView(page, "history");
  await list(page).focus();
  await page.keyboard.press("ArrowDown");
  for (let step = 0; step < 5; step += 1) await page.keyboard.press("Shift+ArrowDown");
  await expect(page.getByTestId("history-selected")).toContainText("6 selected");
  await page.keyboard.press("Control+c");
  const expected = ["new sea.png", "song.mp3", "合同 定稿.pdf", "old sea.png", "last year.pdf"];
  await expect
    .poll(() => readClipboard(electron))
    .toBe(expected.map((name) => `https://files.example/${encodeURIComponent(name)}`).join("\n"));
});

test("Enter opens the receipt, Space a preview, and Delete removes a row that Undo brings back", async ({
  launch,
  folder,
  profile,
}) => {
  await seedProfile(profile, folder, uploads);
  const { page } = await launch();
  await openView(page, "history");
  await list(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("detail-panel")).toContainText("new sea.png");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByTestId("detail-panel")).toContainText("draft.txt");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press(" ");
  await expect(page.getByTestId("preview")).toBeVisible();
  // Both keys in one go: the second must find the list again although no picture was drawn between them.
  await Promise.all([page.keyboard.press(" "), page.keyboard.press("Delete")]);
  await expect(page.getByTestId("preview")).toHaveCount(0);
  await expect(rowOf(page, "new sea.png")).toHaveCount(0);
  await expect(page.getByTestId("history-total")).toHaveText("5 uploads");
  await expect(page.getByTestId("notice")).toContainText("Removed from the list");
  await expectAccessible(page, "the offer to bring back what was removed");
  await expect(page.getByTestId("notice-action")).toHaveText("Undo");
  await expect(page.getByTestId("notice-action").locator(".button__words")).toBeVisible();
  await page.getByTestId("notice-action").click();
  await expect(page.getByTestId("notice")).toContainText("The upload is back");
  await expect.poll(() => names(page).then((shown) => shown[0])).toBe("new sea.png");
  await expect(page.getByTestId("history-total")).toHaveText("6 uploads");
});

test("all of the history is removed and brought back with the keyboard alone, and found again", async ({
  launch,
  folder,
  profile,
}) => {
  await seedProfile(profile, folder, uploads);
  const { page } = await launch();
  await openView(page, "history");
  await list(page).focus();
  const before = await names(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await expect(page.getByTestId("notice")).toContainText("6 uploads removed from the list");
  await expect(list(page)).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(page.getByTestId("notice")).toContainText("6 uploads are back");
  await expect.poll(() => names(page)).toEqual(before);
  await expect(list(page)).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect(page.getByTestId("notice")).toContainText("There is nothing to bring back");
  await page.getByTestId("history-search").fill("合同");
  await expect.poll(() => names(page)).toEqual(["合同 定稿.pdf"]);
});

test("as pictures, the arrows walk in both directions and everything works as in the list", async ({
  launch,
  folder,
  profile,
}) => {
  await seedProfile(profile, folder, uploads);
  const { page, electron } = await launch();
  await openView(page, "history");
  await page.getByTestId("history-layout").click();
  await expect(list(page).getByRole("gridcell")).toHaveCount(6);
  const picture = list(page).locator("img.thumbnail").first();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(256);
  await expectAccessible(page, "the history as pictures");
  const current = list(page).locator(".grid-cell--cursor .file-name");
  await list(page).focus();
  await page.keyboard.press("ArrowRight");
  await expect(current).toHaveText("new sea.png");
  await page.keyboard.press("ArrowRight");
  await expect(current).toHaveText("draft.txt");
  await page.keyboard.press("ArrowDown");
  await expect(current).toHaveText("last year.pdf");
  await page.keyboard.press("ArrowUp");
  await expect(current).toHaveText("new sea.png");
  await page.keyboard.press("Control+c");
  await expect.poll(() => readClipboard(electron)).toBe("https://files.example/new%20sea.png");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("detail-panel")).toContainText("new sea.png");
  await page.reload();
  await openView(page, "history");
  await expect(list(page).getByRole("gridcell").first()).toBeVisible();
});

test("a picture is seen large from list, grid and receipt; the arrows go on, and the focus is where it was", async ({
  launch,
  folder,
  profile,
}) => {
  await seedProfile(profile, folder, uploads);
  const { page } = await launch();
  await openView(page, "history");
  await list(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press(" ");
  const preview = page.getByTestId("preview");
  const width = () =>
    preview.locator(".preview__image").evaluate((image: HTMLImageElement) => image.naturalWidth);
  await expect.poll(width).toBe(640);
  await expect(preview).toContainText("1 of 6");
  await expectAccessible(page, "a large preview");
  await page.keyboard.press("ArrowRight");
  await expect(preview.getByRole("heading")).toHaveText("draft.txt");
  await expect(preview.locator(".thumbnail--icon")).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(width).toBe(640);
  for (let step = 0; step < 4; step += 1) await preview.getByTestId("preview-next").click();
  await expect(preview.getByRole("heading")).toHaveText("old sea.png");
  await expect(preview).toContainText("5 of 6");
  await page.keyboard.press("Escape");
  await expect(preview).toHaveCount(0);
  await expect(list(page)).toBeFocused();
  await expect(list(page).locator("[aria-selected=true]")).toContainText("old sea.png");

  await rowOf(page, "new sea.png").locator("img.thumbnail").click();
  await expect(preview.getByRole("heading")).toHaveText("new sea.png");
  await page.keyboard.press("Escape");
  await expect(list(page)).toBeFocused();

  await page.getByTestId("history-layout").click();
  await list(page).getByRole("gridcell").filter({ hasText: "old sea.png" }).hover();
  await list(page)
    .getByRole("gridcell")
    .filter({ hasText: "old sea.png" })
    .getByTestId("cell-preview")
    .click();
  await expect(preview.getByRole("heading")).toHaveText("old sea.png");
  await page.keyboard.press(" ");
  await expect(preview).toHaveCount(0);

  await list(page).focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("receipt-picture").click();
  await expect.poll(width).toBe(640);
  await page.keyboard.press("ArrowRight");
  await expect(preview.getByRole("heading")).toHaveText("old sea.png");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("receipt-picture")).toBeFocused();
});

test("uploads are sent again, to another destination too; what is gone or changed is said first", async ({
  launch,
  folder,
}) => {
  for (const name of ["same.txt", "changed.txt", "gone.txt"])
    await writeFile(join(folder, name), `one ${name}`);
  const { page } = await launch();
  await dropPaths(
    page,
    ["same.txt", "changed.txt", "gone.txt"].map((name) => join(folder, name)),
  );
  await openView(page, "history");
  await expect(page.getByTestId("history-total")).toHaveText("3 uploads");
  await writeFile(join(folder, "changed.txt"), "now it is something else");
  await rm(join(folder, "gone.txt"));
  await list(page).focus();
  await page.keyboard.press("Control+a");
  await page.getByTestId("selected-again").click();
  await expect(page.getByTestId("notice")).toContainText("One file could not be sent again");
  await expect(page.getByTestId("notice")).toContainText("gone.txt");
  const question = page.getByTestId("again-changed");
  await expect(question).toContainText("changed.txt");
  await expectAccessible(page, "the question about a changed file");
  await question.getByTestId("confirm").click();
  await rowOf(page, "same.txt").first().locator(".row__words").click();
  await expect(page.getByTestId("history-total")).toHaveText("5 uploads");

  await rowOf(page, "same.txt").first().click({ button: "right" });
  await page.getByTestId("menu-send-to").click();
  const sheet = page.getByTestId("again-where");
  await sheet.getByTestId("again-destination").getByRole("button").click();
  await page.getByRole("option", { name: "Practice" }).click();
  await expectAccessible(page, "the sheet that asks where to");
  await sheet.getByTestId("again-send").click();
  await expect(page.getByTestId("history-total")).toHaveText("6 uploads");
});

test("what was found is exported as a table, what was selected as JSON, through the save dialog", async ({
  launch,
  folder,
  profile,
}) => {
  await seedProfile(profile, folder, [...uploads, delivered("=1+1 sea.png", "image/png")]);
  const { page, electron } = await launch();
  await openView(page, "history");
  await page.getByTestId("history-search").fill("sea");
  await expect(page.getByTestId("history-total")).toHaveText("3 found");
  await answerSaveDialog(electron, join(folder, "found.csv"));
  await page.getByTestId("history-export").click();
  await expect(page.getByTestId("choice-found")).toBeChecked();
  await expectAccessible(page, "the sheet of the export");
  await page.getByTestId("export-save").click();
  await expect(page.getByTestId("notice")).toContainText("3 uploads exported");
  const table = (await readFile(join(folder, "found.csv"), "utf8")).trim().split("\r\n");
  expect(table).toHaveLength(4);
  expect(table[1]).toContain("'=1+1 sea.png");

  await list(page).focus();
  await page.keyboard.press("ArrowDown");
  await answerSaveDialog(electron, join(folder, "selected.json"));
  await page.keyboard.press("Shift+F10");
  await page.getByTestId("menu-export").click();
  await page.getByTestId("choice-json").check();
  await page.getByTestId("export-save").click();
  await expect(page.getByTestId("notice")).toContainText("1 upload exported");
  const rows: unknown = JSON.parse(await readFile(join(folder, "selected.json"), "utf8"));
  expect(rows).toMatchObject([{ name: "=1+1 sea.png", state: "completed" }]);
});

test("an empty history invites to send, and the menu of a row is reached by keyboard", async ({
  launch,
  folder,
  profile,
}) => {
  const first = await launch();
  await openView(first.page, "history");
  await expect(first.page.getByTestId("history-empty")).toBeVisible();
  await expectAccessible(first.page, "the empty history");
  await first.page.getByTestId("history-empty").getByRole("button").click();
  await expect(first.page.getByTestId("send-to")).toBeVisible();
  await first.quit();
  await rm(profile, { recursive: true });
  await seedProfile(profile, folder, uploads);
  const { page } = await launch();
  await openView(page, "history");
  await list(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+F10");
  await expect(page.getByTestId("menu-receipt")).toBeVisible();
  await expectAccessible(page, "the menu of the history");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("detail-panel")).toBeVisible();
});

// So long that the scroll bar is squeezed: the list is taller than any element that is drawn exactly.
test("a history of 200,000 uploads is searched, filtered and scrolled to its end as list and as pictures, and removed and brought back", async ({
  launch,
  profile,
}) => {
  test.setTimeout(360_000);
  const opened = openProfile(profile);
  fillHistory(opened.database, 200_000);
  opened.close();
  const { page } = await launch();
  await openView(page, "history");
  await expect(page.getByTestId("history-total")).toHaveText("200,000 uploads");
  const ids = () =>
    list(page)
      .locator("[data-upload-id]")
      .evaluateAll((all) => all.map((one) => one.getAttribute("data-upload-id")));
  await list(page).focus();
  await page.keyboard.press("End");
  await expect.poll(ids).toContain("fill00000001");
  await page.getByTestId("history-layout").click();
  await list(page).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("End");
  await expect.poll(ids).toContain("fill00000001");
  await page.getByTestId("history-search").fill("img_");
  await expect(page.getByTestId("history-total")).toContainText("More than 5,000 found");
  await page.getByTestId("history-search").fill("img_0292");
  await expect(page.getByTestId("history-total")).toHaveText(/^\d\d? found$/);
  for (const id of await ids()) expect(Number(id?.slice(4)) % 10_000).toBe(292);
  await page.getByTestId("history-search").fill("");
  await expect(page.getByTestId("history-total")).toHaveText("200,000 uploads");
  await page.getByTestId("history-layout").click();
  await list(page).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Control+a");
  await expect(list(page).locator("[role=row][aria-selected=false]")).toHaveCount(0);
  await page.keyboard.press("Delete");
  await expect(page.getByTestId("notice")).toContainText("200,000 uploads removed", { timeout: 120_000 });
  await expect(list(page)).toHaveCount(0);
  await page.getByTestId("notice-action").click();
  await expect(page.getByTestId("notice")).toContainText("200,000 uploads are back", { timeout: 120_000 });
  await expect.poll(ids).toContain("fill00200000");
});
