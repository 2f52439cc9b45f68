import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openEngine } from "../../../electron/engine/open-engine";
import { silentLogger, systemClock } from "../../../electron/engine/ports";
import { openPractice } from "../../../electron/engine/practice/open-practice";
import { practiceDestinationSettings } from "../../../electron/engine/practice/practice-destination";
import { listServices } from "../../../electron/engine/services/index";
import { noVault, temporaryFolder } from "../../helpers/engine";
import { imkitOk, json, type ScriptedService, startScriptedService } from "../../servers/scripted-service";
import { run, type Surroundings } from "../../unit/cli/run-cli";

let folder: { path: string; remove: () => Promise<void> };
let service: ScriptedService;
let variables: Record<string, string>;

/** Runs a command with the real engine on the test's own profile. */
function waybill(argv: readonly string[], more: Surroundings = {}) {
  return run(argv, {
    currentDirectory: folder.path,
    defaultProfileDirectory: join(folder.path, "profile"),
    variables,
    openEngine: async (profileDirectory, use) => {
      const options = { vault: noVault, systemProxy: async () => null, logger: silentLogger, decoder: null };
      return (
        await openEngine({ ...options, profileDirectory, environment: variables, use, version: "test" })
      ).connection;
    },
    ...more,
  });
}

async function addRoom(name = "Room") {
  const settings = [`baseUrl=${service.baseUrl}`, "bucket=b", "roomID=room"].flatMap((word) => [
    "--set",
    word,
  ]);
  const secrets = ["token=env:ROOM_TOKEN", "clientKey=env:ROOM_KEY"].flatMap((word) => ["--secret", word]);
  return await waybill(["destinations", "add", name, "--service", "imkit", ...settings, ...secrets]);
}

