import { createHash } from "node:crypto";
import { appendFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../electron/engine/ports";
import { saveRoom, startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";
import { imkitOk, json, type ScriptedService, startScriptedService } from "../../servers/scripted-service";

let folder: { path: string; remove: () => Promise<void> };
let engine: TestEngine;
let service: ScriptedService;

const secrets = { token: "user-token-0123456789", clientKey: "client-key-0123456789" };
/** References outlive a restart, which secrets of a system without a keyring do not. */
const environment = { ROOM_TOKEN: secrets.token, ROOM_KEY: secrets.clientKey };

async function addImkit(name = "Room", settings: Record<string, string> = {}): Promise<void> {
  await saveRoom(engine, service.baseUrl, settings, { name });
}

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder.path, "files", name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return path;
}

/** Starts the engine again; answers the errors of its log from then on. */
async function restartNotingErrors(): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  const logger = { ...silentLogger, error: (...words: unknown[]) => void errors.push(words) };
  await engine.close();
  engine = await startEngine(engine.profileDirectory, { environment, logger });
  return errors;
}

const uploads = () => service.seen.filter((request) => request.method === "POST");

beforeEach(async () => {
  folder = await temporaryFolder();
  service = await startScriptedService(imkitOk(5));
  engine = await startEngine(join(folder.path, "profile"), { environment });
});

afterEach(async () => {
  await engine.close();
  await service.close();
  await folder.remove();
});

describe("the main job", () => {
  it("takes a file to Practice, verifies it by hash, and gives a link that opens without headers", async () => {
    const path = await file("hello.txt", "Hello, Waybill");
    const [upload] = await engine.ended(await engine.send("Practice", [path]));
    expect(upload?.state).toEqual({ kind: "completed" });
    expect(upload?.receipt?.verified).toBe("hash");
    const md5 = createHash("md5").update("Hello, Waybill").digest("hex");
    expect(upload?.receipt?.hash).toEqual({ algorithm: "md5", local: md5, remote: md5 });
    const link = upload?.receipt?.links.find((candidate) => candidate.opensInBrowser);
    expect(await (await fetch(link?.url ?? "")).text()).toBe("Hello, Waybill");
  });

  it("takes a folder with its relative paths, in order, and keeps the history over a restart", async () => {
    for (const name of ["b/2.txt", "b/10.txt", "a.txt"]) await file(name, name);
    const rows = await engine.ended(await engine.send("Practice", [join(folder.path, "files")]));
    expect(rows.map((row) => row.state.kind)).toEqual(["completed", "completed", "completed"]);
    expect(rows.map((row) => row.relativePath)).toEqual(["a.txt", "b/2.txt", "b/10.txt"]);
    await engine.close();
    engine = await startEngine(engine.profileDirectory, { environment });
    const history = await engine.rows("history");
    expect(history.map((row) => row.name).toSorted()).toEqual(["10.txt", "2.txt", "a.txt"]);
    expect((await engine.rows("history", "10.t")).map((row) => row.name)).toEqual(["10.txt"]);
  });

  it("downloads the very bytes it sent", async () => {
    const bytes = Buffer.alloc(3_000_001, "waybill");
    const [upload] = await engine.ended(await engine.send("Practice", [await file("big.bin", bytes)]));
    const outputPath = join(folder.path, "back.bin");
    const answer = await engine.connection.api.download({
      id: upload?.id ?? "",
      outputPath,
      thumbnail: null,
    });
    expect(answer.size).toBe(bytes.length);
    expect((await readFile(outputPath)).equals(bytes)).toBe(true);
  });

  it("announces progress and then the end, each upload settled exactly once", async () => {
    const path = await file("p.bin", Buffer.alloc(8_000_000));
    const [upload] = await engine.ended(await engine.send("Practice", [path]));
    const settled = engine.events.filter((event) => event.kind === "upload-settled");
    expect(settled.map((event) => event.upload.id)).toEqual([upload?.id]);
    const last = engine.events.findLast((event) => event.kind === "progress");
    expect(last?.rows[0]).toMatchObject({ bytesSent: 8_000_000, bytesTotal: 8_000_000 });
  });

  it("never runs more uploads of a destination at a time than its concurrency", async () => {
    await addImkit("Room", { concurrency: "2" });
    let open = 0;
    let most = 0;
    service.answer = async (response, seen, socket) => {
      if (seen.method !== "POST") return json(404, {})(response, seen, socket);
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve, 30));
      open -= 1;
      await imkitOk(1)(response, seen, socket);
    };
    const paths = await Promise.all(Array.from({ length: 9 }, (_, index) => file(`${index}.bin`, "x")));
    const rows = await engine.ended(await engine.send("Room", paths));
    expect(rows.every((row) => row.state.kind === "completed")).toBe(true);
    expect(most).toBe(2);
  });
});

