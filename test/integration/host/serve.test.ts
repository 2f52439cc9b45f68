import { createConnection, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { EngineApi, EngineEvent } from "../../../electron/engine/engine-api";
import { Failure } from "../../../electron/engine/failure";
import { claimProfile, connectEngine, serveEngine } from "../../../electron/engine/host/profile-host";
import { type HostCard, readCard } from "../../../electron/engine/host/profile-socket";
import { engineMethods, frameLimitBytes, isEngineMethod } from "../../../electron/engine/host/wire";
import { type Counts, noCounts } from "../../../electron/shared/ipc";
import type { Upload } from "../../../electron/shared/upload";
import { addedAt, newUpload, temporaryFolder } from "../../unit/engine/store/store-fixture";
import { fakeEngine } from "./fake-engine";

const counts: Counts = { ...noCounts, queued: 1 };

function settled(id: string): EngineEvent {
  const upload: Upload = {
    ...newUpload(`${id}.png`),
    id,
    position: 1,
    state: { kind: "completed" },
    attempts: 1,
    receipt: null,
    createdAt: addedAt,
    completedAt: addedAt,
  };
  return { kind: "upload-settled", upload };
}

async function serve(api: Partial<EngineApi> = {}) {
  const folder = temporaryFolder();
  const claim = await claimProfile(folder);
  if (claim === null) throw new Error("The profile is new and can't be taken.");
  const engine = fakeEngine(api);
  const hosting = await serveEngine(engine, claim, { version: "1.2.3" });
  const stop = async () => {
    await hosting.stopListening();
    hosting.release();
  };
  onTestFinished(() => stop());
  const card = readCard(folder);
  if (card === null) throw new Error("The owner left no card.");
  return { folder, engine, card };
}

/** A client that writes what it likes; answers what it got until it was cut off. */
function rawClient(card: HostCard): { socket: Socket; ended: Promise<string> } {
  const socket = createConnection(card.socket);
  let got = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    got += text;
  });
  socket.on("error", () => undefined);
  const ended = new Promise<string>((over) => socket.once("close", () => over(got)));
  return { socket, ended };
}

async function until(holds: () => boolean): Promise<void> {
  await expect.poll(holds, { timeout: 10_000, interval: 5 }).toBe(true);
}

describe("calls", () => {
  test("cross with their arguments and come back with their results, side by side", async () => {
    const { folder } = await serve({
      upload: async ({ id }) => {
        await new Promise((wait) => setTimeout(wait, id === "slow" ? 50 : 0));
        return id === "none" ? null : ({ id } as Upload);
      },
      removeDestination: async () => undefined,
      add: async (request) => ({ batchId: "b", accepted: request.paths.length, refused: [] }),
    });
    const engine = await connectEngine(folder);
    const order: string[] = [];
    const ask = async (id: string) => {
      order.push((await engine.api.upload({ id }))?.id ?? "null");
    };
    await Promise.all([ask("slow"), ask("fast"), ask("none")]);
    expect(order).toEqual(["fast", "null", "slow"]);
    expect(await engine.api.removeDestination({ id: "x" })).toBeUndefined();
    const paths = Array.from(
      { length: 100_000 },
      (_, index) => `/home/someone/Pictures/ümläut/photo ${index}.jpg`,
    );
    const request = { paths, destinationId: "d", options: {}, hidden: false, allOrNothing: false };
    expect(await engine.api.add(request)).toEqual({ batchId: "b", accepted: 100_000, refused: [] });
    await engine.close();
  });

  test("that fail bring the whole failure", async () => {
    const { folder } = await serve({
      saveDestination: async () => {
        throw new Failure("auth", "rate-limited", {
          message: "Slowly.",
          hint: "Wait.",
          httpStatus: 429,
          field: "token",
          retryAfterMs: 1500,
        });
      },
      services: async () => {
        throw new TypeError("a mistake");
      },
    });
    const engine = await connectEngine(folder);
    const draft = { name: "n", service: "imkit", settings: {}, secrets: {} };
    const failing = engine.api.saveDestination(draft);
    await expect(failing).rejects.toBeInstanceOf(Failure);
    await expect(failing).rejects.toMatchObject({
      class: "auth",
      field: "token",
      retryAfterMs: 1500,
      error: { code: "rate-limited", message: "Slowly.", hint: "Wait.", httpStatus: 429 },
    });
    await expect(engine.api.services()).rejects.toMatchObject({ class: "permanent", message: "a mistake" });
    await engine.close();
  });

  test("that would not fit into a frame are refused on their own side, and the connection lives on", async () => {
    const { folder } = await serve({
      services: async () => [],
      upload: async () => ({ id: "x".repeat(frameLimitBytes) }) as Upload,
    });
    const engine = await connectEngine(folder);
    const paths = ["x".repeat(frameLimitBytes)];
    const request = { paths, destinationId: "d", options: {}, hidden: false, allOrNothing: false };
    await expect(engine.api.add(request)).rejects.toThrow("too much for one request");
    await expect(engine.api.upload({ id: "large" })).rejects.toThrow("too long");
    expect(await engine.api.services()).toEqual([]);
    await engine.close();
  });

  test("exist for every method of the interface and for nothing else", async () => {
    const { card } = await serve();
    expect(engineMethods).toHaveLength(Object.keys(fakeEngine().api).length);
    expect(["constructor", "toString", "__proto__", "close"].some(isEngineMethod)).toBe(false);
    const { socket, ended } = rawClient(card);
    socket.write(`${JSON.stringify({ waybill: 1, token: card.token })}\n`);
    socket.write('{"kind":"call","id":7,"method":"constructor","args":null}\n');
    setTimeout(() => socket.end(), 100);
    const lines = (await ended).trim().split("\n");
    expect(JSON.parse(lines[0] ?? "")).toEqual({ waybill: 1, version: "1.2.3", pid: process.pid });
    expect(JSON.parse(lines[1] ?? "")).toMatchObject({ kind: "failure", id: 7 });
  });
});

