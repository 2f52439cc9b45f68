import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { silentLogger } from "../../electron/engine/ports";
import { openDatabase } from "../../electron/engine/store/database";
import { fillHistory } from "../helpers/fill-history";
import type { Bench, Benchmark } from "./frame/benchmark";
import { makeLargeFile } from "./frame/files";
import { pause, percentile, quotients, spreadOf, told } from "./frame/rounds";
import { plainTarget, startSink } from "./frame/stage";
import {
  memoryOf,
  pageProcess,
  processesOf,
  processorShare,
  startEmpty,
  startWaybill,
  type WindowApp,
} from "./frame/window-app";
import { dropAndScroll } from "./window-lists";
import { addTarget, dropPaths } from "./window-steps";

const told1 = (values: readonly number[], unit: string) => told(spreadOf(values), 0, unit);

/** Start, memory and rest, beside an empty window of the same Electron in turns. */
async function startAndRest(bench: Bench): Promise<void> {
  const rounds = bench.size(5, 1);
  const [ours, theirs, ourMemory, theirMemory]: number[][] = [[], [], [], []];
  const [idle, theirIdle]: [number[], number[]] = [[], []];
  const answered: number[] = [];
  const rest = async (app: WindowApp): Promise<number> => {
    await pause(2_000);
    return await processorShare([...(await processesOf(app)).keys()], bench.size(10_000, 2_000));
  };
  const measure = async (app: WindowApp, times: number[], memory: number[]): Promise<void> => {
    times.push(app.usableMs);
    await pause(3_000);
    memory.push(await memoryOf(app));
  };
  for (let round = 0; round < rounds; round += 1) {
    const empty = await startEmpty(bench);
    await measure(empty, theirs ?? [], theirMemory ?? []);
    theirIdle.push(await rest(empty));
    await empty.quit();
    const waybill = await startWaybill(bench, "rest");
    await measure(waybill, ours ?? [], ourMemory ?? []);
    answered.push(waybill.answeredMs);
    idle.push(await rest(waybill));
    await waybill.quit();
  }
  const starts = quotients(ours ?? [], theirs ?? []);
  bench.figure({
    work: "from start to a window that can be used",
    ours: told1(ours ?? [], "ms"),
    beside: `an empty Electron window: ${told1(theirs ?? [], "ms")}`,
    ratio: told(starts, 2, ""),
    goal: "at most 1.3 times as long",
    reached: starts.median <= 1.3,
  });
  bench.note(`What the window asks for at its start is answered after ${told1(answered, "ms")}.`);
  const memory = quotients(ourMemory ?? [], theirMemory ?? []);
  bench.figure({
    work: "own memory of all processes at rest",
    ours: told1(ourMemory ?? [], "MB"),
    beside: `an empty Electron window: ${told1(theirMemory ?? [], "MB")}`,
    ratio: told(memory, 2, ""),
    goal: "at most 1.3 times as much",
    reached: memory.median <= 1.3,
  });
  bench.figure({
    work: "processor at rest, all processes",
    ours: told(spreadOf(idle), 2, "% of a core"),
    beside: `an empty Electron window: ${told(spreadOf(theirIdle), 2, "% of a core")}`,
    goal: "0",
    reached: percentile(idle, 0.5) < 0.5,
  });
}

const typed = ["img_02", "photo final", "合同 定稿", "quarterly.pdf"];

/** In the page: keeps a promise of the time from the next letter to the picture that shows its rows. */
function watchTyping(): void {
  const field = document.querySelector<HTMLInputElement>("[data-testid=history-search]");
  const shown = new Promise<number>((done) => {
    field?.addEventListener(
      "input",
      () => {
        const startedMs = performance.now();
        const look = (): void => {
          const { shownSearch } =
            document.querySelector<HTMLElement>("[data-testid=history-total]")?.dataset ?? {};
          if (shownSearch === undefined || shownSearch.trim() !== field.value.trim())
            requestAnimationFrame(look);
          else done(performance.now() - startedMs);
        };
        requestAnimationFrame(look);
      },
      { once: true },
    );
  });
  Object.assign(window, { benchShown: shown });
}

