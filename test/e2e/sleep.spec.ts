import { randomBytes } from "node:crypto";
import { mkdir, readFile, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type ElectronApplication, type Page } from "playwright/test";
import { interfaceConnectivity } from "../../electron/engine/network/interfaces";
import {
  type StrictSurgeryConnectServer,
  startStrictSurgeryConnectServer,
} from "../servers/strict-surgery-connect-server";
import { dropPaths, expect, openView, type RunningApp, rowOf } from "./app.fixture";
import { missingForBus, test as onBus } from "./bus.fixture";
import { LoginManager, missingForLoginManager } from "./login-manager";
import { outcome, startCommand } from "./processes";
import { clinicAt, saveDestinations, sendTo, someUserId } from "./window";

/** The app with a login manager that lets the computer sleep, and a server that notes all that comes. */
const test = onBus.extend<{ readonly login: LoginManager; readonly server: StrictSurgeryConnectServer }>({
  login: async ({ folder }, use) => {
    const login = await LoginManager.start(folder);
    await use(login);
    await login.stop();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to learn what a fixture needs.
  server: async ({}, use) => {
    const server = await startStrictSurgeryConnectServer({ apiKey: "a key", userId: someUserId });
    await use(server);
    await server.close();
  },
  launch: async ({ login, profile, launch }, use) => {
    // Which power manager Chromium asks depends on the desktop, and so does the keyring, for which it would wait here.
    const environment = { XDG_CURRENT_DESKTOP: "XFCE", ...login.environment };
    // Chromium notes its debugging port there, if it can.
    await mkdir(join(profile, "chromium"), { recursive: true });
    const lost: (() => Promise<void>)[] = [];
    await use(async () => {
      const app = await launch({ environment, switches: ["--password-store=basic"] });
      const program = app.electron.process();
      app.page.once("close", () =>
        lost.push(async () => {
          if (program.exitCode !== null || program.signalCode !== null) return;
          const closed = app.electron.waitForEvent("close");
          program.kill("SIGTERM");
          await closed;
        }),
      );
      return app;
    });
    for (const end of lost) await end();
  },
});

const missing = missingForBus ?? missingForLoginManager;
test.skip(process.platform !== "linux", "only Linux has systemd");
test.skip(missing !== null, `${missing} is not installed`);

const bytesPerSecond = 20_000;
const content = randomBytes(2_000_000);

/** Sends no faster than that from now on, and around any proxy of this computer. */
async function limit(page: Page, bandwidth: number | null): Promise<void> {
  const patch = { bandwidthBytesPerSecond: bandwidth, proxyMode: "none" } as const;
  await page.evaluate((wanted) => window.bridge.request("settings:save", wanted), patch);
}

/** Begins to send a file that would take minutes, and waits until a part of it has come. Answers the destination's id. */
async function startSlowUpload(
  { page, electron }: RunningApp,
  server: StrictSurgeryConnectServer,
  folder: string,
  baseUrl = server.baseUrl,
): Promise<string> {
  await allowNewServers(electron);
  const [id = ""] = await saveDestinations(page, [
    clinicAt("Clinic", baseUrl, { allowInsecureHttp: "true" }),
  ]);
  await sendTo(page, "Clinic");
  await limit(page, bytesPerSecond);
  const path = join(folder, "film.bin");
  await writeFile(path, content);
  await dropPaths(page, [path]);
  await untilMoreCame(server);
  return id;
}

async function allowNewServers(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(({ dialog }) => {
    Object.assign(dialog, { showMessageBox: async () => ({ response: 0, checkboxChecked: false }) });
  });
}

/** Waits until the upload went on for a moment. */
async function untilMoreCame(server: StrictSurgeryConnectServer): Promise<void> {
  const before = server.bytesSeen();
  await expect.poll(() => server.bytesSeen()).toBeGreaterThan(before + bytesPerSecond / 2);
}

/** Waits until all has arrived, and answers how often each upload was tried. */
async function arrived(page: Page, names: readonly string[]): Promise<readonly number[]> {
  await openView(page, "history");
  for (const name of names) await expect(rowOf(page, name)).toHaveAttribute("data-state", "completed");
  const query = { list: "history", search: "", offset: 0, limit: 10 } as const;
  const { rows } = await page.evaluate((asked) => window.bridge.request("uploads:page", asked), query);
  return rows.map(({ attempts }) => attempts);
}

/**
 * Lets the computer sleep for so long, as far as its clock tells. Chromium cuts its own connections then, the one that
 * Playwright sits on as well: for Playwright the window is closed.
 */
async function fallAsleep({ electron, page }: RunningApp, login: LoginManager, ms: number): Promise<void> {
  await electron.evaluate(({ powerMonitor }, sleptMs) => {
    powerMonitor.once("suspend", () => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + sleptMs;
    });
  }, ms);
  const lost = page.waitForEvent("close");
  await login.sleep();
  await lost;
}

/** The window of an app that has slept. */
async function windowAgain(profile: string): Promise<Page> {
  const [port] = (await readFile(join(profile, "chromium", "DevToolsActivePort"), "utf8")).split("\n");
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const pages = browser.contexts().flatMap((context) => context.pages());
  const page = pages.find((candidate) => candidate.url() === "app://bundle/index.html");
  if (page === undefined) throw new Error("The window is gone.");
  return page;
}

