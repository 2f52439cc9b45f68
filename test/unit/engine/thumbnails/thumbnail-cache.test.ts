import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ThumbnailDecoder } from "../../../../electron/engine/ports";
import { ThumbnailCache, type ThumbnailSource } from "../../../../electron/engine/thumbnails/thumbnail-cache";
import { FakeClock } from "../../../helpers/fake-clock";

const png = Buffer.from("\u0089PNG\r\n\u001a\n rest", "latin1");
const small = Buffer.from("RIFF\0\0\0\0WEBPVP8 small", "latin1");

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "waybill-thumbnails-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function file(directory: string, name: string, content: Uint8Array | string = png): ThumbnailSource {
  const path = join(directory, name);
  writeFileSync(path, content);
  const found = statSync(path);
  return { path, size: found.size, modifiedAtMs: found.mtimeMs, contentType: "image/png" };
}

/** A decoder that says how often it was asked, how many at once, and answers when told to. */
class CountingDecoder implements ThumbnailDecoder {
  asked = 0;
  most = 0;
  #now = 0;
  readonly answer: () => Promise<Uint8Array | null>;

  /** The sizes that were asked for. */
  readonly sides = new Set<number>();

  constructor(answer: () => Promise<Uint8Array | null> = async () => small) {
    this.answer = answer;
  }

  /** What was to be decoded, in its order. */
  readonly images: Buffer[] = [];

