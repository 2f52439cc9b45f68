import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Upload } from "../../../electron/shared/upload";
import { saveRoom, startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";
import { FakeClock } from "../../helpers/fake-clock";
import { type Fate, QueueModel } from "../../helpers/queue-model";

/** Another seed finds other things: `WAYBILL_SEED=7 WAYBILL_RUNS=200 npx vitest run test/integration/engine/model.test.ts`. */
const seed = Number(process.env["WAYBILL_SEED"] ?? 20_261_125);
const numRuns = Number(process.env["WAYBILL_RUNS"] ?? 25);

const environment = { ROOM_TOKEN: "user-token-0123456789", ROOM_KEY: "client-key-0123456789" };

/** Answers like IMKIT: each file as its fates say, one after the other. */
async function startServer() {
  const fates = new Map<string, Fate[]>();
  const copies = new Map<string, number>();
  let open = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("latin1");
    const name = /filename="([^"]+)"/.exec(body)?.[1] ?? "";
    const reply = (status: number, answer: unknown, headers = {}) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(JSON.stringify(answer));
    };
    open += 1;
    most = Math.max(most, open);
    await new Promise(setImmediate);
    open -= 1;
    const fate = fates.get(name)?.shift() ?? "ok";
    if (fate === "ok" || fate === "lost") copies.set(name, (copies.get(name) ?? 0) + 1);
    if (fate === "lost") return request.socket.destroy();
    if (fate === "busy") return reply(503, {});
    if (fate === "limit") return reply(429, {}, { "retry-after": "600" });
    if (fate === "too-large") return reply(413, { RC: 413, RM: "too large" });
    if (fate === "unauthorized") return reply(401, { RC: 401, error: { code: "INVALID_TOKEN" } });
    const id = `58b6734b3f094c17ec29ce${copies.size.toString(16).padStart(2, "0")}`;
    return reply(200, { RC: 0, RM: "OK", result: { _id: id, id, length: 5, bucketName: "b" } });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { baseUrl: `http://127.0.0.1:${port}`, fates, copies, most: () => most, close };
}

/** The real engine on a real database, with time that only tests move. */
class Real {
  readonly clock = new FakeClock(Date.now());
  engine: TestEngine | null = null;
  #destinationId = "";

  readonly folder: string;
  readonly server: Awaited<ReturnType<typeof startServer>>;

  constructor(folder: string, server: Awaited<ReturnType<typeof startServer>>) {
    this.folder = folder;
    this.server = server;
  }

  get running(): TestEngine {
    if (this.engine === null) throw new Error("It does not run.");
    return this.engine;
  }

  async start(): Promise<void> {
    const options = { environment, clock: this.clock, random: () => 1 };
    this.engine = await startEngine(join(this.folder, "profile"), options);
  }

  async saveRoom(): Promise<void> {
    const saved = await saveRoom(
      this.running,
      this.server.baseUrl,
      { concurrency: "1" },
      this.#destinationId === "" ? {} : { id: this.#destinationId },
    );
    this.#destinationId = saved.id;
  }

  async rows(): Promise<readonly Upload[]> {
    return [...(await this.running.rows("queue")), ...(await this.running.rows("history"))];
  }

  async idOf(name: string): Promise<string> {
    return (await this.rows()).find((row) => row.name === name)?.id ?? "";
  }
}

function toldOf({ state }: Upload): string {
  if (state.kind === "waiting") return `waiting: ${state.reason}`;
  return state.kind === "failed" ? `failed: ${state.error.code}` : state.kind;
}

