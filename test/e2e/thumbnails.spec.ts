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

/** What a camera writes that was held upright: the picture is to be turned by a quarter (EXIF 2.3, tag 274, value 6). */
const turned = Buffer.from(
  "ffe10022457869660000" + "4d4d002a00000008" + "0001" + "011200030000000100060000" + "00000000",
  "hex",
);

test("a large JPEG becomes a small picture that stands upright, as its camera says", async ({
  launch,
  folder,
}) => {
  const { page } = await launch();
  const base64 = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(4_000, 2_000);
    const context = canvas.getContext("2d");
    context?.fillRect(0, 0, 2_000, 2_000);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  });
  const lying = Buffer.from(base64, "base64");
  const upright = Buffer.concat([lying.subarray(0, 2), turned, lying.subarray(2)]);
  await writeFile(join(folder, "lying.jpg"), lying);
  await writeFile(join(folder, "upright.jpg"), upright);
  await dropPaths(page, [join(folder, "lying.jpg"), join(folder, "upright.jpg")]);
  await openView(page, "history");
  const sizeOf = async (name: string) =>
    await rowOf(page, name)
      .locator("img.thumbnail")
      .evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]);
  await expect.poll(() => sizeOf("lying.jpg")).toEqual([256, 128]);
  await expect.poll(() => sizeOf("upright.jpg")).toEqual([128, 256]);
});
