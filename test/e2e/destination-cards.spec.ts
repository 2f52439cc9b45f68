import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ElectronApplication, Page } from "playwright/test";
import { expect, openView, test } from "./app.fixture";
import { practiceAccess } from "./practice-access";

const userId = "00000000-0000-4000-8000-000000000001";
const card = (page: Page, name: string) => page.getByTestId("destination-card").filter({ hasText: name });
const cardNames = (page: Page) =>
  page.getByTestId("destination-card").locator(".card__name").allTextContents();

async function addClinic(page: Page, profile: string, name = "Clinic"): Promise<void> {
  const { baseUrl, token } = await practiceAccess(profile);
  await page.evaluate(
    async ({ baseUrl, token, userId, name }) => {
      await window.bridge.request("destinations:save", {
        name,
        service: "surgery-connect",
        settings: { baseUrl, userId },
        secrets: { apiKey: token },
        appearance: { colour: "teal", icon: "medical" },
      });
    },
    { baseUrl, token, userId, name },
  );
}

async function choose(page: Page, menu: string, entry: string): Promise<void> {
  await page.getByTestId(menu).click();
  await page.getByRole("menuitem", { name: entry }).click();
}

const menuOf = (page: Page, name: string) => card(page, name).getByTestId("destination-menu");

/** Answers the system's file dialogs, which no test can reach. */
async function answerDialogs(electron: ElectronApplication, path: string): Promise<void> {
  await electron.evaluate(({ dialog }, filePath) => {
    Object.assign(dialog, {
      showSaveDialog: async () => ({ canceled: false, filePath }),
      showOpenDialog: async () => ({ canceled: false, filePaths: [filePath] }),
    });
  }, path);
}

test("a form says what is wrong with a value as soon as its field is left, by the field's own name", async ({
  launch,
}) => {
  const { page } = await launch();
  await openView(page, "destinations");
  await page.getByTestId("add-destination").click();
  await page.getByTestId("service-surgery-connect").click();
  await page.getByTestId("field-userId").fill("me");
  await page.getByTestId("field-baseUrl").fill("http://clinic.example");
  await page.getByTestId("field-name").focus();
  const errors = page.locator(".field__error");
  await expect(errors.filter({ hasText: "“User” must be a UUID" })).toBeVisible();
  await expect(errors.filter({ hasText: "would send credentials and files unprotected" })).toBeVisible();
  // A correction is taken at once; what is empty is not complained about before it is asked for.
  await page.getByTestId("field-userId").fill(userId);
  await expect(errors.filter({ hasText: "UUID" })).toHaveCount(0);
  await expect(errors.filter({ hasText: "needed" })).toHaveCount(0);
});

test("a test of the form brings its verdict to the field at fault", async ({ launch, profile }) => {
  const { page } = await launch();
  const { baseUrl } = await practiceAccess(profile);
  await openView(page, "destinations");
  await page.getByTestId("add-destination").click();
  await page.getByTestId("service-surgery-connect").click();
  await page.getByTestId("field-baseUrl").fill(baseUrl);
  await page.getByTestId("field-apiKey").fill("a wrong key");
  await page.getByTestId("field-userId").fill(userId);
  await page.getByTestId("test-draft").click();
  await expect(page.getByTestId("form-verdict")).toHaveAttribute("data-ok", "false");
  await expect(page.getByTestId("field-apiKey")).toBeFocused();
  await expect(page.getByTestId("field-apiKey")).toHaveAttribute("aria-invalid", "true");
});

test("colour and sign are chosen in the form and shown on the card, also after a restart", async ({
  launch,
  profile,
}) => {
  const first = await launch();
  await addClinic(first.page, profile);
  await openView(first.page, "destinations");
  await card(first.page, "Clinic").getByTestId("edit-destination").click();
  await first.page.getByTestId("look-button").click();
  await first.page.getByRole("radio", { name: "Violet" }).click({ force: true });
  await first.page.getByRole("radio", { name: "Star" }).click({ force: true });
  await first.page.keyboard.press("Escape");
  await first.page.getByTestId("save-destination").click();
  await expect(card(first.page, "Clinic").locator(".monogram")).toHaveClass(/tint--violet/);
  await first.quit();
  const second = await launch();
  await openView(second.page, "destinations");
  await expect(card(second.page, "Clinic").locator(".monogram.tint--violet .lucide-star")).toBeVisible();
});

