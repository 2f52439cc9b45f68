import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ElectronApplication, Page } from "playwright/test";
import { type ContractServer, fixtures } from "../contract/fixtures";
import { md5Hex } from "../servers/strict-server";
import { dropPaths, expect, openView, rowOf, test } from "./app.fixture";
import { type Keyring, missingProgram, startKeyring } from "./keyring";
import { outcome, startCommand } from "./processes";
import { answerSaveDialog } from "./save-dialog";
import { saveDestinations, sendTo } from "./window";

/** The shapes that a secret takes on its way, as bytes: whoever finds one of them has the secret. */
function shapesOf(secret: string): readonly Buffer[] {
  const bytes = Buffer.from(secret);
  // In Base64 of something longer it stands at one of three offsets; the characters at the ends belong to its neighbours.
  const inside = ["", "x", "xx"].map((before) => {
    const skipped = before.length === 0 ? 0 : before.length + 1;
    return Buffer.from(before + secret)
      .toString("base64")
      .replace(/=+$/, "")
      .slice(skipped, -2);
  });
  const texts = [
    ...[secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), ...inside],
    ...inside.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    ...[bytes.toString("hex"), md5Hex(bytes)],
  ];
  return [...texts.map((text) => Buffer.from(text)), Buffer.from(secret, "utf16le")];
}

/** Which of the things, by name, contain a secret in any shape. */
function leaksIn(things: ReadonlyMap<string, Buffer>, secrets: readonly string[]): readonly string[] {
  const shapes = secrets.flatMap(shapesOf);
  return [...things]
    .filter(([, bytes]) => shapes.some((shape) => bytes.includes(shape)))
    .map(([name]) => name);
}

/** What a server says that shows a client its own secrets: as they are, as they stand in addresses, and in Base64. */
function repeatedBy(secrets: readonly string[]): string {
  return secrets.flatMap((secret) => [secret, encodeURIComponent(secret), btoa(secret)]).join(" ");
}

/** All files below a folder, by their path. */
async function filesBelow(folder: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path, await readFile(path));
  }
  return files;
}

/** Arguments and environment of every process that runs with this profile, as anybody of the system may read them. */
async function processesOf(electron: ElectronApplication): Promise<Map<string, Buffer>> {
  const ids = await electron.evaluate(({ app }) => app.getAppMetrics().map(({ pid }) => pid));
  const seen = new Map<string, Buffer>();
  for (const id of ids) {
    for (const what of ["cmdline", "environ"]) {
      const text = await readFile(`/proc/${id}/${what}`).catch(() => null);
      if (text !== null) seen.set(`${what} of ${id}`, text);
    }
  }
  return seen;
}

/** Sends one file to a destination and waits until its row came to rest. */
async function send(page: Page, folder: string, to: string, name: string): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, `content of ${name}`);
  await openView(page, "queue");
  await sendTo(page, to);
  await dropPaths(page, [path]);
  await expect
    .poll(
      async () =>
        await page.evaluate(async (file) => {
          const query = { search: file, offset: 0, limit: 1 };
          const lists = ["queue", "history"] as const;
          const pages = await Promise.all(
            lists.map((list) => window.bridge.request("uploads:page", { list, ...query })),
          );
          return pages.flatMap(({ rows }) => rows).map(({ state }) => state.kind)[0];
        }, name),
      { timeout: 30_000 },
    )
    .toMatch(/^(completed|failed|unconfirmed|waiting)$/);
}