describe("bad input", () => {
  it("names every path it can't take and stores nothing when all or nothing was asked for", async () => {
    const good = await file("good.txt", "x");
    const { id } = await engine.destination("Practice");
    const request = {
      paths: [good, join(folder.path, "gone.txt")],
      destinationId: id,
      options: {},
      hidden: false,
    };
    const strict = await engine.connection.api.add({ ...request, allOrNothing: true });
    expect(strict).toMatchObject({ batchId: null, accepted: 0 });
    expect(strict.refused.map((refusal) => refusal.error.code)).toEqual(["file-missing"]);
    expect(await engine.rows("queue")).toEqual([]);
    const lenient = await engine.connection.api.add({ ...request, allOrNothing: false });
    expect(lenient.accepted).toBe(1);
  });

  it("refuses an upload that lacks a required setting, and names the field", async () => {
    await engine.connection.api.saveDestination({
      name: "No room",
      service: "imkit",
      settings: { baseUrl: service.baseUrl, bucket: "b" },
      secrets,
    });
    const path = await file("a.txt", "x");
    await expect(engine.send("No room", [path])).rejects.toMatchObject({
      field: "roomID",
      error: { code: "invalid-field" },
    });
    expect(service.seen).toEqual([]);
  });

  it.each([
    ["a bad address", { baseUrl: "not an address" }, secrets, "baseUrl"],
    ["plain http to another computer", { baseUrl: "http://files.example" }, secrets, "baseUrl"],
    ["a token with a line break", {}, { ...secrets, token: "one\ntwo" }, "token"],
    ["an unknown setting", { colour: "red" }, secrets, "colour"],
  ])("refuses a destination with %s", async (_, settings, given, field) => {
    const draft = {
      name: "Room",
      service: "imkit",
      settings: { baseUrl: service.baseUrl, bucket: "b", ...settings },
      secrets: given,
    };
    const attempt = engine.connection.api.saveDestination(draft);
    await expect(attempt).rejects.toMatchObject({ field, error: { code: "config" } });
  });

  it("sends nothing when the file changed after it was added, and sends it as it is now when told to", async () => {
    await addImkit();
    const path = await file("log.txt", "12345");
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    service.answer = async (response, seen, socket) => {
      await held;
      await imkitOk(5)(response, seen, socket);
    };
    const first = await Promise.all([1, 2, 3].map((index) => file(`hold-${index}.txt`, "12345")));
    const batch = await engine.send("Room", [...first, path]);
    await engine.until("three uploads run", () => uploads().length === 3);
    await appendFile(path, "6");
    release();
    const rows = await engine.ended(batch);
    expect(rows.at(-1)?.state).toMatchObject({ kind: "failed", error: { code: "file-changed" } });
    expect(uploads()).toHaveLength(3);
    service.answer = imkitOk(6);
    await engine.connection.api.act({ ids: [rows.at(-1)?.id ?? ""], action: "retry" });
    expect((await engine.ended(batch)).at(-1)).toMatchObject({ size: 6, state: { kind: "completed" } });
  });
});

