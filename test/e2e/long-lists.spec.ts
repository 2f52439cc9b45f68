import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { fillHistory } from "../helpers/fill-history";
import { startSilentServer } from "../servers/silent-server";
import { dropPaths, expect, openView, test } from "./app.fixture";
import { openProfile } from "./seeded-profile";
import { sendToSilent } from "./silent-destination";

/** Scrolls a list by more than it shows with each picture; answers the most rows and pictures that were there at once. */
async function rush(page: Page, testId: string): Promise<{ rows: number; pictures: number; inView: number }> {
  return await page.getByTestId(testId).evaluate(async (list) => {
    const most = { rows: 0, pictures: 0 };
    for (let picture = 0; picture < 40; picture += 1) {
      list.scrollTop += 2_640;
      await new Promise(requestAnimationFrame);
      // The first jump begins it: what was drawn before may still be there.
      if (picture < 2) continue;
      most.rows = Math.max(most.rows, list.querySelectorAll("[role=row]").length);
      most.pictures = Math.max(most.pictures, list.querySelectorAll("img").length);
    }
    return { ...most, inView: Math.ceil(list.clientHeight / 44) };
  });
}

test("a list that rushes by draws what is in view and fetches no pictures; at rest it draws beyond its edges again", async ({
  launch,
  profile,
}) => {
  const opened = openProfile(profile);
  fillHistory(opened.database, 20_000);
  opened.close();
  const { page } = await launch();
  await openView(page, "history");
  const rows = page.getByTestId("history-list").getByRole("row");
  await expect(rows.first()).toBeVisible();
  const { rows: most, pictures, inView } = await rush(page, "history-list");
  expect(most).toBeLessThanOrEqual(inView + 1);
  expect(pictures).toBe(0);
  await expect.poll(() => rows.count()).toBeGreaterThan(inView + 10);
});

test("few uploads glide; many that run at once keep no animation going", async ({ launch, folder }) => {
  const server = await startSilentServer("nothing");
  const { page } = await launch();
  await page.evaluate(async () => await window.bridge.request("settings:save", { concurrency: 8 }));
  await sendToSilent(page, server.port, { concurrency: "8" });
  const send = async (names: readonly string[]): Promise<void> => {
    const paths = names.map((name) => join(folder, name));
    for (const path of paths) await writeFile(path, Buffer.alloc(4_000_000));
    await dropPaths(page, paths);
  };
  const fills = (isGliding: boolean) => page.locator(`.progress__fill[data-gliding=${isGliding}]`);
  await send(["one.mov", "two.mov"]);
  await expect(fills(true)).toHaveCount(2);
  await send(["three.mov", "four.mov", "five.mov", "six.mov"]);
  await expect(fills(false)).toHaveCount(6);
  await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
  server.close();
});
