import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Announcer } from "../../../electron/engine/announcer";
import type { DestinationBook } from "../../../electron/engine/destinations/destination-book";
import type { EngineEvent } from "../../../electron/engine/engine-api";
import { Failure } from "../../../electron/engine/failure";
import { Intake } from "../../../electron/engine/intake";
import { silentLogger } from "../../../electron/engine/ports";
import { RecordKeeper } from "../../../electron/engine/queue/record-keeper";
import type { Scheduler } from "../../../electron/engine/queue/scheduler";
import { SqliteBulkStore } from "../../../electron/engine/store/bulk-store";
import { openDatabase } from "../../../electron/engine/store/database";
import type { NewUpload } from "../../../electron/engine/store/stores";
import { SqliteUploadStore } from "../../../electron/engine/store/upload-store";
import { noVault, temporaryFolder } from "../../helpers/engine";
import { FakeClock } from "../../helpers/fake-clock";

let folder: { path: string; remove: () => Promise<void> };
let close = () => {};

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  close();
  await folder.remove();
});

async function makeFiles(name: string, count: number): Promise<string> {
  const path = join(folder.path, name);
  await mkdir(path);
  await Promise.all(Array.from({ length: count }, (_, index) => writeFile(join(path, `${index}.txt`), "x")));
  return path;
}

/** An intake on a real database, for a service of choice; `beforeInsert` may fail in its place. */
function openIntake(service: string, beforeInsert: (rows: readonly NewUpload[]) => void = () => {}) {
  const { database } = openDatabase(join(folder.path, "waybill.db"), { logger: silentLogger });
  close = () => database.close();
  const clock = new FakeClock();
  const store = new SqliteUploadStore(database, noVault, clock);
  const insert = store.insert.bind(store);
  store.insert = (rows, createdAt) => {
    beforeInsert(rows);
    return insert(rows, createdAt);
  };
  const announcer = new Announcer(clock, store);
  const events: EngineEvent[] = [];
  announcer.subscribe((event) => events.push(event));
  let kicks = 0;
  const scheduler = { kick: () => (kicks += 1) } as unknown as Scheduler;
  const settings: Record<string, string> =
    service === "imkit" ? { roomID: "r" } : { baseUrl: "https://c.example" };
  const book = { get: () => ({ id: "d", name: "D", service, settings }) } as unknown as DestinationBook;
  const keeper = new RecordKeeper({
    ...{ clock, logger: silentLogger, records: database, probe: () => store.probe() },
    ...{ announce: () => {}, recovered: () => {} },
  });
  const intake = new Intake({ book, store, database, keeper, scheduler, announcer, clock });
  const add = (paths: readonly string[], allOrNothing = false) =>
    intake.add({ paths, destinationId: "d", options: {}, hidden: false, allOrNothing });
  const bulk = new SqliteBulkStore(database, clock);
  return { add, store, bulk, events, kicks: () => kicks };
}

const counted = (event: EngineEvent | undefined) =>
  event?.kind === "uploads-changed" ? event.counts.queued : null;

describe("a large folder", () => {
  it("shows its first rows at once and is stored in small steps, in order", async () => {
    const steps: number[] = [];
    const { add, store, events, kicks } = openIntake("imkit", (rows) => steps.push(rows.length));
    const path = await makeFiles("many", 1500);
    expect(await add([path])).toMatchObject({ accepted: 1500, refused: [] });
    expect(steps).toEqual([20, 100, 250, 250, 250, 250, 250, 130]);
    expect(counted(events[0])).toBe(20);
    expect(kicks()).toBe(8);
    const { rows } = store.page({ list: "queue", search: "", offset: 0, limit: 2000 });
    expect(rows.map((row) => row.name)).toEqual(Array.from({ length: 1500 }, (_, index) => `${index}.txt`));
  });

  it("leaves the event loop its turns also when all of it is stored or none", async () => {
    const steps: number[] = [];
    let turns = 0;
    const turnsBefore: number[] = [];
    const { add } = openIntake("imkit", (rows) => {
      steps.push(rows.length);
      turnsBefore.push(turns);
    });
    const path = await makeFiles("many", 1500);
    let counting = true;
    const count = () => {
      turns += 1;
      if (counting) setImmediate(count);
    };
    setImmediate(count);
    expect(await add([path], true)).toMatchObject({ accepted: 1500 });
    counting = false;
    expect(steps).toEqual([250, 250, 250, 250, 250, 250]);
    expect(new Set(turnsBefore).size).toBe(6);
  });

  it("that can't be stored to its end says how many of its files were taken, and from where on none", async () => {
    let steps = 0;
    const { add, store } = openIntake("imkit", () => {
      steps += 1;
      if (steps === 3) throw new Failure("local", "storage-full");
    });
    const path = await makeFiles("many", 700);
    const added = await add([path]);
    expect(added.accepted).toBe(120);
    expect(added.refused).toMatchObject([{ path: join(path, "120.txt"), error: { code: "storage-full" } }]);
    expect(added.refused[0]?.error.message).toContain("120 files were taken before");
    expect(store.counts(added.batchId).queued).toBe(120);
  });

  it("of which nothing could be stored is refused as a whole", async () => {
    const { add } = openIntake("imkit", () => {
      throw new Failure("local", "storage-full");
    });
    await expect(add([await makeFiles("few", 3)])).rejects.toMatchObject({ error: { code: "storage-full" } });
  });
});

describe("uploads that would overwrite each other", () => {
  it("are refused also when they are added at the same instant", async () => {
    const { add, store } = openIntake("capillary");
    const path = await makeFiles("same", 2500);
    const results = await Promise.allSettled([add([path]), add([path]), add([path])]);
    const fulfilled = results.filter((result) => result.status === "fulfilled");
    expect(fulfilled).toHaveLength(1);
    const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    for (const reason of reasons) expect(reason).toMatchObject({ error: { code: "invalid-field" } });
    expect(store.counts(null).queued).toBe(2500);
  });

  it("are found among thousands, and another destination's are not in their way", async () => {
    const { add, store, bulk } = openIntake("capillary");
    await add([await makeFiles("queued", 1200)]);
    const clash = join(folder.path, "late");
    await mkdir(clash);
    await writeFile(join(clash, "1199.txt"), "x");
    await expect(add([clash])).rejects.toMatchObject({ error: { code: "invalid-field" } });
    const queued = store.at(store.unfinishedPositions("d")).map((upload) => upload.id);
    bulk.change(queued, ["queued"], { kind: "canceled" });
    expect(await add([clash])).toMatchObject({ accepted: 1 });
  });
});