/** What both sides say, name by name, in the order of the queue. */
async function compare(model: QueueModel, real: Real): Promise<void> {
  const expected = model.uploads.map(({ name, state, attempts, copies }) => [name, state, attempts, copies]);
  const byName = (rows: readonly (readonly unknown[])[]) =>
    rows.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
  const actual = async () =>
    (await real.rows()).map((row) => [
      row.name,
      toldOf(row),
      row.attempts,
      real.server.copies.get(row.name) ?? 0,
    ]);
  const same = async () => JSON.stringify(byName(await actual())) === JSON.stringify(byName(expected));
  const endMs = Date.now() + 5_000;
  while (!(await same()) && Date.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(byName(await actual())).toEqual(byName(expected));
  const inQueue = model.uploads.filter(({ state }) => state !== "completed" && state !== "canceled");
  expect((await real.running.rows("queue")).map((row) => row.name)).toEqual(inQueue.map(({ name }) => name));
  for (const { name, copies, allowed } of model.uploads) expect(copies, name).toBeLessThanOrEqual(allowed);
  expect(real.server.most()).toBeLessThanOrEqual(1);
}

let stepsTaken = 0;

type Deed = (model: QueueModel, real: Real) => Promise<void> | void;

/** One command: what it does to both sides, after which they must agree. */
class Step implements fc.AsyncCommand<QueueModel, Real> {
  readonly words: string;
  readonly deed: Deed;

  constructor(words: string, deed: Deed) {
    this.words = words;
    this.deed = deed;
  }

  check(): boolean {
    return true;
  }

  async run(model: QueueModel, real: Real): Promise<void> {
    stepsTaken += 1;
    await this.deed(model, real);
    await compare(model, real);
  }

  toString(): string {
    return this.words;
  }
}

const fate = fc.constantFrom<Fate>("ok", "ok", "busy", "limit", "too-large", "lost", "unauthorized");
const nth = fc.nat(9);

/** A command on one of the uploads that there are. */
function onUpload(words: string, act: (model: QueueModel, real: Real, name: string) => Promise<void>) {
  return nth.map(
    (index) =>
      new Step(`${words}(${index})`, async (model, real) => {
        const names = model.uploads.map(({ name }) => name).toSorted();
        const name = names[index % Math.max(1, names.length)];
        if (name !== undefined) await act(model, real, name);
      }),
  );
}

type Action = Parameters<TestEngine["connection"]["api"]["act"]>[0]["action"];

function acting(action: Action, inModel: (model: QueueModel, name: string) => void) {
  return onUpload(action, async (model, real, name) => {
    const id = await real.idOf(name);
    inModel(model, name);
    await real.running.connection.api.act({ ids: [id], action });
  });
}

function withUpload(act: (model: QueueModel, upload: NonNullable<ReturnType<QueueModel["find"]>>) => void) {
  return (model: QueueModel, name: string) => {
    const upload = model.find(name);
    if (upload !== undefined) act(model, upload);
  };
}

let added = 0;
const adding = fc.array(fate, { maxLength: 9 }).map(
  (fates) =>
    new Step(`add(${fates.join(" ")})`, async (model, real) => {
      added += 1;
      const name = `f${String(added).padStart(4, "0")}.txt`;
      real.server.fates.set(name, [...fates]);
      const path = join(real.folder, "files", name);
      await mkdir(join(path, ".."), { recursive: true });
      await writeFile(path, "12345");
      model.add(name, fates);
      await real.running.send("Room", [path]);
    }),
);

/** Adding is drawn more often than the rest, so that there is something to act on. */
const steps: fc.Arbitrary<Step>[] = [
  ...[adding, adding, adding, adding],
  acting(
    "pause",
    withUpload((model, upload) => model.pause(upload)),
  ),
  acting(
    "resume",
    withUpload((model, upload) => model.resume(upload)),
  ),
  acting(
    "cancel",
    withUpload((model, upload) => model.cancel(upload)),
  ),
  acting(
    "retry",
    withUpload((model, upload) => model.retry(upload)),
  ),
  acting(
    "remove",
    withUpload((model, upload) => model.remove(upload)),
  ),
  acting(
    "resolve-arrived",
    withUpload((model, upload) => model.resolve(upload, "arrived")),
  ),
  acting(
    "resolve-resend",
    withUpload((model, upload) => model.resolve(upload, "resend")),
  ),
  acting(
    "resolve-removed",
    withUpload((model, upload) => model.resolve(upload, "removed")),
  ),
  onUpload("move-to-top", async (model, real, name) => {
    const upload = model.find(name);
    if (upload !== undefined) model.moveToTop(upload);
    await real.running.connection.api.move({ ids: [await real.idOf(name)], to: { kind: "top" } });
  }),
  fc.constant(
    new Step("time-passes", (model, real) => {
      model.timePasses();
      real.clock.advance(7 * 3_600_000);
    }),
  ),
  fc.constant(
    new Step("new-credentials", async (model, real) => {
      model.newCredentials();
      await real.saveRoom();
    }),
  ),
  fc.constant(
    new Step("restart", async (model, real) => {
      model.restart();
      await real.running.close();
      await real.start();
    }),
  ),
];

test("whatever a user and a server do, the engine does what the model says, and never sends twice by itself", {
  timeout: 240_000,
}, async () => {
  const commands = fc.commands(steps, { maxCommands: 25, size: "max" });
  const property = fc.asyncProperty(commands, async (all) => {
    const folder = await temporaryFolder(existsSync("/dev/shm") ? "/dev/shm" : tmpdir());
    const server = await startServer();
    const real = new Real(folder.path, server);
    await real.start();
    await real.saveRoom();
    try {
      await fc.asyncModelRun(() => ({ model: new QueueModel(), real }), all);
    } finally {
      await real.running.close();
      await server.close();
      await folder.remove();
    }
  });
  await fc.assert(property, { seed, numRuns, endOnFailure: true });
  process.stdout.write(`${stepsTaken} commands in ${numRuns} runs, ${added} uploads\n`);
});
