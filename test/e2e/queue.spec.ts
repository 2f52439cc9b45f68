import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { uploadError } from "../../electron/shared/upload-error";
import { expectAccessible } from "./accessibility";
import { dropPaths, expect, rowOf, test } from "./app.fixture";
import { type SeededUpload, seedProfile } from "./seeded-profile";
import { clinicAt, nobody, resize, saveDestinations, sendTo } from "./window";

const paused = (name: string, to: SeededUpload["to"] = "Rewards"): SeededUpload => ({
  name,
  to,
  contentType: "text/plain",
  state: { kind: "paused" },
});
const failed: SeededUpload = {
  name: "failed.txt",
  to: "Surgery north",
  contentType: "text/plain",
  state: { kind: "failed", error: uploadError("server-error") },
};
const unconfirmed: SeededUpload = {
  name: "unconfirmed.txt",
  to: "Surgery north",
  contentType: "text/plain",
  state: { kind: "unconfirmed", error: uploadError("outcome-unknown") },
};
const letters = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"];

/** The names of the rows in view, from top to bottom. */
async function names(page: Page): Promise<readonly string[]> {
  return await page
    .getByTestId("queue-list")
    .getByRole("row")
    .evaluateAll((rows) =>
      rows
        .sort((first, second) => Number(first.dataset["index"]) - Number(second.dataset["index"]))
        .map((row) => row.querySelector(".row__words .file-name")?.textContent ?? ""),
    );
}

const selected = (page: Page) => page.locator("[role=row][aria-selected=true]");

async function focusList(page: Page): Promise<void> {
  await page.getByTestId("queue-list").focus();
}

