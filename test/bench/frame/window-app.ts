import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { _electron, type ElectronApplication, type Page } from "playwright/test";
import { z } from "zod";
import type { Bench } from "./benchmark";
import { ownMegabytes, processorSeconds } from "./processes";
import { pause } from "./rounds";

const runtimeSchema = z.object({ executable: z.string(), args: z.array(z.string()), kind: z.string() });

/** An Electron app of the benchmarks: Waybill, or a window with nothing in it. */
export interface WindowApp {
  readonly electron: ElectronApplication;
  readonly page: Page;
  /** From the start of the process until the window could be used and was seen on the screen, milliseconds. */
  readonly usableMs: number;
  /** The same until what the window asked for at its start was answered. */
  readonly answeredMs: number;
  quit(): Promise<void>;
}

/** The real app with its window, on a profile of its own. */
export async function startWaybill(bench: Bench, profile: string): Promise<WindowApp> {
  const path = join(bench.root, ".cache", "runtime.json");
  const runtime = runtimeSchema.parse(JSON.parse(await readFile(path, "utf8")));
  const folder = join(bench.root, "test", "e2e", "held-app");
  const environment = {
    WAYBILL_ARGV: JSON.stringify(["--profile", join(bench.folder, profile)]),
    WAYBILL_RUNTIME: runtime.kind,
    WAYBILL_HELD_APP: runtime.args.at(-1) ?? "",
  };
  const selectors = { usable: "[data-testid=view-queue]", answered: "[data-testid=send-to]" };
  return await start(runtime.executable, folder, environment, selectors);
}

const emptyMain = `import { app, BrowserWindow } from "electron";
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1100, height: 720, webPreferences: { sandbox: true } });
  window.loadURL("data:text/html,<title>Empty</title><p id=there>There");
});
`;

/** The same Electron with one window that shows a word: what no app can be lighter than. */
export async function startEmpty(bench: Bench): Promise<WindowApp> {
  const path = join(bench.root, ".cache", "runtime.json");
  const runtime = runtimeSchema.parse(JSON.parse(await readFile(path, "utf8")));
  const inner = join(bench.folder, "empty");
  await mkdir(inner, { recursive: true });
  await writeFile(
    join(inner, "package.json"),
    JSON.stringify({ name: "empty", version: "1.0.0", type: "module", main: "main.mjs" }),
  );
  await writeFile(join(inner, "main.mjs"), emptyMain);
  const folder = join(bench.root, "test", "e2e", "held-app");
  const selectors = { usable: "#there", answered: "#there" };
  return await start(runtime.executable, folder, { WAYBILL_HELD_APP: inner }, selectors);
}

async function start(
  executablePath: string,
  folder: string,
  given: Readonly<Record<string, string>>,
  selectors: { readonly usable: string; readonly answered: string },
): Promise<WindowApp> {
  const { ELECTRON_RUN_AS_NODE: _unwanted, ...environment } = process.env;
  const env = Object.fromEntries(Object.entries({ ...environment, ...given }).filter(isText));
  const switches = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const startedMs = performance.now();
  const electron = await _electron.launch({ executablePath, args: [...switches, folder], env });
  const page = await electron.firstWindow();
  const startedAtMs = performance.timeOrigin + startedMs;
  const usableMs = (await page.evaluate(seenAtMs, selectors.usable)) - startedAtMs;
  const answeredMs = (await page.evaluate(seenAtMs, selectors.answered)) - startedAtMs;
  const quit = async (): Promise<void> => {
    await electron.evaluate(({ dialog }) => {
      Object.assign(dialog, { showMessageBox: async () => ({ response: 1, checkboxChecked: false }) });
    });
    await electron.close();
  };
  return { electron, page, usableMs, answeredMs, quit };
}

/** In the page: when something is in it and the window has been painted with contents, milliseconds since 1970. */
async function seenAtMs(selector: string): Promise<number> {
  const painted = new Promise<number>((done) => {
    const watch = new PerformanceObserver((list) => {
      for (const { name, startTime } of list.getEntries())
        if (name === "first-contentful-paint") done(startTime);
    });
    watch.observe({ type: "paint", buffered: true });
  });
  const found = new Promise<number>((done) => {
    const look = (): boolean => {
      const isThere = document.querySelector(selector) !== null;
      if (isThere) done(performance.now());
      return isThere;
    };
    if (look()) return;
    const watch = new MutationObserver(() => {
      if (look()) watch.disconnect();
    });
    watch.observe(document, { subtree: true, childList: true });
  });
  return performance.timeOrigin + Math.max(await painted, await found);
}

function isText(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined;
}

/** The processes of an app by what they are: `Browser` is the main one, `Tab` a window's. */
export async function processesOf({ electron }: WindowApp): Promise<ReadonlyMap<number, string>> {
  const found = await electron.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, type }) => ({ pid, type })),
  );
  return new Map(found.map(({ pid, type }) => [pid, type]));
}

/** The process of the window in view. */
export async function pageProcess({ electron }: WindowApp): Promise<number> {
  return await electron.evaluate(
    ({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find((window) => window.isVisible())
        ?.webContents.getOSProcessId() ?? 0,
  );
}

/** Memory of all processes of an app that is their own, megabytes. */
export async function memoryOf(app: WindowApp): Promise<number> {
  const all = await Promise.all([...(await processesOf(app)).keys()].map(ownMegabytes));
  return all.reduce((sum, megabytes) => sum + megabytes, 0);
}

/** Part of one core that processes use over some time, per cent. */
export async function processorShare(pids: readonly number[], overMs: number): Promise<number> {
  const used = async () =>
    (await Promise.all(pids.map(processorSeconds))).reduce((sum, each) => sum + each, 0);
  const before = await used();
  const startedMs = performance.now();
  await pause(overMs);
  return (((await used()) - before) / ((performance.now() - startedMs) / 1000)) * 100;
}

/** Watches both event loops; the returned function ends it and answers the longest stall of each, milliseconds. */
export async function watchStalls({
  electron,
  page,
}: WindowApp): Promise<() => Promise<{ readonly mainMs: number; readonly pageMs: number }>> {
  await electron.evaluate(() => {
    const watch = { last: performance.now(), worst: 0 };
    Object.assign(globalThis, { benchStalls: watch });
    setInterval(() => {
      const now = performance.now();
      watch.worst = Math.max(watch.worst, now - watch.last - 5);
      watch.last = now;
    }, 5).unref();
  });
  await page.evaluate(() => {
    const watch = { last: performance.now(), worst: 0 };
    Object.assign(window, { benchStalls: watch });
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const now = performance.now();
      watch.worst = Math.max(watch.worst, now - watch.last - 4);
      watch.last = now;
      setTimeout(() => port2.postMessage(null), 4);
    };
    port2.postMessage(null);
  });
  return async () => {
    const worst = (): number =>
      (globalThis as unknown as { benchStalls: { worst: number } }).benchStalls.worst;
    return { mainMs: await electron.evaluate(worst), pageMs: await page.evaluate(worst) };
  };
}