test.describe("secrets that are known to the test", () => {
  const missing = missingProgram();
  test.skip(
    missing !== null,
    `${missing} is not installed; install dbus and gnome-keyring to run this test.`,
  );
  test.skip(process.platform !== "linux", "The keyring of this test is GNOME's.");
  let keyring: Keyring | null = null;
  const servers: ContractServer[] = [];
  test.afterEach(async () => {
    await keyring?.stop();
    for (const server of servers) await server.close();
  });

  test("S-16 were sent by every path, and are in nothing that was written, printed, shown or kept", async ({
    launch,
    folder,
    profile,
    expectedErrors,
  }) => {
    test.setTimeout(240_000);
    expectedErrors.push(/./);
    keyring = await startKeyring(join(folder, "keyring"));
    const options = { switches: ["--password-store=gnome-libsecret"], environment: keyring.environment };
    const written = join(folder, "written");
    const files = join(folder, "files");
    for (const made of [written, files]) await mkdir(made);
    for (const fixture of Object.values(fixtures)) servers.push(await fixture.start());
    const destinations = Object.keys(fixtures).map((service, index) => ({
      name: `To ${service}`,
      service,
      settings: { ...servers[index]?.settings, ...servers[index]?.options },
      secrets: { ...servers[index]?.secrets },
    }));
    const secrets = destinations.flatMap((destination) => Object.values(destination.secrets));
    expect(secrets.length).toBeGreaterThan(4);

    const first = await launch(options);
    const ids = await saveDestinations(first.page, destinations);
    await first.quit();

    // The page of this start was never given a secret: what it holds came from main.
    const { page, electron, quit } = await launch(options);
    const said: Buffer[] = [];
    electron.process().stdout?.on("data", (chunk: Buffer) => said.push(chunk));
    electron.process().stderr?.on("data", (chunk: Buffer) => said.push(chunk));
    const shown = await watchNotifications(electron);
    for (const [index, { name, secrets: own }] of destinations.entries()) {
      const repeated = repeatedBy(Object.values(own));
      await send(page, files, name, `delivered ${index}.txt`);
      for (const status of [400, 401, 500]) {
        servers[index]?.answerUploads(
          status,
          JSON.stringify({ error: repeated, RM: repeated, message: repeated }),
        );
        await send(page, files, name, `answered ${status} ${index}.txt`);
      }
    }
    const answers = await askEverything(page, ids);
    for (const [name, request] of Object.entries(exports(ids))) {
      await answerSaveDialog(electron, join(written, name));
      await page.evaluate(([channel, args]) => {
        const ask = window.bridge.request as (name: string, args: unknown) => Promise<unknown>;
        return ask(channel, args);
      }, request);
    }
    const things = new Map<string, Buffer>([["what the page was answered", Buffer.from(answers)]]);
    things.set("notifications", Buffer.from(JSON.stringify(await shown())));
    for (const words of [
      ["destinations", "list", "--json"],
      ["history", "--json"],
      ["queue", "--json"],
      ["destinations", "test", "To imkit", "--json"],
    ]) {
      const { output, complaints } = await outcome(await startCommand(profile, words));
      expect(output, words.join(" ")).not.toBe("");
      things.set(words.join(" "), Buffer.from(output + complaints));
    }
    for (const [name, bytes] of await processesOf(electron)) things.set(name, bytes);
    const heap = join(written, "page.heapsnapshot");
    await electron.evaluate(async ({ BrowserWindow }, path) => {
      await BrowserWindow.getAllWindows()[0]?.webContents.takeHeapSnapshot(path);
    }, heap);
    expect((await stat(heap)).size).toBeGreaterThan(1_000_000);
    await openView(page, "history");
    await expect(rowOf(page, "delivered 0.txt")).toBeVisible();
    things.set("the page", Buffer.from(await page.content()));
    await electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    );
    await page.waitForEvent("crash").catch(() => undefined);
    await quit();

    things.set("what Waybill printed", Buffer.concat(said));
    for (const place of [profile, written])
      for (const [path, bytes] of await filesBelow(place)) things.set(path, bytes);
    expect([...things.keys()].filter((path) => path.startsWith(written)).length).toBeGreaterThanOrEqual(4);
    expect(leaksIn(things, secrets)).toEqual([]);
    // The search finds what is there: the files' own names in the records, and the secrets in what the test wrote itself.
    expect(leaksIn(things, ["delivered 0.txt"]).length).toBeGreaterThan(2);
    expect(leaksIn(new Map([["own", Buffer.from(repeatedBy(secrets))]]), secrets)).toEqual(["own"]);

    const dumps = [...things.keys()].filter((path) => /\.dmp$|[/\\]core(\.\d+)?$/.test(path));
    expect(dumps, "crash dumps").toEqual([]);
    expect((await stat(profile)).mode & 0o077, "the profile is its user's alone").toBe(0);
    const own = [...things.keys()].filter(
      (path) => path.startsWith(profile) && !path.startsWith(join(profile, "chromium")),
    );
    const open: string[] = [];
    for (const path of own) if (((await stat(path)).mode & 0o077) !== 0) open.push(path);
    expect(own.length).toBeGreaterThan(2);
    expect(open, "files that others may read").toEqual([]);
  });
});

/** Notes every notification that main shows from now on. */
async function watchNotifications(electron: ElectronApplication): Promise<() => Promise<unknown>> {
  await electron.evaluate(({ Notification }) => {
    const shown: unknown[] = [];
    Object.assign(globalThis, { shown });
    const { show } = Notification.prototype;
    Notification.prototype.show = function () {
      shown.push([this.title, this.body, this.subtitle]);
      return show.call(this);
    };
  });
  return () => electron.evaluate(() => Reflect.get(globalThis, "shown"));
}

/** What the page is answered to every question about destinations, rows, receipts and the program, as one text. */
async function askEverything(page: Page, ids: readonly string[]): Promise<string> {
  return await page.evaluate(async (destinationIds) => {
    const { request } = window.bridge;
    const seen: unknown[] = [
      await request("destinations:list", undefined),
      await request("destinations:sign-ins", undefined),
      await request("diagnostics:report", undefined),
      await request("settings:get", undefined),
    ];
    for (const list of ["queue", "history"] as const) {
      const found = await request("uploads:page", { list, search: "", offset: 0, limit: 500 });
      seen.push(found);
      for (const { id } of found.rows) {
        seen.push(await request("receipts:get", { id }), await request("uploads:attempts", { id }));
      }
    }
    for (const destination of await request("destinations:list", undefined)) {
      const { id, name, service, settings } = destination;
      if (!destinationIds.includes(id)) continue;
      seen.push(await request("destinations:test", { id, name, service, settings, secrets: {} }));
    }
    return JSON.stringify(seen);
  }, ids);
}

/** What is written to files of the user's choice, by the file's name: the request and its arguments. */
function exports(ids: readonly string[]): Readonly<Record<string, readonly [string, unknown]>> {
  const history = { scope: { kind: "all" } };
  return {
    "destinations.json": ["destinations:export", { ids }],
    "history.json": ["history:export", { ...history, format: "json", withSecrets: true }],
    "history.csv": ["history:export", { ...history, format: "csv", withSecrets: false }],
  };
}
