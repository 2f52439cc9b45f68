import { join } from "node:path";
import { startSilentServer } from "../servers/silent-server";
import type { Bench } from "./frame/benchmark";
import { makeSmallFiles } from "./frame/files";
import { ownMegabytes } from "./frame/processes";
import { pause, percentile } from "./frame/rounds";
import { plainTarget } from "./frame/stage";
import { pageProcess, startWaybill, type WindowApp, watchStalls } from "./frame/window-app";
import { addTarget, dropPaths } from "./window-steps";

/** A large folder dropped on the window, and the list of its files scrolled from end to end. */
export async function dropAndScroll(bench: Bench): Promise<void> {
  const count = bench.size(100_000, 5_000);
  const folder = join(bench.folder, "Journey");
  await makeSmallFiles(folder, count, 1);
  const server = await startSilentServer("nothing");
  const app = await startWaybill(bench, "drop");
  await addTarget(app, plainTarget({ baseUrl: `http://127.0.0.1:${server.port}`, caFile: "" }));
  await pause(2_000);
  await dropFolder(bench, app, folder, count);
  await scrollThrough(bench, app, count);
  await app.quit();
  server.close();
}

async function dropFolder(bench: Bench, app: WindowApp, folder: string, count: number): Promise<void> {
  const pid = await pageProcess(app);
  const before = await ownMegabytes(pid);
  const seen = app.page.evaluate(
    () =>
      new Promise<{ firstMs: number; allMs: number }>((done) => {
        let [droppedMs, firstMs] = [0, 0];
        window.addEventListener("drop", () => (droppedMs = performance.now()), { once: true, capture: true });
        const look = (): void => {
          const now = performance.now();
          if (firstMs === 0 && document.querySelector("[role=row] .file-name") !== null)
            firstMs = now - droppedMs;
          // The notice comes with main's answer: all are on the disk then.
          if (document.querySelector("[data-testid=notice]") !== null)
            done({ firstMs, allMs: now - droppedMs });
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
  const stalls = await watchStalls(app);
  await dropPaths(app, [folder]);
  const { firstMs, allMs } = await seen;
  await pause(2_000);
  const { mainMs, pageMs } = await stalls();
  const grown = (await ownMegabytes(pid)) - before;
  const files = `a folder of ${count.toLocaleString("en")} files dropped`;
  const figure = (work: string, value: number, unit: string, goal: number) =>
    bench.figure({
      work: `${files}: ${work}`,
      ours: `${value.toFixed(0)} ${unit}`,
      goal: `at most ${goal} ${unit}`,
      reached: value <= goal,
    });
  figure("until the first row is shown", firstMs, "ms", 300);
  figure("until all are durable", allMs, "ms", 5_000);
  figure("longest stall of the main process", mainMs, "ms", 50);
  figure("longest stall of the window's process", pageMs, "ms", 50);
  figure("growth of the window's own memory", grown, "MB", 60);
}

/** Rows that pass by in each picture while the list is scrolled. */
const rowsPerFrame = 60;

async function scrollThrough(bench: Bench, app: WindowApp, count: number): Promise<void> {
  await app.page.getByTestId("queue-list").waitFor();
  const { frames, blank } = await app.page.evaluate(async (rows) => {
    const list = document.querySelector<HTMLElement>("[data-testid=queue-list]");
    if (list === null) throw new Error("There is no list.");
    const times: number[] = [];
    let missing = 0;
    let lastMs = await new Promise<number>(requestAnimationFrame);
    const stepPx = rows * 44;
    while (list.scrollTop + list.clientHeight < list.scrollHeight - 1) {
      list.scrollTop += stepPx;
      const nowMs = await new Promise<number>(requestAnimationFrame);
      times.push(nowMs - lastMs);
      lastMs = nowMs;
      const { top, bottom } = list.getBoundingClientRect();
      for (const row of list.querySelectorAll(".row__placeholder")) {
        const box = row.getBoundingClientRect();
        if (box.bottom > top && box.top < bottom) missing += 1;
      }
    }
    return { frames: times, blank: missing };
  }, rowsPerFrame);
  const p95 = percentile(frames, 0.95);
  bench.figure({
    work: `${count.toLocaleString("en")} rows scrolled end to end, ${rowsPerFrame} rows a picture`,
    ours: `p95 ${p95.toFixed(1)} ms a picture, worst ${percentile(frames, 1).toFixed(0)} ms (${frames.length})`,
    goal: "p95 under 20 ms",
    reached: p95 < 20,
  });
  bench.figure({
    work: "rows that were in view without their content meanwhile",
    ours: String(blank),
    goal: "0",
    reached: blank === 0,
  });
}
