import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dropPaths, expect, openView, rowOf, test } from "./app.fixture";
import { photo } from "./photo";
import { practiceAccess } from "./practice-access";

test("a newcomer drops a file, sees its receipt, adds a real destination and sends to it", async ({
  launch,
  profile,
  folder,
}) => {
  const { page } = await launch();
  await expect(page.getByTestId("queue-empty")).toContainText("Drop a file here to try it");
  await writeFile(join(folder, "Harbour.png"), photo(400, 300));
  await dropPaths(page, [join(folder, "Harbour.png")]);

  // The receipt opens by itself: what was sent and what arrived.
  const receipt = page.getByTestId("detail");
  await expect(receipt).toContainText("Harbour.png");
  await expect(receipt).toContainText("Practice");
  await page.getByTestId("detail-close").click();

  // One button leads on: a service, its form, a test, done.
  const { baseUrl, token } = await practiceAccess(profile);
  await page.getByTestId("first-destination").click();
  await page.getByTestId("service-surgery-connect").click();
  await page.getByTestId("field-baseUrl").fill(baseUrl);
  await page.getByTestId("field-apiKey").fill(token);
  await page.getByTestId("field-userId").fill("00000000-0000-4000-8000-000000000001");
  await page.getByTestId("test-draft").click();
  await expect(page.getByTestId("form-verdict")).toHaveAttribute("data-ok", "true");
  await page.getByTestId("save-destination").click();

  // Files go there from now on, and receipts wait until they are asked for.
  await expect(page.getByTestId("send-to")).toContainText("Surgery Connect");
  await writeFile(join(folder, "letter.txt"), "Dear Sir or Madam");
  await dropPaths(page, [join(folder, "letter.txt")]);
  await openView(page, "history");
  await expect(rowOf(page, "letter.txt")).toHaveAttribute("data-state", "completed");
  await expect(receipt).toBeHidden();
});

test("a receipt does not open by itself when something was sent before", async ({ launch, folder }) => {
  const first = await launch();
  await writeFile(join(folder, "one.txt"), "1");
  await dropPaths(first.page, [join(folder, "one.txt")]);
  await expect(first.page.getByTestId("detail")).toContainText("one.txt");
  await first.quit();
  const second = await launch();
  await writeFile(join(folder, "two.txt"), "2");
  await dropPaths(second.page, [join(folder, "two.txt")]);
  await openView(second.page, "history");
  await expect(rowOf(second.page, "two.txt")).toHaveAttribute("data-state", "completed");
  await expect(second.page.getByTestId("detail")).toBeHidden();
});
