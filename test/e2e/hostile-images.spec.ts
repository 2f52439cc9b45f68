import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hostileImages } from "../helpers/hostile-images";
import { dropPaths, expect, openView, test } from "./app.fixture";
import { openWitness } from "./attack/witness";
import { photo } from "./photo";

test("S-27 forty pictures that are made to hang, fill or crash a decoder do none of it, and Waybill answers meanwhile", async ({
  launch,
  folder,
}) => {
  test.setTimeout(180_000);
  const witness = await openWitness();
  const files = new Map(hostileImages(`http://127.0.0.1:${witness.port}`));
  expect(files.size).toBeGreaterThanOrEqual(39);
  const paths: string[] = [];
  for (const [name, bytes] of files) {
    paths.push(join(folder, name));
    await writeFile(join(folder, name), bytes);
  }
  const { page, electron } = await launch();
  const main = electron.process().pid;
  await dropPaths(page, paths);
  await openView(page, "history");
  // Every picture is asked for by the page, as its rows do, while main is asked other things all along.
  const outcome = await page.evaluate(async (count) => {
    const { request } = window.bridge;
    const query = { list: "history", search: "", offset: 0, limit: 500 } as const;
    let rows = await request("uploads:page", query);
    while (rows.total < count) rows = await request("uploads:page", query);
    let isOver = false;
    const shown = Promise.all(
      rows.rows.map(
        ({ id, name }) =>
          new Promise<readonly [string, boolean]>((known) => {
            const image = new Image();
            image.onload = () => known([name, true]);
            image.onerror = () => known([name, false]);
            image.src = `thumb://upload/${id}`;
          }),
      ),
    ).finally(() => {
      isOver = true;
    });
    let answers = 0;
    while (!isOver) {
      await request("app:info", undefined);
      answers += 1;
    }
    return { shown: await shown, answers };
  }, files.size);
  expect(outcome.shown).toHaveLength(files.size);
  expect(outcome.answers).toBeGreaterThan(10);
  const decoded = new Set(outcome.shown.filter(([, isShown]) => isShown).map(([name]) => name));
  // The empty ones of 60 megapixels are within the limits: whether two seconds are enough depends on the computer.
  for (const [name] of files) {
    if (/claims|^nothing|cut at (9|20|33)|one byte|icon|tif|drawing|page as|archive|header/.test(name)) {
      expect(decoded.has(name), name).toBe(false);
    }
  }
  // What is merely large or long has a picture: the limits are no refusal of everything.
  expect(decoded.has("png of 10,000 frames.png")).toBe(true);
  expect(decoded.has("gif of 10,000 frames.gif")).toBe(true);

  // Whatever became of the pages that decoded, the next good picture gets its thumbnail from the same process.
  await writeFile(join(folder, "good.png"), photo(300, 600));
  await openView(page, "queue");
  await dropPaths(page, [join(folder, "good.png")]);
  await openView(page, "history");
  const picture = page.getByRole("row").filter({ hasText: "good.png" }).locator("img.thumbnail");
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalHeight)).toBe(256);
  expect(electron.process().pid).toBe(main);
  const megabytes = await electron.evaluate(({ app }) =>
    app.getAppMetrics().map(({ memory }) => memory.workingSetSize / 1024),
  );
  for (const each of megabytes) expect(each).toBeLessThan(1_500);
  // S-28 is shown by the same files: no drawing or page among them asked anybody for anything.
  expect(witness.arrived).toEqual([]);
  await witness.close();
});

test("S-28 an SVG acts nowhere, whatever it is called: it gets an icon, and asks nobody for anything", async ({
  launch,
  folder,
}) => {
  const witness = await openWitness();
  const drawings = [...hostileImages(`http://127.0.0.1:${witness.port}`)].filter(([name]) =>
    /^drawing/.test(name),
  );
  const { page } = await launch();
  for (const [name, bytes] of drawings) await writeFile(join(folder, name), bytes);
  await dropPaths(
    page,
    drawings.map(([name]) => join(folder, name)),
  );
  await openView(page, "history");
  for (const [name] of drawings) {
    const row = page.getByRole("row").filter({ hasText: name });
    await expect(row).toHaveAttribute("data-state", "completed");
    await expect(row.locator(".thumbnail--icon")).toBeVisible();
    await row.dblclick();
    await expect(page.locator("svg script, svg foreignObject, object, embed, iframe")).toHaveCount(0);
  }
  expect(witness.arrived).toEqual([]);
  await witness.close();
});