describe("what the server says", () => {
  it("repeats by itself what a busy server refused, after the time that it named, and keeps one copy", async () => {
    await addImkit();
    let asked = 0;
    service.answer = (response, seen, socket) => {
      asked += 1;
      if (asked === 1) return json(503, {}, { "retry-after": "1" })(response, seen, socket);
      return imkitOk(5)(response, seen, socket);
    };
    const begun = Date.now();
    const rows = await engine.ended(await engine.send("Room", [await file("a.txt", "12345")]));
    expect(rows[0]).toMatchObject({ state: { kind: "completed" }, attempts: 2 });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(990);
  });

  it("paces the whole destination when one upload meets a rate limit", async () => {
    await addImkit("Room", { concurrency: "1" });
    const times: number[] = [];
    service.answer = (response, seen, socket) => {
      if (seen.method === "POST") times.push(Date.now());
      if (times.length === 1)
        return json(429, { error: "RATE_LIMIT_EXCEEDED", retryAfter: 1 })(response, seen, socket);
      return imkitOk(5)(response, seen, socket);
    };
    const paths = [await file("1.txt", "12345"), await file("2.txt", "12345")];
    const batch = await engine.send("Room", paths);
    await engine.until("the first one waits", async () => {
      const [first, second] = (
        await engine.connection.api.uploads({
          list: "batch",
          batchId: batch,
          search: "",
          offset: 0,
          limit: 9,
        })
      ).rows;
      return (
        first?.state.kind === "waiting" &&
        first.state.reason === "rate-limit" &&
        second?.state.kind === "queued"
      );
    });
    const rows = await engine.ended(batch);
    expect(rows.map((row) => row.state.kind)).toEqual(["completed", "completed"]);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it("fails the upload that met refused credentials, parks the others, and sends all when the token is replaced", async () => {
    await addImkit("Room", { concurrency: "1" });
    const refusal = {
      RC: 401,
      RM: "Unauthorized",
      error: { code: "INVALID_TOKEN", message: "Invalid or expired token" },
    };
    service.answer = json(401, refusal);
    const paths = await Promise.all([1, 2, 3].map((index) => file(`${index}.txt`, "12345")));
    const batch = await engine.send("Room", paths);
    const parked = await engine.ended(batch);
    expect(parked[0]?.state).toMatchObject({ kind: "failed", error: { code: "auth", httpStatus: 401 } });
    expect(parked.slice(1).map((row) => row.state)).toMatchObject([
      { kind: "waiting", reason: "auth", until: null },
      { kind: "waiting", reason: "auth", until: null },
    ]);
    expect(uploads()).toHaveLength(1);
    service.answer = imkitOk(5);
    const { id, name, settings } = await engine.destination("Room");
    await engine.connection.api.saveDestination({
      id,
      name,
      service: "imkit",
      settings,
      secrets: { token: "fresh-token-9876" },
    });
    expect((await engine.ended(batch)).map((row) => row.state.kind)).toEqual([
      "completed",
      "completed",
      "completed",
    ]);
    expect(uploads().at(-1)?.headers["im-authorization"]).toBe("fresh-token-9876");
  });

  it("leaves an upload unconfirmed when the body went out whole and no answer came, and never repeats it", async () => {
    await addImkit();
    service.answer = (_response, _seen, socket) => {
      socket.destroy();
    };
    const batch = await engine.send("Room", [await file("a.txt", "12345")]);
    const rows = await engine.ended(batch);
    expect(rows[0]?.state).toMatchObject({ kind: "unconfirmed", error: { code: "outcome-unknown" } });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(uploads()).toHaveLength(1);
    const id = rows[0]?.id ?? "";
    service.answer = imkitOk(5);
    await engine.connection.api.act({ ids: [id], action: "resolve-resend" });
    expect((await engine.ended(batch))[0]).toMatchObject({ state: { kind: "completed" }, attempts: 2 });
    expect(uploads()).toHaveLength(2);
  });

  it("takes the user's word that an unconfirmed upload has arrived, and says that nothing verified it", async () => {
    await addImkit();
    service.answer = (_response, _seen, socket) => {
      socket.destroy();
    };
    const batch = await engine.send("Room", [await file("a.txt", "12345")]);
    const [row] = await engine.ended(batch);
    await engine.connection.api.act({ ids: [row?.id ?? ""], action: "resolve-arrived" });
    const [after] = await engine.ended(batch);
    expect(after).toMatchObject({ state: { kind: "completed" }, receipt: { verified: "none", links: [] } });
  });

  it("does not believe a copy whose hash or size differs", async () => {
    await addImkit();
    service.answer = imkitOk(4);
    const rows = await engine.ended(await engine.send("Room", [await file("a.txt", "12345")]));
    expect(rows[0]?.state).toMatchObject({ kind: "failed", error: { code: "receipt-mismatch" } });
  });

  it("waits and tries again while nobody listens at the address, and can be canceled meanwhile", async () => {
    await addImkit();
    await service.close();
    const batch = await engine.send("Room", [await file("a.txt", "12345")]);
    await engine.until("it waits", async () => (await engine.rows("queue"))[0]?.state.kind === "waiting");
    const [row] = await engine.rows("queue");
    expect(row?.state).toMatchObject({ kind: "waiting", reason: "back-off", error: { code: "network" } });
    await engine.connection.api.act({ ids: [row?.id ?? ""], action: "cancel" });
    expect((await engine.ended(batch))[0]?.state).toEqual({ kind: "canceled" });
  });
});

describe("the user's word", () => {
  it("cancels mid-body: the server, which no longer reads, gets no whole file", async () => {
    await addImkit();
    service.onRequest = (_seen, request) => request.pause();
    const batch = await engine.send("Room", [await file("big.bin", Buffer.alloc(30_000_000))]);
    await engine.until("it is being sent", () => uploads().length === 1);
    const [row] = await engine.rows("queue");
    await engine.connection.api.act({ ids: [row?.id ?? ""], action: "cancel" });
    expect((await engine.ended(batch))[0]?.state).toEqual({ kind: "canceled" });
    expect(uploads()[0]?.whole).toBe(false);
  });

  it("pauses mid-body and resumes with one whole copy", async () => {
    await addImkit();
    service.answer = imkitOk(30_000_000);
    service.onRequest = (_seen, request) => request.pause();
    const batch = await engine.send("Room", [await file("big.bin", Buffer.alloc(30_000_000))]);
    await engine.until("it is being sent", () => uploads().length === 1);
    await engine.connection.api.act({ ids: "queue", action: "pause" });
    expect((await engine.rows("queue"))[0]?.state).toEqual({ kind: "paused" });
    service.onRequest = null;
    await engine.connection.api.act({ ids: "queue", action: "resume" });
    expect((await engine.ended(batch))[0]?.state).toEqual({ kind: "completed" });
    expect(uploads().filter((request) => request.whole)).toHaveLength(1);
  });

  it("will not remove a destination while uploads wait for it", async () => {
    await addImkit();
    service.onRequest = (_seen, request) => request.pause();
    await engine.send("Room", [await file("big.bin", Buffer.alloc(30_000_000))]);
    const { id } = await engine.destination("Room");
    const attempt = engine.connection.api.removeDestination({ id });
    await expect(attempt).rejects.toMatchObject({ error: { code: "config" } });
    await engine.connection.api.act({ ids: "queue", action: "cancel" });
    await engine.connection.api.removeDestination({ id });
    expect((await engine.connection.api.destinations()).map((destination) => destination.name)).toEqual([
      "Practice",
    ]);
  });
});

describe("targets that would be overwritten", () => {
  async function addCapillary(settings: Record<string, string> = {}): Promise<void> {
    await engine.connection.api.saveDestination({
      name: "Rewards",
      service: "capillary",
      settings: { baseUrl: service.baseUrl, auth: "basic", username: "till", ...settings },
      secrets: { password: "till-password-0123" },
    });
  }

  it("refuses two files with one name before anything is stored or sent, and names them both", async () => {
    await addCapillary();
    const paths = [await file("a/logo.png", "1"), await file("b/logo.png", "2")];
    await expect(engine.send("Rewards", paths)).rejects.toMatchObject({
      field: "filename",
      error: { code: "invalid-field", message: expect.stringContaining('"logo.png"') },
    });
    expect(await engine.rows("queue")).toEqual([]);
    expect(service.seen).toEqual([]);
  });

  it("refuses a file whose target is queued already, and takes it under a name of its own", async () => {
    await addCapillary();
    service.onRequest = (_seen, request) => request.pause();
    await engine.send("Rewards", [await file("a/logo.png", Buffer.alloc(30_000_000))]);
    const second = await file("b/logo.png", "2");
    await expect(engine.send("Rewards", [second])).rejects.toMatchObject({ field: "filename" });
    await engine.send("Rewards", [second], { filename: "{stem}-{hash8}{ext}" });
    expect(await engine.rows("queue")).toHaveLength(2);
  });
});

describe("looking without working", () => {
  it("sends nothing of the queue until something is added or it is told to work", async () => {
    await addImkit();
    service.onRequest = (_seen, request) => request.pause();
    await engine.send("Room", [await file("a.bin", Buffer.alloc(30_000_000))]);
    await engine.until("it is being sent", () => uploads().length === 1);
    await engine.close();
    service.onRequest = null;
    service.answer = imkitOk(30_000_000);
    engine = await startEngine(engine.profileDirectory, { environment, use: "look" });
    expect((await engine.rows("queue")).map((row) => row.state.kind)).toEqual(["queued"]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(uploads()).toHaveLength(1);
    await engine.send("Practice", [await file("b.txt", "b")]);
    await engine.until("both arrived", async () => (await engine.rows("history")).length === 2);
  });
});

describe("stopping in order", () => {
  it("puts back what is mid-body within three seconds and sends it whole at the next start", async () => {
    await addImkit();
    service.answer = imkitOk(30_000_000);
    service.onRequest = (_seen, request) => request.pause();
    const path = await file("big.bin", Buffer.alloc(30_000_000));
    await engine.send("Room", [path]);
    await engine.until("it is being sent", () => uploads().length === 1);
    const begun = Date.now();
    await engine.close();
    expect(Date.now() - begun).toBeLessThan(3_000);
    service.onRequest = null;
    engine = await startEngine(engine.profileDirectory, { environment });
    await engine.until("it arrived", async () => (await engine.rows("history")).length === 1);
    expect(uploads().filter((request) => request.whole)).toHaveLength(1);
    expect((await stat(path)).size).toBe(30_000_000);
  });

  it("puts to the user what was sent whole and not answered, instead of calling it canceled", async () => {
    const errors = await restartNotingErrors();
    await addImkit();
    service.answer = () => {};
    await engine.send("Room", [await file("a.txt", "12345")]);
    await engine.until("all of it is there", () => uploads().some((request) => request.whole));
    await engine.close();
    expect(errors).toEqual([]);
    engine = await startEngine(engine.profileDirectory, { environment });
    await engine.until("it is put to the user", async () => {
      return (await engine.rows("queue"))[0]?.state.kind === "unconfirmed";
    });
    expect(uploads()).toHaveLength(1);
  });

  it("tells nobody of what was delivered while its links are still asked for, and has it in the history afterwards", async () => {
    const errors = await restartNotingErrors();
    await addImkit();
    service.answer = (response, seen, socket) => {
      if (seen.method === "POST") return imkitOk(5)(response, seen, socket);
    };
    await engine.send("Room", [await file("a.txt", "12345")]);
    await engine.until("its link is asked for", () => service.seen.some(({ method }) => method === "GET"));
    await engine.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(errors).toEqual([]);
    engine = await startEngine(engine.profileDirectory, { environment });
    expect((await engine.rows("history"))[0]?.state).toEqual({ kind: "completed" });
  });

  it("remembers an unconfirmed upload over a restart and still does not send it", async () => {
    await addImkit();
    service.answer = (_response, _seen, socket) => {
      socket.destroy();
    };
    await engine.ended(await engine.send("Room", [await file("a.txt", "12345")]));
    await engine.close();
    engine = await startEngine(engine.profileDirectory, { environment });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await engine.rows("queue"))[0]?.state.kind).toBe("unconfirmed");
    expect(uploads()).toHaveLength(1);
    await rm(join(folder.path, "files"), { recursive: true });
  });
});
