import { writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { dropPaths, expect, rowOf, test } from "./app.fixture";
import { clinicAt, saveDestinations, sendTo } from "./window";

/** A service that answers when it is told to, one upload after the other. */
async function startPatientServer() {
  const waiting: ServerResponse[] = [];
  let answered = 0;
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => waiting.push(response));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    waiting: () => waiting.length,
    answer: () => {
      answered += 1;
      const body = JSON.stringify([{ id: `file-${answered}` }]);
      waiting.shift()?.writeHead(200, { "content-type": "application/json" }).end(body);
    },
    close: () => server.close(),
  };
}

/** Notes where a row stands when another one has come to its end, and how many rows glide. */
async function watchRows(page: Page, ending: string, other: string): Promise<void> {
  await page.evaluate(
    ([first = "", second = ""]) => {
      const noted = { topPx: Number.NaN, glides: 0 };
      Object.assign(window, { noted });
      const find = (name: string) =>
        [...document.querySelectorAll<HTMLElement>("[role=row]")].find((each) =>
          each.textContent?.includes(name),
        );
      new MutationObserver(() => {
        if (find(first)?.dataset["state"] === "completed")
          noted.topPx = find(second)?.getBoundingClientRect().top ?? Number.NaN;
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
      document.addEventListener("transitionrun", ({ target, propertyName }) => {
        if (propertyName === "transform" && target instanceof Element && target.matches(".row"))
          noted.glides += 1;
      });
    },
    [ending, other],
  );
}

const noted = (page: Page) =>
  page.evaluate(() => (window as unknown as { noted: { topPx: number; glides: number } }).noted);

for (const reducedMotion of ["no-preference", "reduce"] as const) {
  test(`a row that arrived shows so in its place, then the others close the gap (motion: ${reducedMotion})`, async ({
    launch,
    folder,
  }) => {
    const server = await startPatientServer();
    const names = ["one.txt", "two.txt", "three.txt"];
    for (const name of names) await writeFile(join(folder, name), name);
    const { page } = await launch();
    await page.emulateMedia({ reducedMotion });
    await saveDestinations(page, [clinicAt("Clinic", server.baseUrl, { concurrency: "1" })]);
    await sendTo(page, "Clinic");
    await dropPaths(
      page,
      names.map((name) => join(folder, name)),
    );
    await expect.poll(() => server.waiting()).toBe(1);
    await expect(rowOf(page, "three.txt")).toBeVisible();
    const place = await rowOf(page, "two.txt").locator(".row__words").boundingBox();
    const topPx = (await rowOf(page, "two.txt").boundingBox())?.y ?? 0;
    await watchRows(page, "one.txt", "two.txt");
    await page.mouse.move((place?.x ?? 0) + 5, (place?.y ?? 0) + 5);
    server.answer();
    await expect(rowOf(page, "one.txt")).toHaveCount(0);
    expect((await noted(page)).topPx).toBe(topPx);
    await expect.poll(async () => (await rowOf(page, "two.txt").boundingBox())?.y).toBeLessThan(topPx);
    if (reducedMotion === "reduce") expect((await noted(page)).glides).toBe(0);
    else expect((await noted(page)).glides).toBeGreaterThan(0);
    for (let left = 2; left > 0; left -= 1) {
      await expect.poll(() => server.waiting()).toBe(1);
      server.answer();
    }
    await expect(page.getByTestId("queue-empty")).toBeVisible();
    server.close();
  });
}
