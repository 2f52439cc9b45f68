import type { Page } from "playwright/test";
import { fillHistory } from "../helpers/fill-history";
import { expect, openView, test } from "./app.fixture";
import { openProfile } from "./seeded-profile";

const rowCount = Number(process.env["WAYBILL_FIGURES_ROWS"] ?? 1_000_000);
const typed = ["img_0292", "holiday photo", "report final 7", "合同 定稿", "quarterly.pdf", "zz nothing"];

/** Milliseconds from a key to the frame in which the list shows what was asked for. */
async function typeAndMeasure(page: Page, search: string): Promise<number> {
  return await page.evaluate(
    (wanted) =>
      new Promise<number>((done) => {
        const input = document.getElementById("history-search");
        if (!(input instanceof HTMLInputElement)) throw new Error("There is no search.");
        const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
        const shown = () =>
          document.querySelector("[data-shown-search]")?.getAttribute("data-shown-search") ?? "";
        const startMs = performance.now();
        setValue?.call(input, wanted);
        input.dispatchEvent(new Event("input", { bubbles: true }));
        const look = () => {
          if (shown() === wanted) done(performance.now() - startMs);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    search,
  );
}

/** Run with `WAYBILL_FIGURES=1 npx playwright test history-figures`; it prints and judges nothing. */
test("prints how long typing in the search of a million uploads takes in the window", async ({
  launch,
  profile,
}) => {
  test.setTimeout(600_000);
  const opened = openProfile(profile);
  fillHistory(opened.database, rowCount);
  opened.close();
  const { page } = await launch();
  await openView(page, "history");
  await expect(page.getByTestId("history-total")).toContainText("uploads");
  const times: number[] = [];
  for (const text of typed) {
    const letters = [...text];
    for (let end = 1; end <= letters.length; end += 1)
      times.push(await typeAndMeasure(page, letters.slice(0, end).join("")));
  }
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
  process.stdout.write(
    `search of ${rowCount} uploads, key to shown rows: median ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms (${times.length} keys)\n`,
  );
});
