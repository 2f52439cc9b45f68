import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { lstat, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  expect,
  openView,
  type RunningApp,
  readClipboard,
  readRuntime,
  rowOf,
  sandboxSwitches,
  test,
} from "./app.fixture";
import { missingProgram } from "./keyring";
import { outcome, startCommand, startWindow } from "./processes";

/** A second start hands its words over and ends. */
async function startAgain(profile: string, words: readonly string[]): Promise<void> {
  expect((await outcome(await startWindow(profile, words))).code).toBe(0);
}

/** Starts another program that takes these keys for itself. */
async function holdKeys(keys: string, folder: string): Promise<ChildProcess> {
  const { executable } = await readRuntime();
  const words = [...sandboxSwitches, `--user-data-dir=${join(folder, "holder")}`];
  const holder = spawn(executable, [...words, join(import.meta.dirname, "key-holder")], {
    env: { ...process.env, WAYBILL_HELD_KEYS: keys },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [said] = await once(holder.stdout, "data");
  expect(String(said).trim()).toBe("held");
  return holder;
}

const deliveredText = async ({ electron }: RunningApp): Promise<string> => {
  const link = await readClipboard(electron);
  return link.startsWith("http") ? await (await fetch(link)).text() : "";
};

test.describe("a later start", () => {
  test("sends the files it names in the window that is open, and ends", async ({
    launch,
    profile,
    folder,
  }) => {
    const app = await launch();
    const path = join(folder, "from elsewhere.txt");
    await writeFile(path, "named on a command line");
    await startAgain(profile, [path]);
    await openView(app.page, "history");
    await expect(rowOf(app.page, "from elsewhere.txt")).toBeVisible();
    await expect.poll(() => deliveredText(app)).toBe("named on a command line");
  });

  test("is not lost while the first one is still opening", async ({ profile, folder }) => {
    const path = join(folder, "early.txt");
    await writeFile(path, "named before the window was there");
    const first = await startWindow(profile);
    const isLocked = () =>
      lstat(join(profile, "SingletonLock")).then(
        () => true,
        () => false,
      );
    await expect.poll(isLocked, { intervals: [5] }).toBe(true);
    await startAgain(profile, [path]);
    const delivered = async () => (await outcome(await startCommand(profile, ["history", "--json"]))).output;
    await expect.poll(delivered, { timeout: 40_000 }).toContain("early.txt");
    const ended = once(first, "close");
    first.kill("SIGTERM");
    await ended;
  });

  test("sends the clipboard when it is asked to", async ({ launch, profile }) => {
    const app = await launch();
    await app.electron.evaluate(({ clipboard }) => clipboard.writeText("copied words"));
    await startAgain(profile, ["--clipboard"]);
    await expect.poll(() => deliveredText(app)).toBe("copied words");
  });

  test("with a link opens the upload it names, and sends nothing", async ({ launch, profile, folder }) => {
    const { page } = await launch();
    const path = join(folder, "a.txt");
    await writeFile(path, "a");
    await startAgain(profile, [path]);
    await openView(page, "history");
    await expect(rowOf(page, "a.txt")).toBeVisible();
    const { rows } = await page.evaluate(() =>
      window.bridge.request("uploads:page", { list: "history", search: "", offset: 0, limit: 1 }),
    );
    await openView(page, "queue");
    await startAgain(profile, [`waybill://upload/${rows[0]?.id}`]);
    await expect(page.getByTestId("detail-panel")).toBeVisible();
    await startAgain(profile, ["waybill://send/etc/passwd"]);
    await openView(page, "queue");
    await expect(rowOf(page, "passwd")).toHaveCount(0);
  });

  test("with a link to add a destination asks first, then opens a form that holds no more than is seen", async ({
    launch,
    profile,
  }) => {
    const { electron, page } = await launch();
    const asked = (answer: number) =>
      electron.evaluate(({ dialog }, response) => {
        const showMessageBox = async (_window: unknown, question: { detail: string }) => {
          Object.assign(globalThis, { asked: question.detail });
          return { response, checkboxChecked: false };
        };
        Object.assign(dialog, { showMessageBox });
      }, answer);
    const question = () => electron.evaluate(() => (globalThis as { asked?: string }).asked);
    const link =
      "waybill://add-destination?service=rocket-chat&name=Team&baseUrl=https%3A%2F%2Fchat.example&token=stolen&proxy=http%3A%2F%2Fevil.example";
    await asked(1);
    await startAgain(profile, [link]);
    await expect.poll(question).toContain("Service: Rocket.Chat\nName: Team\nAddress: https://chat.example");
    await expect(page.getByTestId("destination-sheet")).toHaveCount(0);
    await asked(0);
    await startAgain(profile, [link]);
    const sheet = page.getByTestId("destination-sheet");
    await expect(sheet.getByRole("textbox", { name: /name/i }).first()).toHaveValue("Team");
    await expect(sheet.locator("input[value='https://chat.example']")).toBeVisible();
    const values = await sheet
      .locator("input")
      .evaluateAll((inputs) => inputs.map((input) => (input instanceof HTMLInputElement ? input.value : "")));
    expect(values.join(" ")).not.toMatch(/stolen|evil/);
    const names = await page.evaluate(() => window.bridge.request("destinations:list", undefined));
    expect(names.map(({ name }) => name)).toEqual(["Practice"]);
  });
});

test("an editor uploads through the address that was copied for it, and no other key opens it", async ({
  launch,
  folder,
}) => {
  const { electron, page } = await launch();
  const path = join(folder, "note.png");
  await writeFile(path, "a picture");
  await page.evaluate(async () => {
    await window.bridge.request("settings:save", { editorEndpoint: true, editorPort: 36_699 });
  });
  await expect
    .poll(() => page.evaluate(() => window.bridge.request("desktop:status", undefined)))
    .toMatchObject({ editors: { port: 36_699, trouble: null, hasKey: false } });
  await page.evaluate(() => window.bridge.request("editors:copy-address", undefined));
  const address = await readClipboard(electron);
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:36699\/upload\?key=[\w-]{20,}$/);
  const ask = async (url: string): Promise<{ success: boolean; result: string[] }> => {
    const headers = { "Content-Type": "application/json" };
    return (await fetch(url, { method: "POST", headers, body: JSON.stringify({ list: [path] }) })).json();
  };
  const { success, result } = await ask(address);
  expect(success).toBe(true);
  expect(await (await fetch(result[0] ?? "")).text()).toBe("a picture");
  expect((await ask(address.replace(/key=.*/, "key=wrong"))).success).toBe(false);
  await page.evaluate(() => window.bridge.request("editors:copy-address", undefined));
  expect((await ask(address)).success).toBe(false);
});

test("what comes into a watched folder is sent by itself", async ({ launch, folder }) => {
  const { electron, page } = await launch();
  const inbox = join(folder, "inbox");
  await mkdir(inbox);
  await writeFile(join(inbox, "before.txt"), "was there before");
  await electron.evaluate(({ dialog }, chosen) => {
    Object.assign(dialog, { showOpenDialog: async () => ({ canceled: false, filePaths: [chosen] }) });
  }, inbox);
  const answer = await page.evaluate(async () => {
    const [destination] = await window.bridge.request("destinations:list", undefined);
    return await window.bridge.request("watch:choose", { destinationId: destination?.id ?? "" });
  });
  expect(answer).toEqual({ ok: true });
  const outside = join(folder, "scan.pdf");
  await writeFile(outside, "a scan");
  await rename(outside, join(inbox, "scan.pdf"));
  await openView(page, "history");
  await expect(rowOf(page, "scan.pdf")).toBeVisible();
  await expect(rowOf(page, "before.txt")).toHaveCount(0);
  const folders = await page.evaluate(() => window.bridge.request("watch:list", undefined));
  expect(JSON.stringify(folders)).not.toContain(folder);
});

test.describe("the shortcut that works everywhere", () => {
  const missing = process.platform === "linux" ? missingProgram(["xdotool"]) : "xdotool";
  test.skip(missing !== null, `${missing} is not installed`);

  test("sends the clipboard on real key presses, and says when it is no shortcut", async ({ launch }) => {
    const app = await launch();
    const save = (shortcut: string) =>
      app.page.evaluate((value) => window.bridge.request("settings:save", { shortcut: value }), shortcut);
    const status = () => app.page.evaluate(() => window.bridge.request("desktop:status", undefined));
    await save("Control+Alt+U");
    await expect.poll(async () => (await status()).shortcut).toEqual({ registered: true, trouble: null });
    await app.electron.evaluate(({ clipboard }) => clipboard.writeText("sent by a key"));
    execFileSync("xdotool", ["key", "ctrl+alt+u"]);
    await expect.poll(() => deliveredText(app)).toBe("sent by a key");
    await save("Control+Nonsense");
    await expect.poll(async () => (await status()).shortcut.trouble).toBe("not-a-shortcut");
  });

  test("says in the settings that another program holds it, and is taken when that program ends", async ({
    launch,
    folder,
  }) => {
    const keys = "Control+Alt+K";
    const holder = await holdKeys(keys, folder);
    const app = await launch();
    await openView(app.page, "settings");
    await app.page.getByTestId("settings-desktop").click();
    await app.page.evaluate((shortcut) => window.bridge.request("settings:save", { shortcut }), keys);
    const trouble = app.page.getByText("Another program holds these keys.");
    await expect(trouble).toBeVisible();
    const ended = once(holder, "close");
    holder.kill("SIGTERM");
    await ended;
    await expect(trouble).toHaveCount(0);
    await app.electron.evaluate(({ clipboard }) => clipboard.writeText("sent by a freed key"));
    execFileSync("xdotool", ["key", "ctrl+alt+k"]);
    await expect.poll(() => deliveredText(app)).toBe("sent by a freed key");
  });
});
