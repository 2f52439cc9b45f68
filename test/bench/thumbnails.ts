import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { startSilentServer } from "../servers/silent-server";
import type { Bench, Benchmark } from "./frame/benchmark";
import { pause, percentile } from "./frame/rounds";
import { plainTarget } from "./frame/stage";
import { startEmpty, startWaybill, type WindowApp, watchStalls } from "./frame/window-app";
import { addTarget, dropPaths } from "./window-steps";

const photoWidth = 4_000;
const photoHeight = 3_000;

/** In an empty page: one photo of 12 megapixels as JPEG, Base64: soft shapes with a camera's noise over them. */
async function drawPhoto([width, height, seed]: readonly [number, number, number]): Promise<string> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("There is no canvas.");
  let state = seed + 1;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, `hsl(${random() * 360} 60% 70%)`);
  sky.addColorStop(1, `hsl(${random() * 360} 50% 30%)`);
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  for (let shape = 0; shape < 400; shape += 1) {
    context.fillStyle = `hsl(${random() * 360} 50% ${20 + random() * 60}% / 0.5)`;
    context.beginPath();
    context.ellipse(random() * width, random() * height, random() * 300, random() * 200, random() * 3, 0, 7);
    context.fill();
  }
  const grain = new ImageData(512, 512);
  for (let place = 0; place < grain.data.length; place += 4)
    grain.data.set([random() * 255, random() * 255, random() * 255, 22], place);
  const tile = new OffscreenCanvas(512, 512);
  tile.getContext("2d")?.putImageData(grain, 0, 0);
  context.fillStyle = context.createPattern(tile, "repeat") ?? "";
  context.fillRect(0, 0, width, height);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let start = 0; start < bytes.length; start += 8_192)
    text += String.fromCharCode(...bytes.subarray(start, start + 8_192));
  return btoa(text);
}

/** A JPEG with a comment behind its first marker (ITU-T T.81, B.2.4.5), so that no two files are alike. */
function withComment(photo: Buffer, comment: string): Buffer {
  const text = Buffer.from(comment);
  const head = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  return Buffer.concat([photo.subarray(0, 2), head, text, photo.subarray(2)]);
}

/** A folder of photos; answers how large they are together, bytes. */
async function makePhotos(bench: Bench, folder: string, count: number): Promise<number> {
  await mkdir(folder, { recursive: true });
  const app = await startEmpty(bench);
  const different = bench.size(12, 2);
  let bytes = 0;
  for (let seed = 0; seed < different; seed += 1) {
    const photo = Buffer.from(
      await app.page.evaluate(drawPhoto, [photoWidth, photoHeight, seed] as const),
      "base64",
    );
    for (let number = seed; number < count; number += different) {
      await writeFile(
        join(folder, `IMG_${String(number).padStart(4, "0")}.jpg`),
        withComment(photo, `photo ${number}`),
      );
      bytes += photo.length;
    }
  }
  await app.quit();
  return bytes;
}

/** What one look through the list was like. */
interface Look {
  /** From the end of each scroll to the pictures of all rows in view, milliseconds. */
  readonly stepMs: readonly number[];
  readonly pictures: number;
  /** The longest time between two frames of the window, milliseconds. */
  readonly longestFrameMs: number;
}

/** Goes through the list, a view at a time, and waits at each for the pictures of its rows. */
async function lookThrough(page: Page): Promise<Look> {
  return await page.evaluate(async () => {
    const list = document.querySelector<HTMLElement>("[data-testid=queue-list]");
    if (list === null) throw new Error("There is no list.");
    let [longestFrameMs, lastMs, isOver] = [0, performance.now(), false];
    const onFrame = (): void => {
      const nowMs = performance.now();
      longestFrameMs = Math.max(longestFrameMs, nowMs - lastMs);
      lastMs = nowMs;
      if (!isOver) requestAnimationFrame(onFrame);
    };
    requestAnimationFrame(onFrame);
    const seen = new Set<string>();
    const areShown = (): boolean => {
      if (!list.isConnected) throw new Error("The list is gone.");
      const { top, bottom } = list.getBoundingClientRect();
      const pictures = [...list.querySelectorAll<HTMLImageElement>("img.thumbnail")].filter((picture) => {
        const box = picture.getBoundingClientRect();
        return box.bottom > top && box.top < bottom;
      });
      if (pictures.length === 0) return false;
      if (!pictures.every((picture) => picture.complete && picture.naturalWidth > 0)) return false;
      for (const { src } of pictures) seen.add(src);
      return true;
    };
    const stepMs: number[] = [];
    list.scrollTop = 0;
    for (;;) {
      const startedMs = performance.now();
      while (!areShown()) await new Promise((turn) => setTimeout(turn, 2));
      stepMs.push(performance.now() - startedMs);
      if (list.scrollTop + list.clientHeight >= list.scrollHeight - 1) break;
      // A wheel's notch a frame.
      const target = Math.floor(list.scrollTop + list.clientHeight);
      while (list.scrollTop + list.clientHeight < list.scrollHeight - 1 && list.scrollTop < target) {
        list.scrollTop = Math.min(target, Math.ceil(list.scrollTop + list.clientHeight / 5));
        await new Promise(requestAnimationFrame);
      }
    }
    isOver = true;
    return { stepMs, pictures: seen.size, longestFrameMs };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

async function measure(bench: Bench, app: WindowApp, count: number, bytes: number): Promise<void> {
  const photos = `${count.toLocaleString("en")} photos of 12 megapixels`;
  const stalls = await watchStalls(app);
  const first = await lookThrough(app.page);
  const { mainMs, pageMs } = await stalls();
  bench.figure({
    work: `${photos} (${(bytes / 1e6 / count).toFixed(1)} MB each) looked through in the list for the first time`,
    ours: `${(sum(first.stepMs) / first.pictures).toFixed(0)} ms a picture (${first.pictures})`,
  });
  const figure = (work: string, value: number) =>
    bench.figure({
      work: `${photos}, first look: ${work}`,
      ours: `${value.toFixed(0)} ms`,
      goal: "at most 50 ms",
      reached: value <= 50,
    });
  figure("longest stall of the main process", mainMs);
  figure("longest stall of the window's process", pageMs);
  figure("longest time between two frames", first.longestFrameMs);
  const second = await lookThrough(app.page);
  const each = sum(second.stepMs) / second.pictures;
  bench.figure({
    work: `${photos}, second look: pictures of a view, from cache`,
    ours: `${each.toFixed(2)} ms a picture; a view of ${(second.pictures / second.stepMs.length).toFixed(0)} median ${percentile(second.stepMs, 0.5).toFixed(1)} ms, worst ${percentile(second.stepMs, 1).toFixed(1)} ms`,
    goal: "under 1 ms a picture",
    reached: each < 1,
  });
}

/** Pictures of large photos in the real window: made while one looks through the list, and found again. */
export const thumbnails: Benchmark = {
  name: "thumbnails",
  title: "A thousand thumbnails",
  needsDisplay: true,
  async run(bench) {
    const count = Number(bench.words[0] ?? bench.size(1_000, 24));
    const folder = join(bench.folder, "Journey");
    const bytes = await makePhotos(bench, folder, count);
    const server = await startSilentServer("nothing");
    const app = await startWaybill(bench, "pictures");
    await addTarget(app, plainTarget({ baseUrl: `http://127.0.0.1:${server.port}`, caFile: "" }));
    await dropPaths(app, [folder]);
    await app.page.getByTestId("notice").waitFor();
    // What taking them in costs is another figure.
    await pause(3_000);
    await measure(bench, app, count, bytes);
    await app.quit();
    server.close();
  },
};