describe("a stranger", () => {
  const tooLong = Buffer.alloc(5000, "x");
  test.each([
    ["shows a wrong token", () => `${JSON.stringify({ waybill: 1, token: "0".repeat(64) })}\n`],
    ["shows a token of another length", () => '{"waybill":1,"token":""}\n'],
    ["shows no token", () => '{"kind":"call","id":1,"method":"services"}\n'],
    ["speaks another language", () => "GET / HTTP/1.1\r\n\r\n"],
    ["sends a greeting without end", () => tooLong],
    ["speaks another version", (card: HostCard) => `{"waybill":9,"token":"${card.token}"}\n`],
  ])("that %s is cut off and learns nothing", async (_, say) => {
    const { card, engine } = await serve();
    const { socket, ended } = rawClient(card);
    socket.write(say(card));
    const got = await ended;
    expect(got.replace(/^\{"waybill":1,"version":"1\.2\.3","pid":\d+\}\n$/, "")).toBe("");
    expect(engine.listening()).toBe(0);
  });

  test("that sends a frame of more than 16 MiB after its greeting is cut off", async () => {
    const { card } = await serve();
    const { socket, ended } = rawClient(card);
    socket.write(`${JSON.stringify({ waybill: 1, token: card.token })}\n`);
    socket.write(Buffer.alloc(frameLimitBytes + 2, "x"));
    expect((await ended).trim().split("\n")).toHaveLength(1);
  });

  test("that sends no frame after its greeting is cut off, and others are still served", async () => {
    const { card, folder } = await serve({ services: async () => [] });
    const { socket, ended } = rawClient(card);
    socket.write(`${JSON.stringify({ waybill: 1, token: card.token })}\nnonsense\n`);
    await ended;
    const engine = await connectEngine(folder);
    expect(await engine.api.services()).toEqual([]);
    await engine.close();
  });
});

describe("events", () => {
  test("reach those who listen, as long as they listen", async () => {
    const { folder, engine } = await serve({ services: async () => [] });
    const guest = await connectEngine(folder);
    const heard: EngineEvent[] = [];
    const end = guest.subscribe((event) => heard.push(event));
    await guest.api.services();
    expect(engine.listening()).toBe(1);
    engine.announce(settled("a"));
    engine.announce({ kind: "destinations-changed" });
    await until(() => heard.length === 2);
    expect(heard).toEqual([settled("a"), { kind: "destinations-changed" }]);
    end();
    await until(() => engine.listening() === 0);
    await guest.close();
  });

  test("are not listened to any more for a guest that is gone", async () => {
    const { folder, engine } = await serve({ services: async () => [] });
    const guest = await connectEngine(folder);
    guest.subscribe(() => undefined);
    await guest.api.services();
    await guest.close();
    await until(() => engine.listening() === 0);
  });

  test("that a slow reader can't follow are folded, but no settled upload is ever left out", async () => {
    const { card, engine } = await serve();
    const { socket, ended } = rawClient(card);
    socket.write(`${JSON.stringify({ waybill: 1, token: card.token })}\n{"kind":"subscribe"}\n`);
    await until(() => engine.listening() === 1);
    socket.pause();
    const rounds = 3000;
    for (let round = 0; round < rounds; round += 1) {
      const rows = Array.from({ length: 10 }, (_, index) => ({
        id: `u${index}`,
        bytesSent: round,
        bytesTotal: rounds,
        bytesPerSecond: null,
        remainingMs: null,
      }));
      engine.announce({ kind: "progress", rows });
      engine.announce({ kind: "uploads-changed", ids: [`u${round}`], counts: { ...counts, queued: round } });
      engine.announce(settled(`s${round}`));
    }
    socket.resume();
    setTimeout(() => socket.end(), 1500);
    const frames = (await ended).trim().split("\n").slice(1);
    const events = frames.map((frame): EngineEvent => JSON.parse(frame).event);
    const ended1 = events.flatMap((event) => (event.kind === "upload-settled" ? [event.upload.id] : []));
    expect(ended1).toEqual(Array.from({ length: rounds }, (_, index) => `s${index}`));
    const progress = events.flatMap((event) => (event.kind === "progress" ? [event.rows] : []));
    expect(progress.length).toBeLessThan(rounds / 2);
    expect(progress.at(-1)?.every((row) => row.bytesSent === rounds - 1)).toBe(true);
    const changes = events.flatMap((event) => (event.kind === "uploads-changed" ? [event] : []));
    expect(changes.at(-1)?.counts.queued).toBe(rounds - 1);
    expect(changes.at(-1)?.ids).toBeNull();
  });
});