async function file(name: string, content = "hello"): Promise<void> {
  const path = join(folder.path, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
}

beforeEach(async () => {
  folder = await temporaryFolder();
  variables = { ROOM_TOKEN: "user-token-0123456789", ROOM_KEY: "client-key-0123456789" };
  service = await startScriptedService(imkitOk(5));
});

afterEach(async () => {
  await service.close();
  await folder.remove();
});

describe("the main job from the command line", () => {
  test("sends a file to Practice on a fresh profile, verified, and finds it in the history", async () => {
    await file("a.txt");
    const sent = await waybill(["upload", "a.txt", "--to", "Practice", "--json"]);
    expect(sent.code).toBe(0);
    expect(sent.out).toHaveLength(1);
    const row = JSON.parse(sent.out[0] ?? "");
    expect(row).toMatchObject({ state: "completed", path: join(folder.path, "a.txt"), error: null });
    expect(row.receipt.verified).toBe("hash");
    const history = await waybill(["history", "--json"]);
    expect(history.out.map((line) => JSON.parse(line))).toEqual([row]);
    expect((await waybill(["queue"])).out).toEqual([]);
  });

  test("prints the links of a folder's files in their order and brings one back", async () => {
    for (const name of ["many/1.txt", "many/2.txt", "many/10.txt"]) await file(name, name);
    const sent = await waybill(["upload", "many", "--to", "Practice"]);
    expect(sent.code).toBe(0);
    const history = await waybill(["history", "--json"]);
    const rows = history.out.map((line) => JSON.parse(line));
    const opening = (row: { links: { url: string; opensInBrowser: boolean }[] }) =>
      row.links.find((link) => link.opensInBrowser)?.url;
    const byName = Object.fromEntries(rows.map((row) => [row.name, opening(row)]));
    expect(sent.out).toEqual([byName["1.txt"], byName["2.txt"], byName["10.txt"]]);
    const { id } = rows.find((row) => row.name === "10.txt");
    const back = await waybill(["download", id, "--output", "back.txt"]);
    expect([back.code, back.out]).toEqual([0, [join(folder.path, "back.txt")]]);
    expect(await readFile(join(folder.path, "back.txt"), "utf8")).toBe("many/10.txt");
  });

  test("prints practice's commands such that they work against it", async () => {
    const interrupt = new AbortController();
    const profileDirectory = join(folder.path, "practice-profile");
    const ports = { clock: systemClock, logger: silentLogger, decoder: null };
    const { server } = await openPractice({ profileDirectory, ownsProfile: false, ...ports });
    const startPractice = async () => {
      setTimeout(() => interrupt.abort(), 10);
      return {
        address: server.baseUrl,
        accounts: practiceDestinationSettings(server),
        close: async () => {},
      };
    };
    const printed = await waybill(["practice"], { startPractice, interrupt: interrupt.signal });
    const exported = printed.out.flatMap((line) => {
      const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    });
    variables = Object.fromEntries(exported);
    await file("a.txt");
    const adds = printed.out.filter((line) => line.startsWith("waybill destinations add"));
    expect(adds.map((line) => /--service (\S+)/.exec(line)?.[1]).toSorted()).toEqual(
      listServices()
        .map(({ id }) => id)
        .toSorted(),
    );
    for (const line of adds) {
      const words = line.split(" ").slice(1);
      expect((await waybill(words)).code).toBe(0);
      const sent = await waybill(["upload", "a.txt", "--to", words[2] ?? ""]);
      expect([sent.code, sent.out.length]).toEqual([0, 1]);
    }
    await server.close();
  });
});

describe("what can go wrong", () => {
  test("adds a destination without its secrets' values, tests it, and removes it", async () => {
    expect((await addRoom()).code).toBe(0);
    const shown = await waybill(["destinations", "show", "Room"]);
    expect(shown.out.join("\n")).toContain("env:ROOM_TOKEN");
    expect(shown.out.join("\n")).not.toContain("user-token-0123456789");
    expect((await waybill(["destinations", "remove", "Room"])).code).toBe(0);
    expect((await waybill(["destinations", "show", "Room"])).code).toBe(2);
  });

  test("sends nothing when one of the paths is missing, or a required setting", async () => {
    await addRoom();
    await file("a.txt");
    const missing = await waybill(["upload", "a.txt", "gone.txt", "--to", "Room"]);
    expect(missing.code).toBe(2);
    expect(missing.err).toContain("gone.txt");
    expect(missing.err).toContain("(file-missing)");
    const emptied = await waybill(["upload", "a.txt", "--to", "Room", "--set", "roomID="]);
    expect(emptied.code).toBe(2);
    expect(emptied.err).toContain("roomID");
    await mkdir(join(folder.path, "empty"));
    expect((await waybill(["upload", "empty", "--to", "Room"])).code).toBe(2);
    expect(service.seen.filter(({ method }) => method === "POST")).toEqual([]);
    expect((await waybill(["queue"])).out).toEqual([]);
  });

  test("ends with 1 at once for a wrong token, keeps the others parked, and goes on when it is right", async () => {
    await addRoom();
    for (const name of ["1", "2", "3", "4", "5"]) await file(`files/${name}.txt`);
    service.answer = json(401, {
      RC: 401,
      RM: "Unauthorized",
      error: { code: "INVALID_TOKEN", message: "no" },
    });
    const began = Date.now();
    const refused = await waybill(["upload", "files", "--to", "Room"]);
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("(auth)");
    expect(refused.err).toContain("waiting for valid credentials of Room");
    const queue = (await waybill(["queue", "--json"])).out.map((line) => JSON.parse(line));
    expect(queue).toHaveLength(5);
    service.answer = imkitOk(5);
    const went = await waybill(["run"]);
    expect(went.code).toBe(0);
    const failed = (await waybill(["queue", "--json"])).out.map((line) => JSON.parse(line));
    for (const { id } of failed) expect((await waybill(["retry", id])).code).toBe(0);
    expect((await waybill(["queue"])).out).toEqual([]);
  });

  test("gives up on a server that is not there after --timeout, and keeps the row", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const address = closed.address();
    const port = typeof address === "object" ? address?.port : 0;
    await new Promise((resolve) => closed.close(resolve));
    const set = [`baseUrl=http://127.0.0.1:${port}`, "bucket=b", "roomID=r"].flatMap((word) => [
      "--set",
      word,
    ]);
    const secrets = ["token=env:ROOM_TOKEN", "clientKey=env:ROOM_KEY"].flatMap((word) => ["--secret", word]);
    await waybill(["destinations", "add", "Nowhere", "--service", "imkit", ...set, ...secrets]);
    await file("a.txt");
    const { code, out, err } = await waybill(["upload", "a.txt", "--to", "Nowhere", "--timeout", "1"]);
    expect([code, out]).toEqual([1, []]);
    expect(err).toContain("Nothing was heard for 1 s");
    expect((await waybill(["queue", "--json"])).out).toHaveLength(1);
  });

  test("tries again at the user's word though the server asked for five minutes", async () => {
    await addRoom();
    await file("a.txt");
    service.answer = json(429, { error: "RATE_LIMIT_EXCEEDED", retryAfter: 300 });
    const held = await waybill(["upload", "a.txt", "--to", "Room", "--timeout", "1"]);
    expect(held.code).toBe(1);
    const [row] = (await waybill(["queue", "--json"])).out.map((line) => JSON.parse(line));
    expect(row).toMatchObject({ state: "waiting", attempts: 0, error: { code: "rate-limited" } });
    service.answer = imkitOk(5);
    const went = await waybill(["retry", row.id]);
    expect([went.code, went.out.length]).toEqual([0, 1]);
  });

  test("ends with 3 when the answer is lost, and lets the user resolve it", async () => {
    await addRoom();
    await file("a.txt");
    service.answer = (_response, _seen, socket) => {
      socket.destroy();
    };
    const lost = await waybill(["upload", "a.txt", "--to", "Room"]);
    expect(lost.code).toBe(3);
    const [, id] = /waybill resolve (\S+) --as/.exec(lost.err) ?? [];
    expect((await waybill(["run"])).code).toBe(3);
    service.answer = imkitOk(5);
    const again = await waybill(["resolve", id ?? "", "--as", "resend"]);
    expect([again.code, again.out.length]).toEqual([0, 1]);
  });
});

describe("one engine per profile", () => {
  test("two commands at once both end with their own rows, also when the owner ends first", async () => {
    await addRoom();
    await file("quick.txt");
    for (let index = 0; index < 30; index += 1) await file(`slow/${index}.txt`);
    const answer = imkitOk(5);
    service.answer = async (response, seen, socket) => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      await answer(response, seen, socket);
    };
    const [quick, slow] = await Promise.all([
      waybill(["upload", "quick.txt", "--to", "Practice"]),
      waybill(["upload", "slow", "--to", "Room"]),
    ]);
    expect([quick.code, quick.out.length]).toEqual([0, 1]);
    expect({ code: slow.code, lines: slow.out.length, err: slow.err }).toEqual({
      code: 0,
      lines: 30,
      err: "",
    });
  });
});