test("filters show how many uploads run, wait, failed or may have arrived, and show those alone", async ({
  launch,
  profile,
  folder,
}) => {
  await seedProfile(profile, folder, [paused("waits.txt"), failed, unconfirmed]);
  const { page } = await launch();
  await expect(page.getByTestId("filter-all")).toContainText("3");
  await expect(page.getByTestId("filter-running")).toBeDisabled();
  for (const [filter, name] of [
    ["waiting", "waits.txt"],
    ["failed", "failed.txt"],
    ["unconfirmed", "unconfirmed.txt"],
  ] as const) {
    await page.getByTestId(`filter-${filter}`).click();
    await expect(page.getByTestId(`filter-${filter}`)).toHaveAttribute("aria-pressed", "true");
    await expect.poll(() => names(page)).toEqual([name]);
  }
  // The last one of a filter goes: what is left says so, and leads back.
  await focusList(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Delete");
  await expect(page.getByTestId("filter-empty")).toBeVisible();
  await page.getByTestId("filter-empty").getByRole("button").click();
  await expect.poll(() => names(page)).toEqual(["waits.txt", "failed.txt"]);
});

test("failures say what happened and what to do, and offer that very action", async ({
  launch,
  profile,
  folder,
}) => {
  const lost = uploadError("target-not-found");
  await seedProfile(profile, folder, [
    failed,
    unconfirmed,
    { ...failed, name: "no room.txt", to: "Design room", state: { kind: "failed", error: lost } },
    { ...failed, name: "tls.txt", state: { kind: "failed", error: uploadError("tls") } },
  ]);
  const { page } = await launch();
  const error = rowOf(page, "failed.txt").getByTestId("row-error");
  await expect(error).toContainText(uploadError("server-error").message);
  await expect(error).toContainText(uploadError("server-error").hint);
  await expect(rowOf(page, "unconfirmed.txt").getByTestId("action-check")).toHaveText("Check with server");
  await expect(rowOf(page, "unconfirmed.txt").getByTestId("action-resolve-arrived")).toBeVisible();

  await rowOf(page, "tls.txt").getByTestId("action-open-destination").click();
  await expect(page.getByTestId("destination-sheet")).toBeVisible();
  await page.keyboard.press("Escape");

  // Another room: asked for with the present one as a beginning, and sent there.
  await rowOf(page, "no room.txt").getByTestId("action-choose-target").click();
  await expect(page.getByTestId("field-room")).toHaveValue("design");
  await page.getByTestId("field-room").fill("general");
  await page.getByTestId("intake-send").click();
  const now = async (name: string) =>
    await page.evaluate(async (search) => {
      const found = await window.bridge.request("uploads:page", {
        list: "queue",
        search,
        offset: 0,
        limit: 1,
      });
      return found.rows[0];
    }, name);
  await expect.poll(async () => (await now("no room"))?.options["room"]).toBe("general");

  // Sent again: the destination has no key, and that is what stops it now.
  await rowOf(page, "failed.txt").getByTestId("action-retry").click();
  await expect
    .poll(async () => JSON.stringify((await now("failed.txt"))?.state))
    .not.toContain("server-error");
  await rowOf(page, "unconfirmed.txt").getByTestId("action-resolve-arrived").click();
  await expect(rowOf(page, "unconfirmed.txt")).toHaveCount(0);
});

test("rows are selected as in a file manager, by pointer and by keyboard, and act together", async ({
  launch,
  profile,
  folder,
}) => {
  await seedProfile(
    profile,
    folder,
    letters.map((name) => paused(name)),
  );
  const { page } = await launch();
  await rowOf(page, "b.txt").locator(".row__words").click();
  await rowOf(page, "d.txt")
    .locator(".row__words")
    .click({ modifiers: ["Shift"] });
  await expect(selected(page)).toHaveCount(3);
  await rowOf(page, "c.txt")
    .locator(".row__words")
    .click({ modifiers: ["ControlOrMeta"] });
  await expect(selected(page)).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(selected(page)).toHaveCount(0);

  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(selected(page)).toHaveCount(2);
  await page.keyboard.press("ControlOrMeta+a");
  await expect(selected(page)).toHaveCount(5);
  await page.keyboard.press("Delete");
  await expect(page.getByTestId("queue-empty")).toBeVisible();
});

test("a queue can be worked by the keyboard alone: receipt, preview, menu, order", async ({
  launch,
  profile,
  folder,
}) => {
  await seedProfile(profile, folder, [
    ...letters.map((name) => paused(name)),
    { ...paused("picture.png"), contentType: "image/png" },
  ]);
  const { page } = await launch();
  await expect(rowOf(page, "a.txt")).toBeVisible();
  await focusList(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("detail-panel")).toContainText("a.txt");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByTestId("detail-panel")).toContainText("b.txt");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("detail-panel")).toHaveCount(0);

  await page.keyboard.press("End");
  await page.keyboard.press(" ");
  const picture = page.getByTestId("preview").locator("img");
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(640);
  await page.keyboard.press(" ");
  await expect(page.getByTestId("preview")).toHaveCount(0);
  await expect(page.getByTestId("queue-list")).toBeFocused();

  await page.keyboard.press("Shift+F10");
  await expect(page.getByRole("menuitem", { name: "Send next" })).toBeVisible();
  await page.getByRole("menuitem", { name: "Send next" }).press("Enter");
  await expect.poll(() => names(page)).toEqual(["picture.png", ...letters]);
  await expect(page.getByTestId("queue-list")).toBeFocused();

  await page.keyboard.press("Home");
  await page.keyboard.press("Alt+ArrowDown");
  await expect.poll(() => names(page)).toEqual(["a.txt", "picture.png", "b.txt", "c.txt", "d.txt", "e.txt"]);
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(() => names(page)).toEqual(["picture.png", ...letters]);

  // Into a row's buttons and back.
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("[role=row] button:focus")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("queue-list")).toBeFocused();
});

