import type { Page } from "playwright/test";
import { expect, openView, test } from "./app.fixture";
import { practiceAccess } from "./practice-access";

const userId = "00000000-0000-4000-8000-000000000001";

const card = (page: Page, name: string) => page.getByTestId("destination-card").filter({ hasText: name });

test("a destination is added, tested, edited and removed through its form", async ({ launch, profile }) => {
  const { page } = await launch();
  const { baseUrl, token } = await practiceAccess(profile);
  await openView(page, "destinations");
  await page.getByTestId("add-destination").click();
  await page.getByTestId("service-surgery-connect").click();
  const sheet = page.getByTestId("destination-sheet");

  // Nothing entered: the fields that are missing say so, nothing is saved.
  await page.getByTestId("save-destination").click();
  await expect(sheet).toBeVisible();
  await expect(page.locator(".field__error").first()).toBeVisible();

  await page.getByTestId("field-name").fill("Clinic");
  await page.getByTestId("field-baseUrl").fill("not an address");
  await page.getByTestId("field-apiKey").fill(token);
  await page.getByTestId("field-userId").fill(userId);
  await page.getByTestId("save-destination").click();
  await expect(sheet).toBeVisible();
  await page.getByTestId("field-baseUrl").fill(baseUrl);
  await page.getByTestId("test-draft").click();
  await expect(page.getByTestId("form-verdict")).toHaveAttribute("data-ok", "true");
  await page.getByTestId("save-destination").click();
  await expect(sheet).toBeHidden();
  await expect(card(page, "Clinic")).toBeVisible();

  await card(page, "Clinic").getByTestId("test-destination").click();
  await expect(card(page, "Clinic").getByTestId("test-result")).toHaveAttribute("data-ok", "true");

  await card(page, "Clinic").getByTestId("edit-destination").click();
  await page.getByTestId("field-name").fill("Clinic north");
  await page.getByTestId("replace-apiKey").click();
  await page.getByRole("textbox", { name: /key/i }).fill("a wrong key");
  await page.getByTestId("save-destination").click();
  await expect(card(page, "Clinic north")).toBeVisible();
  await card(page, "Clinic north").getByTestId("test-destination").click();
  await expect(card(page, "Clinic north").getByTestId("test-result")).toHaveAttribute("data-ok", "false");

  await card(page, "Clinic north").getByTestId("destination-menu").click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByTestId("confirm").click();
  await expect(card(page, "Clinic north")).toHaveCount(0);
  await expect(card(page, "Practice")).toBeVisible();
});

test("a saved destination is there after a restart", async ({ launch, profile }) => {
  const first = await launch();
  const { baseUrl } = await practiceAccess(profile);
  await first.page.evaluate(
    async ([url, user]) => {
      await window.bridge.request("destinations:save", {
        name: "Kept",
        service: "surgery-connect",
        settings: { baseUrl: url ?? "", userId: user ?? "" },
        secrets: { apiKey: "key" },
      });
    },
    [baseUrl, userId],
  );
  await openView(first.page, "destinations");
  await expect(card(first.page, "Kept")).toBeVisible();
  await first.quit();
  const second = await launch();
  await openView(second.page, "destinations");
  await expect(card(second.page, "Kept")).toBeVisible();
});
