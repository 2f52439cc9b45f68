import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Page } from "playwright/test";
import { dropPaths, expect, openView, rowOf, test } from "./app.fixture";
import { photo } from "./photo";
import { practiceAccess } from "./practice-access";

const images = resolve(import.meta.dirname, "../../docs/images");

/** What was sent in the pictures: name, destination and bytes. */
const sent: readonly (readonly [string, string, () => Buffer])[] = [
  ["Quarterly report 2026.pdf", "Design room", () => Buffer.alloc(2_410_000, 1)],
  ["Ferry at dusk.png", "Design room", () => photo(1600, 1000)],
  ["Referral letter – Sørensen.docx", "Surgery north", () => Buffer.alloc(184_000, 2)],
  ["Floor plan, second storey.png", "Design room", () => photo(900, 1200)],
  ["interview-03-final.m4a", "Surgery north", () => Buffer.alloc(8_200_000, 3)],
  ["measurements.csv", "Design room", () => Buffer.alloc(41_300, 4)],
  ["Harbour, early.png", "Practice", () => photo(1200, 800)],
];

async function saveDestinations(page: Page, profile: string): Promise<void> {
  const { baseUrl, token } = await practiceAccess(profile);
  await page.evaluate(
    async ([url = "", secret = ""]) => {
      await window.bridge.request("destinations:save", {
        name: "Design room",
        service: "imkit",
        settings: { baseUrl: url, bucket: "practice", roomID: "design" },
        secrets: { clientKey: "practice", token: secret },
      });
      await window.bridge.request("destinations:save", {
        name: "Surgery north",
        service: "surgery-connect",
        settings: { baseUrl: url, userId: "00000000-0000-4000-8000-000000000001" },
        secrets: { apiKey: secret },
      });
    },
    [baseUrl, token],
  );
}

test("takes the pictures of the README from the running app", async ({ launch, folder, profile }) => {
  const { page } = await launch();
  await saveDestinations(page, profile);
  for (const [name, destination, bytes] of sent) {
    await writeFile(join(folder, name), bytes());
    await openView(page, "queue");
    await page.getByTestId("send-to").click();
    await page.getByRole("option", { name: destination }).click();
    await dropPaths(page, [join(folder, name)]);
    await openView(page, "history");
    await expect(rowOf(page, name)).toHaveAttribute("data-state", "completed");
  }
  const pictures = page.locator("img.thumbnail");
  await expect
    .poll(() =>
      pictures.evaluateAll((all) => all.every((image) => (image as HTMLImageElement).naturalWidth > 0)),
    )
    .toBe(true);
  await page.getByTestId("notice").getByRole("button").click();
  await page.getByTestId("view-history").focus();
  await mkdir(images, { recursive: true });
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.screenshot({ path: join(images, `window-${theme}.png`), animations: "disabled" });
  }
  await page.emulateMedia({ colorScheme: "light" });
  await rowOf(page, "Floor plan").dblclick();
  await expect(page.getByTestId("detail-panel")).toBeVisible();
  await page.screenshot({ path: join(images, "receipt.png"), animations: "disabled" });
});

test("takes the pictures of what Waybill does beside its window", async ({ launch, folder, profile }) => {
  const program = join(folder, "waybill");
  await writeFile(program, "#!/bin/sh\n", { mode: 0o755 });
  const installed = {
    ...{ WAYBILL_AS_INSTALLED: "1", APPIMAGE: program },
    ...{ XDG_DATA_HOME: join(folder, "data"), XDG_CONFIG_HOME: join(folder, "config") },
  };
  const { electron, page } = await launch({ environment: installed });
  const { baseUrl, token } = await practiceAccess(profile);
  const inbox = join(folder, "Scans", "Inbox");
  const exports = join(folder, "Reports", "Exports");
  for (const part of [inbox, join(exports, "May"), join(exports, "June")])
    await mkdir(part, { recursive: true });
  const choose = (chosen: string) =>
    electron.evaluate(({ dialog }, path) => {
      Object.assign(dialog, { showOpenDialog: async () => ({ canceled: false, filePaths: [path] }) });
    }, chosen);
  const watch = (name: string) =>
    page.evaluate(async (wanted) => {
      const all = await window.bridge.request("destinations:list", undefined);
      const destination = all.find((each) => each.name === wanted);
      await window.bridge.request("watch:choose", { destinationId: destination?.id ?? "" });
    }, name);
  await page.evaluate(
    async ([url = "", secret = ""]) => {
      await window.bridge.request("destinations:save", {
        name: "Rewards",
        service: "capillary",
        settings: { baseUrl: url, auth: "basic", username: "user", hashPassword: "false" },
        secrets: { password: secret },
      });
      await window.bridge.request("desktop:set-file-managers", { wanted: true });
      await window.bridge.request("desktop:set-links", { wanted: true });
      await window.bridge.request("settings:save", {
        editorEndpoint: true,
        editorPort: 36_698,
        shortcut: "Control+Alt+U",
      });
    },
    [baseUrl, token],
  );
  await choose(inbox);
  await watch("Practice");
  await choose(exports);
  await watch("Rewards");
  await writeFile(join(inbox, "letter.pdf"), "1");
  await writeFile(join(exports, "May", "report.csv"), "1");
  await openView(page, "settings");
  await page.getByTestId("settings-folders").click();
  await expect(page.getByTestId("watched-folder").last()).toContainText("1 file sent");
  await writeFile(join(exports, "June", "report.csv"), "2");
  await expect(page.getByTestId("watch-held")).toBeVisible();
  await page.screenshot({ path: join(images, "settings-folders.png"), animations: "disabled" });
  await page.getByTestId("settings-desktop").click();
  await expect(page.getByTestId("setting-links").getByRole("switch")).toBeChecked();
  await page.screenshot({ path: join(images, "settings-desktop.png"), animations: "disabled" });
  await page.getByTestId("copy-typora-command").scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(images, "settings-editors.png"), animations: "disabled" });
});