test("what failed and was removed comes back to its place with its failure, by button and by key", async ({
  launch,
  profile,
  folder,
}) => {
  await seedProfile(profile, folder, [paused("a.txt"), failed, paused("b.txt")]);
  const { page } = await launch();
  const order = ["a.txt", "failed.txt", "b.txt"];
  await expect.poll(() => names(page)).toEqual(order);
  await rowOf(page, "failed.txt").locator(".row__words").click();
  await page.keyboard.press("Delete");
  await expect.poll(() => names(page)).toEqual(["a.txt", "b.txt"]);
  await expect(page.getByTestId("filter-failed")).toBeDisabled();
  await page.getByTestId("notice-action").click();
  await expect.poll(() => names(page)).toEqual(order);
  await expect(page.getByTestId("filter-failed")).toContainText("1");
  await expect(rowOf(page, "failed.txt")).toHaveAttribute("data-state", "failed");
  await expect(page.getByTestId("queue-list")).toBeFocused();
  await rowOf(page, "failed.txt").locator(".row__words").click();
  await page.keyboard.press("Delete");
  await expect.poll(() => names(page)).toEqual(["a.txt", "b.txt"]);
  await page.keyboard.press("ControlOrMeta+z");
  await expect.poll(() => names(page)).toEqual(order);
});

test("rows are dragged to another place, alone or together", async ({ launch, profile, folder }) => {
  await seedProfile(
    profile,
    folder,
    letters.map((name) => paused(name)),
  );
  const { page } = await launch();
  const centre = async (name: string) => {
    const box = await rowOf(page, name).locator(".row__words").boundingBox();
    if (box === null) throw new Error("The row is not in view.");
    return { x: box.x + 40, y: box.y + box.height / 2 };
  };
  const drag = async (from: string, to: string, belowPx: number): Promise<void> => {
    const [start, end] = [await centre(from), await centre(to)];
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await page.mouse.move(start.x + 10, start.y + 10);
    await page.mouse.move(end.x, end.y + belowPx, { steps: 4 });
    await expect(page.locator(".row-drag__line")).toBeVisible();
    await page.mouse.up();
    await expect(page.locator(".row-drag__line")).toHaveCount(0);
  };
  await drag("e.txt", "b.txt", -12);
  await expect.poll(() => names(page)).toEqual(["a.txt", "e.txt", "b.txt", "c.txt", "d.txt"]);
  await rowOf(page, "a.txt").locator(".row__words").click();
  await rowOf(page, "e.txt")
    .locator(".row__words")
    .click({ modifiers: ["Shift"] });
  await drag("a.txt", "d.txt", 12);
  await expect.poll(() => names(page)).toEqual(["b.txt", "c.txt", "d.txt", "a.txt", "e.txt"]);

  // Escape puts them back.
  const start = await centre("b.txt");
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x, start.y + 80, { steps: 3 });
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await expect(page.locator(".row-drag")).toHaveCount(0);
  expect(await names(page)).toEqual(["b.txt", "c.txt", "d.txt", "a.txt", "e.txt"]);
});

test("a right click opens everything that can be done, another destination too", async ({
  launch,
  profile,
  folder,
}) => {
  await seedProfile(profile, folder, [paused("a.txt"), paused("b.txt")]);
  const { page } = await launch();
  await rowOf(page, "b.txt").locator(".row__words").click({ button: "right" });
  await expect(selected(page)).toHaveCount(1);
  await page.getByTestId("menu-move-to").click();
  await page.getByRole("menuitem", { name: "Surgery north" }).click();
  await expect(rowOf(page, "b.txt")).toContainText("Surgery north");
  await expect(rowOf(page, "a.txt")).toContainText("Rewards");

  await rowOf(page, "a.txt").locator(".row__words").click({ button: "right" });
  await page.getByTestId("menu-delete").click();
  await expect(rowOf(page, "a.txt")).toHaveCount(0);
});

