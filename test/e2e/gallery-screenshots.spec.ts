import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Page } from "playwright/test";
import { z } from "zod";
import { dropPaths, expect, openView, type RunningApp, rowOf, test } from "./app.fixture";
import { fillProfile, screens } from "./screens";
import { holdFiles, nobody, resize, saveDestinations, sendTo, someUserId } from "./window";

/** Not for the docs: every screen and sheet, to be looked at. */
const gallery = resolve(import.meta.dirname, "../../.cache/gallery");

const lookSchema = z.object({
  language: z.enum(["en", "zh-CN"]),
  theme: z.enum(["light", "dark", "high-contrast"]),
});

/** Both languages, all themes and three sizes, in as few walks as show each of them beside another. */
const allLooks =
  "en light 1280x800,zh-CN dark 1280x800,zh-CN light 800x560,en dark 800x560,en light 480x360,zh-CN dark 480x360,en high-contrast 800x560";

/** `WAYBILL_GALLERY=all`, or some: `WAYBILL_GALLERY="zh-CN light 800x560,en dark 480x360"`. */
const wanted = process.env["WAYBILL_GALLERY"] ?? "";
const looks = (wanted === "all" ? allLooks : wanted)
  .split(",")
  .filter((look) => look.trim() !== "")
  .map((look) => {
    const [language = "en", theme = "light", size = "1280x800"] = look.trim().split(" ");
    const [width = 1280, height = 800] = size.split("x").map(Number);
    return { name: look.trim(), ...lookSchema.parse({ language, theme }), width, height };
  });

/** Takes pictures of one look, numbered in the order in which they are taken. */
class Album {
  readonly #page: Page;
  readonly #folder: string;
  #count = 0;

  constructor(page: Page, folder: string) {
    this.#page = page;
    this.#folder = folder;
  }

  async take(name: string): Promise<void> {
    this.#count += 1;
    const file = `${String(this.#count).padStart(2, "0")} ${name.replaceAll(/[^\w]+/g, " ")}.png`;
    // What opens is in the page a picture before it is seen.
    await this.#page.evaluate(
      () => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen))),
    );
    await this.#page.screenshot({ path: join(this.#folder, file), animations: "disabled" });
  }
}

/** What a newcomer sees, before anything was sent. */
async function takeEmpty(page: Page, album: Album): Promise<void> {
  for (const view of ["queue", "history", "destinations"] as const) {
    await openView(page, view);
    await album.take(`empty ${view}`);
  }
  await openView(page, "queue");
}

async function takeIntake(page: Page, album: Album, folder: string): Promise<void> {
  await openView(page, "queue");
  const film = join(folder, "Interview with the harbour master, second part, final.mov");
  await writeFile(film, Buffer.alloc(5_200, 1));
  await saveDestinations(page, [
    {
      name: "Team chat",
      service: "rocket-chat",
      settings: { baseUrl: nobody, userId: someUserId },
      secrets: { token: "a token" },
    },
    {
      name: "Chat files",
      service: "easemob",
      settings: { baseUrl: nobody, org: "o", app: "a", maxSize: "1000" },
      secrets: { token: "a token" },
    },
  ]);
  const held = await holdFiles(page, [film]);
  await expect(page.getByTestId("drop-tile").first()).toBeVisible();
  await album.take("held files");
  await held.leave();
  await page.getByTestId("send-to").click();
  await album.take("send to");
  await page.getByRole("option", { name: "Team chat" }).click();
  await dropPaths(page, [film]);
  await expect(page.getByTestId("intake-sheet")).toBeVisible();
  await album.take("sheet asks");
  await page.getByTestId("intake-send").click();
  await album.take("sheet refuses");
  await page.keyboard.press("Escape");
  await sendTo(page, "Chat files");
  await dropPaths(page, [film, join(folder, "letter.txt")]);
  await expect(page.getByTestId("too-large")).toBeVisible();
  await album.take("too large");
  await page.getByTestId("intake-cancel").click();
}

async function takePastedText(app: RunningApp, album: Album): Promise<void> {
  const { page } = app;
  await app.electron.evaluate(({ clipboard }) =>
    clipboard.writeText("Dear harbour master,\nthe crane is mended."),
  );
  await page.getByTestId("view-queue").focus();
  await page.keyboard.press("ControlOrMeta+v");
  await expect(page.getByTestId("excerpt")).toBeVisible();
  await album.take("pasted text");
  await page.keyboard.press("Escape");
}

