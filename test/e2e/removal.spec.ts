import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { dropPaths, expect, openView, rowOf, test } from "./app.fixture";
import { practiceAccess } from "./practice-access";

async function addChat(page: Page, profile: string): Promise<void> {
  const { baseUrl, token } = await practiceAccess(profile);
  await page.evaluate(
    async ([url, secret]) => {
      await window.bridge.request("destinations:save", {
        name: "Team chat",
        service: "rocket-chat",
        settings: { baseUrl: url ?? "", userId: "practice", room: "practice" },
        secrets: { token: secret ?? "" },
      });
    },
    [baseUrl, token],
  );
}

async function openMenuOf(page: Page, name: string): Promise<void> {
  await rowOf(page, name).getByTestId("row-menu").click();
}

test("a file is deleted at the service after a question, and its row says so", async ({
  launch,
  profile,
  folder,
}) => {
  const { page } = await launch();
  await addChat(page, profile);
  const paths = [join(folder, "minutes.txt"), join(folder, "other.txt")];
  for (const path of paths) await writeFile(path, "what was said");
  await page.getByTestId("send-to").click();
  await page.getByRole("option", { name: /Team chat/ }).click();
  await dropPaths(page, paths.slice(0, 1));
  await openView(page, "history");
  await openMenuOf(page, "minutes.txt");
  await page.getByTestId("menu-removeAtService").click();
  await expect(page.getByRole("alertdialog")).toContainText("Delete minutes.txt at Rocket.Chat?");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(rowOf(page, "minutes.txt").getByTestId("copy-link")).toBeVisible();

  await openMenuOf(page, "minutes.txt");
  await page.getByTestId("menu-removeAtService").click();
  await page.getByTestId("confirm").click();
  await expect(rowOf(page, "minutes.txt").getByTestId("row-removed")).toContainText("deleted at the service");
  await expect(rowOf(page, "minutes.txt").getByTestId("copy-link")).toHaveCount(0);
  await openMenuOf(page, "minutes.txt");
  await expect(page.getByTestId("menu-removeAtService")).toHaveCount(0);
  await expect(page.getByTestId("menu-download")).toHaveCount(0);
});

test("where a service can't delete, the menu says that instead", async ({ launch, folder }) => {
  const { page } = await launch();
  const path = join(folder, "kept.txt");
  await writeFile(path, "stays");
  await dropPaths(page, [path]);
  await openView(page, "history");
  await openMenuOf(page, "kept.txt");
  const item = page.getByTestId("menu-removeAtService");
  await expect(item).toContainText("IMKIT has no way to delete");
  await expect(item).toBeDisabled();
});