test("what was dropped together folds into its heading and acts as one", async ({
  launch,
  profile,
  folder,
}) => {
  await seedProfile(profile, folder, [paused("alone.txt")]);
  await mkdir(join(folder, "Harbour"));
  for (const name of letters) await writeFile(join(folder, "Harbour", name), name);
  const { page } = await launch();
  await saveDestinations(page, [clinicAt("Nobody there", nobody)]);
  await sendTo(page, "Nobody there");
  await dropPaths(page, [join(folder, "Harbour")]);
  await expect(page.getByTestId("drop-heading")).toContainText("Harbour");
  await expect(page.getByRole("row")).toHaveCount(6);
  await page.getByTestId("drop-menu").click();
  await page.getByTestId("menu-pause").click();
  await expect(page.locator("[role=row][data-state=paused]")).toHaveCount(6);
  await page.getByTestId("fold-drop").click();
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(page.getByTestId("drop-left")).toHaveText("5 of 5 left");

  await focusList(page);
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("row")).toHaveCount(6);
  await page.getByTestId("toggle-grouping").click();
  await expect(page.getByTestId("drop-heading")).toHaveCount(0);
  await page.getByTestId("toggle-grouping").click();
  await page.getByTestId("drop-menu").click();
  await page.getByTestId("menu-delete").click();
  await expect.poll(() => names(page)).toEqual(["alone.txt"]);
});

test("the footer tells what is left, pauses and resumes all, and limits the bandwidth", async ({
  launch,
  folder,
}) => {
  for (const name of letters) await writeFile(join(folder, name), Buffer.alloc(41_000));
  const first = await launch();
  const { page } = first;
  await saveDestinations(page, [clinicAt("Nobody there", nobody)]);
  await sendTo(page, "Nobody there");
  await dropPaths(
    page,
    letters.map((name) => join(folder, name)),
  );
  await expect(page.getByTestId("queue-left")).toHaveText("5 left");
  await expect(page.getByTestId("queue-bytes")).toContainText("205 kB");
  await page.getByTestId("pause-all").click();
  await expect(page.locator("[data-state=paused]")).toHaveCount(5);
  await page.getByTestId("resume-all").click();
  await expect(page.locator("[data-state=paused]")).toHaveCount(0);

  await page.getByTestId("bandwidth").click();
  await page.getByTestId("menu-limit-5").click();
  await expect(page.getByTestId("bandwidth")).toContainText("5");
  await page.getByTestId("bandwidth").click();
  await page.getByTestId("menu-limit-own").click();
  await page.getByTestId("own-limit-field").fill("2.5");
  await page.getByTestId("own-limit-set").click();
  await expect(page.getByTestId("bandwidth")).toContainText("2.5");
  await first.quit();

  const second = await launch();
  await expect(second.page.getByTestId("bandwidth")).toContainText("2.5");
  await second.page.getByTestId("bandwidth").click();
  await second.page.getByTestId("menu-limit-off").click();
  await expect(second.page.getByTestId("bandwidth")).toContainText("No limit");
});

test("the queue is accessible in light and dark: empty, busy, failing, with menu and tiles, small and large", async ({
  launch,
  profile,
  folder,
}) => {
  await seedProfile(profile, folder, [...letters.map((name) => paused(name)), failed, unconfirmed]);
  const app = await launch();
  const { page } = app;
  await expect(rowOf(page, "failed.txt")).toBeVisible();
  await expectAccessible(page, "the busy queue");
  await rowOf(page, "failed.txt").locator(".row__words").click({ button: "right" });
  await expect(page.getByRole("menu")).toBeVisible();
  await expectAccessible(page, "the menu of a row");
  await page.keyboard.press("Escape");
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["x"], "x.txt"));
    window.dispatchEvent(new DragEvent("dragover", { dataTransfer, cancelable: true }));
  });
  await expect(page.getByTestId("drop-overlay")).toBeVisible();
  await expectAccessible(page, "the tiles of a drag");
  await page.evaluate(() => window.dispatchEvent(new DragEvent("dragleave")));
  await resize(app, 480, 360);
  await expectAccessible(page, "the small window");
  await focusList(page);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await expect(page.getByTestId("queue-empty")).toBeVisible();
  await expectAccessible(page, "the empty queue");
});
