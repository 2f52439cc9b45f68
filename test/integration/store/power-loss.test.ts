import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { silentLogger } from "../../../electron/engine/ports";
import { openDatabase } from "../../../electron/engine/store/database";
import { KeyFileVault } from "../../../electron/engine/store/key-file-vault";
import { SqliteUploadStore } from "../../../electron/engine/store/upload-store";
import { seeded } from "../../campaigns/life";
import { FakeClock } from "../../helpers/fake-clock";
import { addedAt, newUpload, receipt, temporaryFolder } from "../../unit/engine/store/store-fixture";

/** The log's header and what stands before each of its pages, bytes (sqlite.org/fileformat2.html, 4.1 and 4.2). */
const logHeaderBytes = 32;
const frameHeaderBytes = 24;
const pageBytes = 4096;

/** What was said to be on the disk when the log was so long. */
interface Acknowledged {
  readonly logBytes: number;
  readonly states: ReadonlyMap<string, string>;
}

function openStore(folder: string) {
  const opened = openDatabase(join(folder, "waybill.db"), { logger: silentLogger });
  const vault = new KeyFileVault(join(folder, "key"));
  return { ...opened, store: new SqliteUploadStore(opened.database, vault, new FakeClock()) };
}

/** Lives through uploads and leaves a copy of the files as they were, log and all, with what was acknowledged when. */
function liveAndCopy(folder: string, copy: string): readonly Acknowledged[] {
  const { store, database } = openStore(folder);
  const acknowledged: Acknowledged[] = [];
  const states = new Map<string, string>();
  const note = (id: string, state: string) => {
    states.set(id, state);
    acknowledged.push({ logBytes: statSync(join(folder, "waybill.db-wal")).size, states: new Map(states) });
  };
  for (let round = 0; round < 12; round += 1) {
    const ids = store.insert([newUpload(`${round}-a.png`), newUpload(`${round}-b.png`)], addedAt);
    for (const id of ids) note(id, "queued");
    const [first = ""] = ids;
    store.setState(first, { kind: "preparing" });
    note(first, "preparing");
    store.beginStep(first, { stepId: "s", repeatable: false });
    note(first, "sending");
    store.bodySent(first);
    note(first, "body-sent");
    store.complete(first, receipt, { secret: first });
    note(first, "completed");
  }
  mkdirSync(copy);
  for (const name of ["waybill.db", "waybill.db-wal", "waybill.copy.db"])
    copyFileSync(join(folder, name), join(copy, name));
  database.close();
  return acknowledged;
}

const order = ["queued", "preparing", "sending", "body-sent", "completed"];

/** How far an upload is according to the records; -1 when they don't know it. */
function stageOf(store: SqliteUploadStore, id: string): number {
  const upload = store.get(id);
  if (upload === null) return -1;
  const { phase } = store.step(id);
  return order.indexOf(phase === "idle" ? upload.state.kind : phase);
}

/** Opens the copy with this log and checks that everything acknowledged within `soundBytes` of it is there. */
function check(place: string, log: Buffer, soundBytes: number, acknowledged: readonly Acknowledged[]): void {
  writeFileSync(join(place, "waybill.db-wal"), log);
  const { store, database, quarantined } = openStore(place);
  const last = acknowledged.findLast(({ logBytes }) => logBytes <= soundBytes);
  for (const [id, state] of last?.states ?? []) {
    expect(stageOf(store, id), `${state} within ${soundBytes} bytes`).toBeGreaterThanOrEqual(
      order.indexOf(state),
    );
  }
  expect(quarantined).toBeNull();
  expect(database.get("PRAGMA integrity_check")?.["integrity_check"]).toBe("ok");
  database.close();
}

function withCopies(
  run: (place: () => string, log: Buffer, acknowledged: readonly Acknowledged[]) => void,
): void {
  const folder = temporaryFolder();
  const copy = join(folder, "copy");
  const acknowledged = liveAndCopy(folder, copy);
  const log = readFileSync(join(copy, "waybill.db-wal"));
  let count = 0;
  const place = () => {
    count += 1;
    const next = join(folder, `place-${count}`);
    rmSync(join(folder, `place-${count - 1}`), { recursive: true, force: true });
    mkdirSync(next);
    for (const name of ["waybill.db", "waybill.copy.db"]) copyFileSync(join(copy, name), join(next, name));
    return next;
  };
  run(place, log, acknowledged);
}

test("P4: a log that ends after any of its pages opens, with everything that was acknowledged up to there", {
  timeout: 120_000,
}, () => {
  withCopies((place, log, acknowledged) => {
    let cuts = 0;
    const frameBytes = frameHeaderBytes + pageBytes;
    for (let end = logHeaderBytes; end <= log.length; end += frameBytes) {
      check(place(), log.subarray(0, end), end, acknowledged);
      cuts += 1;
    }
    process.stdout.write(`${cuts} cuts, ${acknowledged.length} acknowledged steps\n`);
    expect(cuts).toBeGreaterThan(100);
  });
});

test("P4: a log that ends within a page, or whose end is other bytes, opens with everything acknowledged before", {
  timeout: 120_000,
}, () => {
  const random = seeded(4);
  withCopies((place, log, acknowledged) => {
    for (let round = 0; round < 60; round += 1) {
      const sound = Math.floor(random() * log.length);
      const torn = Buffer.from(log);
      if (round % 2 === 0) torn.fill(Math.floor(random() * 256), sound);
      else for (let at = sound; at < torn.length; at += 512) torn[at] = (torn[at] ?? 0) ^ 0xff;
      check(place(), round % 3 === 0 ? log.subarray(0, sound) : torn, sound, acknowledged);
    }
  });
});