async function takePreview(page: Page, album: Album): Promise<void> {
  await openView(page, "history");
  await rowOf(page, "Harbour.png").locator(".row__words").click();
  await page.keyboard.press("Space");
  await expect(page.getByTestId("preview")).toBeVisible();
  await expect(page.locator(".preview__image")).toBeVisible();
  await album.take("preview");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+a");
  await album.take("history selected");
  await page.keyboard.press("Escape");
  await page.getByTestId("history-search").fill("nothing like it");
  await expect(rowOf(page, "Harbour.png")).toHaveCount(0);
  await album.take("history finds nothing");
  await page.getByTestId("history-search").fill("");
}

/** A receipt as the printer gets it: the page between the margins of A4. */
async function takePrinted(app: RunningApp, album: Album): Promise<void> {
  const { page } = app;
  await resize(app, 800, 560);
  if (await page.getByTestId("detail-close").isVisible()) await page.getByTestId("detail-close").click();
  await screens.find(({ name }) => name === "receipt")?.open(page);
  await resize(app, 642, 900);
  await page.emulateMedia({ media: "print" });
  await album.take("printed receipt");
  await page.emulateMedia({ media: null });
}

/** Uploads that run, seen in the queue. */
async function takeBusy(page: Page, album: Album, folder: string): Promise<void> {
  await page.evaluate(() => window.bridge.request("settings:save", { bandwidthBytesPerSecond: 400_000 }));
  const names = ["Quarterly report 2026.pdf", "interview-03-final.m4a", "Referral letter – Sørensen.docx"];
  for (const name of names) await writeFile(join(folder, name), Buffer.alloc(4_000_000, 1));
  const batch = join(folder, "Survey of the harbour");
  await mkdir(join(batch, "night"), { recursive: true });
  for (const name of ["a.csv", "b.csv", "night/c.csv"])
    await writeFile(join(batch, name), Buffer.alloc(900_000));
  await openView(page, "queue");
  await sendTo(page, "Practice");
  await dropPaths(page, [...names.map((name) => join(folder, name)), batch]);
  await expect(page.locator("[role=row][data-state=uploading]").first()).toBeVisible();
  await expect(page.getByTestId("queue-speed")).toBeVisible();
  await album.take("busy queue");
  await page.locator("[role=row][data-state=uploading] .row__words").first().click();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("detail-panel")).toBeVisible();
  await album.take("receipt of a running upload");
  await page.keyboard.press("Escape");
  await page.getByTestId("bandwidth").click();
  await album.take("bandwidth");
  await page.keyboard.press("Escape");
  await page.getByTestId("toggle-grouping").click();
  await album.take("busy queue without drops");
  await page.getByTestId("toggle-grouping").click();
  await page.evaluate(() => window.bridge.request("settings:save", { density: "compact" }));
  await album.take("busy queue compact");
  await openView(page, "history");
  await album.take("history compact");
  await page.evaluate(() => window.bridge.request("settings:save", { density: "comfortable" }));
  await page.evaluate(() => window.bridge.request("uploads:act", { ids: "queue", action: "cancel" }));
}

for (const look of looks) {
  test(`takes every screen: ${look.name}`, async ({ launch, folder, profile }) => {
    test.setTimeout(300_000);
    const app = await launch();
    const { page } = app;
    const target = join(gallery, look.name.replaceAll(" ", "-"));
    await mkdir(target, { recursive: true });
    await page.emulateMedia({ colorScheme: null });
    const dress = async (language: "en" | "zh-CN") => {
      const worn = { language, theme: look.theme };
      await page.evaluate((given) => window.bridge.request("settings:save", given), worn);
      await expect(page.locator("html")).toHaveAttribute("lang", language);
    };
    const album = new Album(page, target);
    await resize(app, look.width, look.height);
    await dress(look.language);
    await takeEmpty(page, album);
    await dress("en");
    await resize(app, 1280, 800);
    await fillProfile(app, folder, profile);
    await dress(look.language);
    await resize(app, look.width, look.height);
    for (const screen of screens) {
      await screen.open(page);
      await album.take(screen.name);
      await screen.close?.(page);
    }
    await takePreview(page, album);
    await takeIntake(page, album, folder);
    await takePastedText(app, album);
    await takeBusy(page, album, folder);
    await takePrinted(app, album);
  });
}
