import { writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ElectronApplication } from "playwright/test";
import { dropPaths, expect, openView, rowOf, test } from "./app.fixture";
import { searchEverywhere, sendNonsense } from "./attack/requests";
import { tryWaysOut } from "./attack/ways-out";
import { linesOfNetLog, openWitness } from "./attack/witness";
import { clinicAt, nobody, saveDestinations, sendTo } from "./window";

/** A name that nobody has: RFC 2606. */
const domain = "waybill-attack.example";

/** Answers every dialog of main as somebody does who wants none of it, and counts them. */
async function refuseDialogs(electron: ElectronApplication): Promise<() => Promise<readonly string[]>> {
  await electron.evaluate(({ dialog }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    const note = (...parameters: readonly unknown[]) => {
      const { message = "a file" } = parameters.at(-1) as { message?: string };
      asked.push(message);
      return Promise.resolve({ response: 1, canceled: true, filePath: "", filePaths: [] });
    };
    Object.assign(dialog, { showMessageBox: note, showOpenDialog: note, showSaveDialog: note });
  });
  return () => electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
}

test("S-05 a page that was taken over reaches nobody by any way out of a page", async ({
  launch,
  folder,
  expectedErrors,
}) => {
  // The page's console tells of every way that was refused.
  expectedErrors.push(/./);
  const witness = await openWitness();
  const netLog = join(folder, "net-log.json");
  const { page, electron, quit } = await launch({
    switches: [`--log-net-log=${netLog}`, "--net-log-capture-mode=Everything"],
  });
  const outcome = await page.evaluate(tryWaysOut, { host: `127.0.0.1:${witness.port}`, domain });
  expect(outcome["speculation"]).toBe("refused");
  // A frame that was refused "loads" the page that says so.
  const reached = Object.entries(outcome).filter(([, words]) => words.startsWith("reached"));
  expect(reached).toEqual([["frame", "reached: loaded"]]);
  // Both witnesses are awake: main, from a session of its own, is heard by one and seen by the other.
  await electron.evaluate(
    async ({ session }, [host, name]) => {
      const own = session.fromPartition("control");
      await own.fetch(`http://${host}/control`);
      await own.fetch(`http://control.${name}/`).catch(() => undefined);
    },
    [`127.0.0.1:${witness.port}`, domain],
  );
  await quit();
  expect(witness.arrived).toEqual(["GET /control HTTP/1.1"]);
  const lookedUp = await linesOfNetLog(netLog, domain);
  expect(lookedUp.some((line) => line.includes(`control.${domain}`))).toBe(true);
  expect(lookedUp.filter((line) => !line.includes(`control.${domain}`))).toEqual([]);
  await witness.close();
});

test("S-14 a page that was taken over finds no file, no path, no secret and nothing of the environment", async ({
  launch,
  folder,
  profile,
  expectedErrors,
}) => {
  expectedErrors.push(/./);
  const secrets = ["c4nary-of-a-destination", "c4nary-of-the-environment", "c4nary-in-a-file"];
  const { page, electron } = await launch({ environment: { WAYBILL_CANARY: "c4nary-of-the-environment" } });
  const asked = await refuseDialogs(electron);
  const [id = ""] = await saveDestinations(page, [
    { ...clinicAt("Clinic", nobody), secrets: { apiKey: "c4nary-of-a-destination" } },
  ]);
  const file = join(folder, "letter.txt");
  await writeFile(file, "c4nary-in-a-file");
  await sendTo(page, "Clinic");
  await dropPaths(page, [file]);
  await openView(page, "queue");
  await expect(rowOf(page, "letter.txt")).toBeVisible();
  const addresses = [file, "/etc/passwd", join(profile, "waybill.db"), process.execPath].flatMap((path) => [
    `file://${path}`,
    `app://bundle/..${path}`,
    `app://bundle/%2e%2e${path}`,
    `app://bundle//${path}`,
    `thumb://upload/..${path}`,
    `filesystem:app://bundle${path}`,
    `view-source:file://${path}`,
    path,
  ]);
  const found = await page.evaluate(searchEverywhere, { addresses, destinationId: id });
  expect(found.answered).toBeGreaterThan(20);
  const paths = [folder, profile, homedir(), process.execPath, "root:x:0"];
  for (const canary of [...secrets, ...paths]) expect(found.text, canary).not.toContain(canary);
  expect(found.text).toContain("letter.txt");
  // What it can't have without the user's word, it asked the user for.
  expect((await asked()).length).toBeGreaterThan(0);
});

test("S-10 a page that was taken over gets nothing done by wrong names and wrong arguments", async ({
  launch,
  expectedErrors,
}) => {
  expectedErrors.push(/./);
  const { page, electron } = await launch();
  const before = await page.evaluate(() => window.bridge.request("settings:get", undefined));
  const { answers, isPolluted } = await page.evaluate(sendNonsense);
  expect(answers.length).toBeGreaterThan(300);
  expect(answers.filter((answer) => !answer.startsWith("refused"))).toEqual([]);
  expect(isPolluted).toBe(false);
  expect(await page.evaluate(() => window.bridge.request("settings:get", undefined))).toEqual(before);
  // Main is as it was: no prototype changed, and it still answers.
  const main = await electron.evaluate(() => ({
    polluted: Reflect.get({}, "polluted"),
    keys: Object.keys(Object.getPrototypeOf({})),
  }));
  expect(main).toEqual({ polluted: undefined, keys: [] });
});

test("S-05 a page that was taken over sends nothing that is there to a server of its own", async ({
  launch,
  folder,
}) => {
  const { page, electron } = await launch();
  const asked = await refuseDialogs(electron);
  const [id = ""] = await saveDestinations(page, [clinicAt("Clinic", nobody)]);
  const file = join(folder, "letter.txt");
  await writeFile(file, "confidential");
  await sendTo(page, "Clinic");
  await dropPaths(page, [file]);
  await openView(page, "queue");
  await expect(rowOf(page, "letter.txt")).toBeVisible();
  const answers = await page.evaluate(
    async ({ destinationId, draft }) => {
      const { request } = window.bridge;
      const destinations = await request("destinations:list", undefined);
      const clinic = destinations.find((each) => each.id === destinationId);
      const moved = { ...clinic?.settings, baseUrl: draft.settings["baseUrl"] ?? "" };
      return [
        await request("destinations:save", draft),
        await request("destinations:test", draft),
        await request("destinations:save", { ...draft, id: destinationId, name: "Clinic", settings: moved }),
        await request("destinations:save", { ...draft, id: destinationId, settings: moved, secrets: {} }),
        await request("settings:save", { proxyMode: "manual", proxy: "http://evil.example:3128" }),
      ].map(({ ok }) => ok);
    },
    { destinationId: id, draft: clinicAt("Mine", "https://evil.example") },
  );
  expect(answers).toEqual([false, false, false, false, false]);
  expect((await asked()).length).toBe(5);
  const places = await page.evaluate(async () =>
    JSON.stringify([
      await window.bridge.request("destinations:list", undefined),
      await window.bridge.request("settings:get", undefined),
    ]),
  );
  expect(places).not.toContain("evil.example");
});