/** Whether a process still has a program in it; what it holds open is closed after that. */
async function isRunning(pid: number): Promise<boolean> {
  return await readlink(`/proc/${pid}/exe`).then(
    () => true,
    () => false,
  );
}

test("a nap disturbs no upload: nothing new begins before it, and afterwards all arrives, once", async ({
  launch,
  login,
  bus,
  server,
  folder,
  profile,
}) => {
  const app = await launch();
  await startSlowUpload(app, server, folder);
  await expect.poll(() => bus.power.isKeptAwake).toBe(true);
  await fallAsleep(app, login, 20_000);
  const page = await windowAgain(profile);
  const late = join(folder, "late.txt");
  await writeFile(late, "late");
  await dropPaths(page, [late]);
  await expect(rowOf(page, "late.txt")).toBeVisible();
  await untilMoreCame(server);
  await expect(rowOf(page, "late.txt")).toHaveAttribute("data-state", "queued");
  await expect(rowOf(page, "film.bin")).toHaveAttribute("data-state", "uploading");
  expect(server.openConnections()).toBe(1);

  await login.wake();
  await limit(page, null);
  expect(await arrived(page, ["film.bin", "late.txt"])).toEqual([1, 1]);
  await expect.poll(() => bus.power.isKeptAwake).toBe(false);
  expect(server.files.map(({ name }) => name).sort()).toEqual(["film.bin", "late.txt"]);
  expect(server.files.find(({ name }) => name === "film.bin")?.content.equals(content)).toBe(true);
  expect(server.problems).toEqual([]);
});

test("hours of sleep cost an upload to elsewhere its connection, but no try, and it arrives, once", async ({
  launch,
  login,
  bus,
  server,
  folder,
  profile,
}) => {
  test.skip(!interfaceConnectivity().isOnline(), "without a network nothing goes elsewhere");
  const app = await launch();
  // Leads here as well, but is no address of this computer, whose own servers sleep with it.
  await startSlowUpload(app, server, folder, `http://0.0.0.0:${server.port}`);
  await fallAsleep(app, login, 3 * 3_600_000);
  const seen = server.bytesSeen();
  await login.wake();
  const page = await windowAgain(profile);
  await limit(page, null);
  expect(await arrived(page, ["film.bin"])).toEqual([1]);
  expect(server.bytesSeen()).toBeGreaterThan(seen + content.length);
  expect(server.files.map(({ name }) => name)).toEqual(["film.bin"]);
  expect(server.problems).toEqual([]);
  await expect.poll(() => bus.power.isKeptAwake).toBe(false);
  // It hears of the next sleep as well.
  await login.sleep();
  await login.wake();
});

test("a command as well begins nothing new before the computer sleeps, and goes on when it wakes", async ({
  login,
  server,
  folder,
  profile,
}) => {
  const run = async (...words: string[]) =>
    outcome(await startCommand(profile, words, { ...login.environment, CLINIC_KEY: "a key" }));
  const settings = ["--set", `baseUrl=${server.baseUrl}`, "--set", `userId=${someUserId}`];
  const key = ["--secret", "apiKey=env:CLINIC_KEY"];
  await run("destinations", "add", "Clinic", "--service", "surgery-connect", ...settings, ...key);
  const [early, late] = [join(folder, "early.txt"), join(folder, "late.txt")];
  await writeFile(early, "early");
  await writeFile(late, "late");
  let answer = () => {};
  const holdsUntil = new Promise<void>((resolve) => {
    answer = resolve;
  });
  server.faults = { holdsUntil };
  const first = run("upload", early, "--to", "Clinic");
  await expect.poll(() => server.forms.length).toBe(1);
  await login.sleep();
  const second = run("upload", late, "--to", "Clinic");
  const queued = async () => (await run("queue", "--json")).output.trim().split("\n");
  await expect.poll(queued).toHaveLength(2);
  // Once more: that much later it would have begun long since.
  const states = (await queued()).map((line) => JSON.parse(line).state);
  expect(states.sort()).toEqual(["queued", "uploading"]);
  expect(server.forms).toHaveLength(1);
  await login.wake();
  await expect.poll(() => server.forms.length).toBe(2);
  answer();
  expect([(await first).code, (await second).code]).toEqual([0, 0]);
  expect(server.files.map(({ name }) => name).sort()).toEqual(["early.txt", "late.txt"]);
});

test("the computer's end waits until Waybill has ended in order; the queue is kept, and goes on", async ({
  launch,
  login,
  server,
  folder,
}) => {
  const first = await launch();
  const id = await startSlowUpload(first, server, folder);
  const program = first.electron.process();
  const ended = new Promise<number | null>((done) => program.once("exit", done));
  await login.shutDown();
  expect(await isRunning(program.pid ?? 0)).toBe(false);
  expect(await ended).toBe(0);

  const { page } = await launch();
  await expect(rowOf(page, "film.bin")).toBeVisible();
  // Without a keyring its key was only in memory.
  const again = { ...clinicAt("Clinic", server.baseUrl, { allowInsecureHttp: "true" }), id };
  await saveDestinations(page, [again]);
  await limit(page, null);
  await arrived(page, ["film.bin"]);
  expect(server.files.map(({ name }) => name)).toEqual(["film.bin"]);
  expect(server.problems).toEqual([]);
});