  async decode(image: Uint8Array, longestSide: number): Promise<Uint8Array | null> {
    this.images.push(Buffer.from(image));
    this.sides.add(longestSide);
    this.asked += 1;
    this.#now += 1;
    this.most = Math.max(this.most, this.#now);
    await new Promise((wait) => setTimeout(wait, 5));
    this.#now -= 1;
    return this.answer();
  }
}

function setUp(answer?: () => Promise<Uint8Array | null>, maximumBytes = 200_000_000) {
  const home = folder();
  const decoder = new CountingDecoder(answer);
  const directory = join(home, "cache");
  const clock = new FakeClock();
  const cache = new ThumbnailCache({ directory, decoder, clock, maximumBytes });
  return { home, decoder, directory, clock, cache };
}

describe("a thumbnail", () => {
  test("is made once, for all who ask at once and later, also in the next run", async () => {
    const { home, decoder, directory, cache } = setUp();
    const source = file(home, "a.png");
    const asked = await Promise.all(Array.from({ length: 10 }, () => cache.get(source)));
    for (const answer of asked) expect(Buffer.from(answer ?? [])).toEqual(small);
    expect(await cache.get({ ...source })).not.toBeNull();
    const next = new ThumbnailCache({ directory, decoder: null });
    expect(Buffer.from((await next.get(source)) ?? [])).toEqual(small);
    expect(decoder.asked).toBe(1);
    expect(decoder.sides).toEqual(new Set([256]));
  });

  test("is made sooner for what was asked for last, as what is in view was, and for all others in the end", async () => {
    let open = () => {};
    const opened = new Promise<void>((done) => (open = done));
    let isFirst = true;
    const { home, decoder, cache } = setUp(async () => {
      if (!isFirst) await opened;
      isFirst = false;
      return small;
    });
    const before = file(home, "before.png");
    await cache.get(before);
    const sources = Array.from({ length: 100 }, (_, number) =>
      file(home, `${number}.png`, Buffer.concat([png, Buffer.from(` ${number}`)])),
    );
    const all = Promise.all(sources.map((source) => cache.get(source)));
    // It is found on the disk in several steps, so that all others were looked for meanwhile and wait.
    await cache.get(before);
    open();
    for (const answer of await all) expect(answer).not.toBeNull();
    const order = decoder.images.slice(1).map((image) => Number(image.toString("latin1").split(" ").at(-1)));
    expect(order).toHaveLength(100);
    // Two were begun at once. Disks answer in turn, give or take a few.
    expect(Math.min(...order.slice(2, 42))).toBeGreaterThan(55);
  });

  test("is larger where a preview is wanted", async () => {
    const { home, decoder, directory } = setUp();
    const previews = new ThumbnailCache({ directory: `${directory}-large`, decoder, longestSide: 1600 });
    expect(await previews.get(file(home, "a.png"))).not.toBeNull();
    expect(decoder.sides).toEqual(new Set([1600]));
  });

  test("outlives its file", async () => {
    const { home, cache } = setUp();
    const source = file(home, "a.png");
    await cache.get(source);
    rmSync(source.path);
    expect(await cache.get(source)).not.toBeNull();
  });

  test("is never made of a file that was changed, is gone, or is no file", async () => {
    const { home, decoder, cache } = setUp();
    const longer = file(home, "longer.png");
    truncateSync(longer.path, longer.size + 1);
    const later = file(home, "later.png");
    utimesSync(later.path, 1000, 1000);
    const gone = file(home, "gone.png");
    rmSync(gone.path);
    const replaced = file(home, "folder.png");
    rmSync(replaced.path);
    mkdirSync(replaced.path);
    for (const source of [longer, later, gone, replaced]) expect(await cache.get(source)).toBeNull();
    expect(decoder.asked).toBe(0);
  });

  test("is made when the file is back as it was", async () => {
    const { home, cache } = setUp();
    const source = file(home, "a.png");
    rmSync(source.path);
    expect(await cache.get(source)).toBeNull();
    writeFileSync(source.path, png);
    utimesSync(source.path, source.modifiedAtMs / 1000, source.modifiedAtMs / 1000);
    expect(await cache.get(source)).not.toBeNull();
  });

  test.each([
    ["an SVG", "image/svg+xml", png, png.length],
    ["a text", "text/plain", png, png.length],
    ["a file without type", "", png, png.length],
    ["an SVG that is called a PNG", "image/png", "<svg xmlns='http://www.w3.org/2000/svg'/>", null],
    ["an empty file", "image/png", "", 0],
    ["a file of more than 100 MiB", "image/png", png, 100 * 1024 * 1024 + 1],
  ])("is never made of %s", async (_, contentType, content, size) => {
    const { home, decoder, cache } = setUp();
    const source = file(home, "a.png", content);
    expect(await cache.get({ ...source, contentType, size: size ?? source.size })).toBeNull();
    expect(decoder.asked).toBe(0);
  });

  test.each(["image/jpeg", "IMAGE/PNG", "image/gif; x=y", "image/webp", "image/avif", "image/bmp"])(
    "is made of %s",
    async (contentType) => {
      const { home, cache } = setUp();
      expect(await cache.get({ ...file(home, "a"), contentType })).not.toBeNull();
    },
  );
});

describe("a decoder", () => {
  test("works on two images at once at most, and on all of them in the end", async () => {
    const { home, decoder, cache } = setUp();
    const sources = Array.from({ length: 9 }, (_, index) => file(home, `${index}.png`));
    const answers = await Promise.all(sources.map((source) => cache.get(source)));
    expect(answers.every((answer) => answer !== null)).toBe(true);
    expect(decoder.asked).toBe(9);
    expect(decoder.most).toBe(2);
  });

  const bad: readonly [string, () => Promise<Uint8Array | null>][] = [
    ["finds no image", async () => null],
    ["fails", () => Promise.reject(new Error("The decoder is gone."))],
    ["answers something else", async () => Buffer.from("<html>")],
    ["answers far too much", async () => Buffer.concat([small, Buffer.alloc(2_000_000)])],
  ];
  test.each(bad)("that %s is not asked about the same file again", async (_, answer) => {
    const { home, decoder, directory, cache } = setUp(answer);
    const source = file(home, "a.png");
    expect(await cache.get(source)).toBeNull();
    expect(await cache.get(source)).toBeNull();
    expect(decoder.asked).toBe(1);
    expect(() => readdirSync(directory)).toThrow("ENOENT");
  });

  test("that never answers does not hold up the others", async () => {
    const { home, decoder, clock, cache } = setUp(() => new Promise(() => undefined));
    const stuck = [1, 2, 3].map((number) => cache.get(file(home, `${number}.png`)));
    await expect.poll(() => decoder.asked).toBe(2);
    clock.advance(10_000);
    await expect.poll(() => decoder.asked).toBe(3);
    clock.advance(10_000);
    expect(await Promise.all(stuck)).toEqual([null, null, null]);
    expect(clock.armed).toBe(0);
  });
});

describe("the folder", () => {
  test("P11 stays within its limit; what was not used for the longest time goes", async () => {
    const { home, directory, clock, cache } = setUp(undefined, small.length * 5);
    const sources = Array.from({ length: 6 }, (_, index) => file(home, `${index}.png`));
    for (const source of sources.slice(0, 5)) {
      await cache.get(source);
      clock.advance(60_000);
    }
    const [first, second] = sources;
    if (first === undefined || second === undefined) throw new Error("There are six files.");
    await cache.get(first);
    clock.advance(60_000);
    const last = sources[5];
    if (last !== undefined) await cache.get(last);
    expect(readdirSync(directory).length * small.length).toBeLessThanOrEqual(small.length * 5);
    const found = new ThumbnailCache({ directory, decoder: null });
    expect(await found.get(first)).not.toBeNull();
    expect(await found.get(second)).toBeNull();
  });

  test.skipIf(process.platform === "win32")("is readable by its user alone", async () => {
    const { home, directory, cache } = setUp();
    await cache.get(file(home, "a.png"));
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(directory))
      expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  });

  test("that can't be written costs nothing but time", async () => {
    const { home, directory, cache } = setUp();
    writeFileSync(directory, "in the way");
    expect(await cache.get(file(home, "a.png"))).not.toBeNull();
  });
});