/** To the last row of a list that is taller than any element a browser draws: from the key to the row on the screen. */
async function scrollToEnd(bench: Bench, { page }: WindowApp, rows: number): Promise<void> {
  await page.getByTestId("history-list").focus();
  const startedMs = performance.now();
  await page.keyboard.press("End");
  await page.locator('[data-upload-id="fill00000001"]').waitFor();
  const shownMs = performance.now() - startedMs;
  bench.figure({
    work: `the End key in a list of ${rows.toLocaleString("en")} uploads, until the very last row is shown`,
    ours: `${shownMs.toFixed(0)} ms`,
    goal: "it is shown",
    reached: true,
  });
}

/** Typing into the search of a large history, from the key to the rows on the screen. */
async function searchHistory(bench: Bench): Promise<void> {
  const rows = bench.size(1_000_000, 20_000);
  const folder = join(bench.folder, "history");
  await mkdir(folder, { recursive: true });
  const { database } = openDatabase(join(folder, "waybill.db"), { logger: silentLogger });
  fillHistory(database, rows);
  database.close();
  const app = await startWaybill(bench, "history");
  await app.page.getByTestId("view-history").click();
  await app.page.getByTestId("history-total").waitFor();
  await scrollToEnd(bench, app, rows);
  await app.page.getByTestId("history-search").focus();
  const times: number[] = [];
  for (const text of typed) {
    for (const letter of text) {
      await app.page.evaluate(watchTyping);
      await app.page.keyboard.insertText(letter);
      const shownMs = await app.page.evaluate(() => Reflect.get(window, "benchShown") as Promise<number>);
      if (letter !== " ") times.push(shownMs);
    }
    await app.page.getByTestId("history-search").fill("");
    await pause(500);
  }
  await app.quit();
  bench.figure({
    work: `a letter typed into the search of ${rows.toLocaleString("en")} uploads, until its rows are shown`,
    ours: `median ${percentile(times, 0.5).toFixed(0)} ms, p95 ${percentile(times, 0.95).toFixed(0)} ms, worst ${percentile(times, 1).toFixed(0)} ms (${times.length})`,
    goal: "under 100 ms (p95)",
    reached: percentile(times, 0.95) < 100,
  });
}

/** What the window costs while many uploads run. */
async function runningUploads(bench: Bench): Promise<void> {
  const uploads = bench.size(50, 10);
  const { sink, ...stage } = await startSink(bench);
  const app = await startWaybill(bench, "running");
  await app.page.evaluate(
    async (concurrency) =>
      await window.bridge.request("settings:save", { concurrency, bandwidthBytesPerSecond: 10_000_000 }),
    uploads,
  );
  // One destination sends at most 32 files at a time.
  for (const name of ["One", "Two"]) {
    const folder = join(bench.folder, name);
    await mkdir(folder, { recursive: true });
    for (let index = 0; index < uploads / 2; index += 1)
      await makeLargeFile(join(folder, `film ${index}.mov`), bench.size(20_000_000, 2_000_000));
    await addTarget(app, { ...plainTarget(stage, uploads / 2), name });
    await dropPaths(app, [folder]);
  }
  await app.page.locator("[role=row][data-state=uploading]").first().waitFor();
  await pause(3_000);
  const running = await app.page.evaluate(
    async () =>
      (await window.bridge.request("uploads:page", { list: "queue", search: "", offset: 0, limit: 1 }))
        .counts,
  );
  const page = await pageProcess(app);
  const [main = 0] = [...(await processesOf(app))].flatMap(([pid, type]) =>
    type === "Browser" ? [pid] : [],
  );
  const overMs = bench.size(15_000, 2_000);
  const [ofPage, ofMain] = await Promise.all([
    processorShare([page], overMs),
    processorShare([main], overMs),
  ]);
  bench.figure({
    work: `the window's process while ${running.uploading} uploads run`,
    ours: `${ofPage.toFixed(1)} % of a core`,
    goal: "under 10 %",
    reached: ofPage < 10,
  });
  bench.note(`Meanwhile the main process, which sends the bytes, used ${ofMain.toFixed(1)} % of a core.`);
  await app.quit();
  await sink.end();
}

const parts = { start: startAndRest, drop: dropAndScroll, search: searchHistory, running: runningUploads };

/** The real window: how it starts, rests, takes a large folder, scrolls, searches. Words choose parts of it. */
export const windowFigures: Benchmark = {
  name: "window",
  title: "The window",
  needsDisplay: true,
  async run(bench) {
    for (const [name, part] of Object.entries(parts)) {
      if (bench.words.length === 0 || bench.words.includes(name)) await part(bench);
    }
  },
};
