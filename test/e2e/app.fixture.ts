import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { _electron, test as base, type ElectronApplication, expect, type Page } from "playwright/test";
import { z } from "zod";

const root = resolve(import.meta.dirname, "../..");

/** What the launcher found out about Electron (scripts/setup/electron-runtime.mjs). */
const runtimeSchema = z.object({
  executable: z.string(),
  args: z.array(z.string()),
  kind: z.string(),
  version: z.string(),
});

/** How an app is started for a test. */
export interface LaunchOptions {
  /** Chromium's switches, before the app's folder. */
  readonly switches?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Another profile than the test's own. */
  readonly profile?: string;
  /** The folder of another build of the app. */
  readonly app?: string;
  /** Goes on as soon as the page has drawn itself, which is before main answers it. */
  readonly early?: boolean;
}

/** A running Waybill and its window. */
export interface RunningApp {
  readonly electron: ElectronApplication;
  readonly page: Page;
  /** Quits as the user does, "Quit now" where uploads run, and waits until the process is gone. */
  quit(): Promise<void>;
}

/** What a test of the real app may ask for. */
export interface Fixtures {
  /** A fresh folder for this test, removed afterwards. */
  readonly folder: string;
  /** The profile's folder, inside `folder`. */
  readonly profile: string;
  readonly launch: (options?: LaunchOptions) => Promise<RunningApp>;
  /** Console errors that this test provokes; any other one fails it. */
  readonly expectedErrors: RegExp[];
}

/** The runtime that `npm start` and `npm test` set up; `WAYBILL_RUNTIME_FILE` names another note of the same form. */
export async function readRuntime(): Promise<z.infer<typeof runtimeSchema>> {
  const path = process.env["WAYBILL_RUNTIME_FILE"] ?? join(root, ".cache", "runtime.json");
  return runtimeSchema.parse(JSON.parse(await readFile(path, "utf8")));
}

/** Root and containers can't have Chromium's sandbox; everybody else tests with it. */
export const sandboxSwitches =
  process.getuid?.() === 0 || process.env["WAYBILL_NO_SANDBOX"] === "1" ? ["--no-sandbox"] : [];

/**
 * Every test gets its own profile and fails on any error in the page's console, any error of the page's script, and any
 * error in Waybill's log.
 */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to learn what a fixture needs.
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "waybill-e2e-"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  profile: async ({ folder }, use) => {
    await use(join(folder, "profile"));
  },
  // biome-ignore lint/correctness/noEmptyPattern: see above.
  expectedErrors: async ({}, use) => {
    await use([]);
  },
  launch: async ({ profile, expectedErrors }, use) => {
    const runtime = await readRuntime();
    const problems: string[] = [];
    const profiles = new Set<string>();
    const running = new Set<RunningApp>();
    const launch = async (options: LaunchOptions = {}): Promise<RunningApp> => {
      const ownProfile = options.profile ?? profile;
      profiles.add(ownProfile);
      const { ELECTRON_RUN_AS_NODE: _unwanted, ...environment } = process.env;
      const electron = await _electron.launch({
        executablePath: runtime.executable,
        args: [...sandboxSwitches, ...(options.switches ?? []), join(import.meta.dirname, "held-app")],
        env: {
          ...environment,
          ...options.environment,
          WAYBILL_ARGV: JSON.stringify(["--profile", ownProfile]),
          WAYBILL_RUNTIME: runtime.kind,
          WAYBILL_HELD_APP: options.app ?? runtime.args.at(-1) ?? "",
        },
      });
      const page = await mainPage(electron);
      page.on("console", (message) => {
        if (message.type() === "error") problems.push(message.text());
      });
      page.on("pageerror", (error) => problems.push(String(error)));
      await page.waitForLoadState("load");
      // Keys that are pressed before React has put the page together reach nobody.
      await page.getByTestId("view-queue").waitFor();
      if (options.early !== true) {
        await page.evaluate(() => window.bridge.request("app:info", undefined));
        await seen(electron);
      }
      const app: RunningApp = {
        electron,
        page,
        quit: async () => {
          running.delete(app);
          await quitWithoutQuestion(electron);
          await electron.close();
        },
      };
      running.add(app);
      electron.on("close", () => running.delete(app));
      return app;
    };
    await use(launch);
    for (const app of running) await app.quit();
    for (const used of profiles) problems.push(...(await loggedErrors(used)));
    const unexpected = problems.filter((problem) => !expectedErrors.some((known) => known.test(problem)));
    expect(unexpected, "errors in the console or the log").toEqual([]);
  },
});

export { expect };

/** The page of Waybill's window; the small one for drops may have come before it. */
async function mainPage(electron: ElectronApplication): Promise<Page> {
  const first = await electron.firstWindow();
  await first.waitForURL(/^app:/);
  const isMain = (page: Page): boolean => !page.url().endsWith("/drop.html");
  if (isMain(first)) return first;
  return electron.windows().find(isMain) ?? (await electron.waitForEvent("window", { predicate: isMain }));
}

/** Nobody drops or types before the window is seen, which its page does not wait for. */
async function seen(electron: ElectronApplication): Promise<void> {
  const isSeen = async (): Promise<boolean> => {
    try {
      return await electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().some((window) => window.isVisible()),
      );
    } catch (thrown) {
      // What Playwright waits with in main may be collected as garbage while so much is read in there; it is asked again.
      if (String(thrown).includes("garbage collected")) return false;
      throw thrown;
    }
  };
  while (!(await isSeen())) await new Promise((done) => setTimeout(done, 10));
}

async function quitWithoutQuestion(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(({ dialog }) => {
    Object.assign(dialog, { showMessageBox: async () => ({ response: 1, checkboxChecked: false }) });
  });
}

async function loggedErrors(profile: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const name of await readdir(join(profile, "logs")).catch(() => [])) {
    const text = await readFile(join(profile, "logs", name), "utf8");
    lines.push(...text.split("\n").filter((line) => line.includes("[error]")));
  }
  return lines;
}

/** A place of the window where no destination's tile stands while files are held over it, CSS pixels. */
const beside = { x: 240, y: 8 };

/** Drops files and folders on the window the way the system does: real paths, real drag events. */
export async function dropPaths(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, ...beside, data });
  }
  await session.detach();
}

/** The row of the file with this name, in whichever list is shown. */
export function rowOf(page: Page, name: string) {
  return page.getByRole("row").filter({ hasText: name });
}

/** Opens a room of the window. */
export async function openView(
  page: Page,
  view: "queue" | "history" | "destinations" | "settings",
): Promise<void> {
  await page.getByTestId(`view-${view}`).click();
}

/** What is on the system's clipboard. */
export async function readClipboard(electron: ElectronApplication): Promise<string> {
  return await electron.evaluate(({ clipboard }) => clipboard.readText());
}