test("a copy has a name of its own and works, for it has the secrets", async ({ launch, profile }) => {
  const { page } = await launch();
  await addClinic(page, profile);
  await openView(page, "destinations");
  await menuOf(page, "Clinic").click();
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  await expect(page.getByTestId("field-name")).toHaveValue("Clinic 2");
  await page.getByTestId("save-destination").click();
  const copy = card(page, "Clinic 2");
  await copy.getByTestId("test-destination").click();
  await expect(copy.getByTestId("test-result")).toHaveAttribute("data-ok", "true");
});

test("the current destination is where files go, and where they go after a restart", async ({
  launch,
  profile,
}) => {
  const first = await launch();
  await addClinic(first.page, profile);
  await openView(first.page, "destinations");
  await menuOf(first.page, "Clinic").click();
  await first.page.getByRole("menuitem", { name: "Send here from now on" }).click();
  await expect(card(first.page, "Clinic").getByTestId("current-badge")).toBeVisible();
  await openView(first.page, "queue");
  await expect(first.page.getByTestId("send-to")).toContainText("Clinic");
  await first.quit();
  const second = await launch();
  await expect(second.page.getByTestId("send-to")).toContainText("Clinic");
});

test("the order is the user's, and kept", async ({ launch, profile }) => {
  const first = await launch();
  await addClinic(first.page, profile);
  await openView(first.page, "destinations");
  await expect.poll(() => cardNames(first.page)).toEqual(["Practice", "Clinic"]);
  await menuOf(first.page, "Clinic").click();
  await first.page.getByRole("menuitem", { name: "Move forward" }).click();
  await expect.poll(() => cardNames(first.page)).toEqual(["Clinic", "Practice"]);
  await first.quit();
  const second = await launch();
  await openView(second.page, "destinations");
  await expect.poll(() => cardNames(second.page)).toEqual(["Clinic", "Practice"]);
});

test("destinations travel in a file without their secrets, which are asked for", async ({
  launch,
  profile,
  folder,
}) => {
  const { page, electron } = await launch();
  const path = join(folder, "destinations.json");
  await addClinic(page, profile);
  const { token } = await practiceAccess(profile);
  await openView(page, "destinations");
  await answerDialogs(electron, path);
  await choose(page, "destinations-menu", "Export all…");
  await expect(page.getByTestId("notice")).toContainText("without its secrets");
  const text = await readFile(path, "utf8");
  expect(text).toContain("Clinic");
  expect(text).not.toContain(token);

  await choose(page, "destinations-menu", "Import…");
  const sheet = page.getByTestId("import-sheet");
  await expect(sheet).toContainText("Clinic 2");
  // Without the key it can't be saved, and says so at the key.
  await page.getByTestId("import-save").click();
  await expect(sheet.locator(".field__error")).toContainText("missing");
  await page.getByTestId("field-apiKey").fill(token);
  await page.getByTestId("import-save").click();
  await expect(sheet).toBeHidden();
  const imported = card(page, "Clinic 2");
  await expect(imported.locator(".monogram")).toHaveClass(/tint--teal/);
  await imported.getByTestId("test-destination").click();
  await expect(imported.getByTestId("test-result")).toHaveAttribute("data-ok", "true");
});

test("a file of something else is refused in a sentence", async ({ launch, folder }) => {
  const { page, electron } = await launch();
  const path = join(folder, "package.json");
  await writeFile(path, '{"name": "something else"}');
  await openView(page, "destinations");
  await answerDialogs(electron, path);
  await choose(page, "destinations-menu", "Import…");
  await expect(page.getByTestId("notice")).toContainText("This file holds no destinations of Waybill.");
});
