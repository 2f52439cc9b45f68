import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dropPaths, expect, openView, rowOf, test } from "./app.fixture";
import { photo } from "./photo";

test("pictures that are bombs, broken or documents get an icon, and the good one beside them its thumbnail", async ({
  launch,
  folder,
}) => {
  const good = photo(300, 600);
  const bomb = Buffer.from(good);
  bomb.writeUInt32BE(50_000, 16);
  bomb.writeUInt32BE(50_000, 20);
  const files = new Map<string, Uint8Array | string>([
    ["bomb.png", bomb],
    ["cut short.png", good.subarray(0, 200)],
    ["lies.jpg", "not a picture at all"],
    [
      "drawing.svg",
      "<svg xmlns='http://www.w3.org/2000/svg'><script>fetch('http://127.0.0.1')</script></svg>",
    ],
    ["wrong name.gif", good],
  ]);
  const paths: string[] = [];
  for (const [name, bytes] of files) {
    paths.push(join(folder, name));
    await writeFile(join(folder, name), bytes);
  }
  const { page, electron } = await launch();
  await dropPaths(page, paths);
  await openView(page, "history");
  for (const name of files.keys()) await expect(rowOf(page, name)).toHaveAttribute("data-state", "completed");

  const picture = rowOf(page, "wrong name.gif").locator("img.thumbnail");
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalHeight)).toBe(256);
  for (const name of ["bomb.png", "lies.jpg", "cut short.png", "drawing.svg"]) {
    await expect(rowOf(page, name).locator(".thumbnail--icon"), name).toBeVisible();
  }
  const windows = await electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.isVisible()),
  );
  expect(windows.filter((isVisible) => isVisible)).toHaveLength(1);
});
