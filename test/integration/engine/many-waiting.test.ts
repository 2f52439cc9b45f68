import { join } from "node:path";
import { expect, test } from "vitest";
import { silentLogger } from "../../../electron/engine/ports";
import { openDatabase } from "../../../electron/engine/store/database";
import { openKeyFileVault } from "../../../electron/engine/store/key-file-vault";
import { SqliteUploadStore } from "../../../electron/engine/store/upload-store";
import { startEngine, temporaryFolder } from "../../helpers/engine";
import { FakeClock } from "../../helpers/fake-clock";
import { addedAt, newUpload } from "../../unit/engine/store/store-fixture";

const rows = 100_000;

/** A profile with 100,000 uploads that wait, for a time in steps of 10 ms from an hour on; every thousandth's has passed. */
function makeProfile(profile: string, clock: FakeClock): void {
  const { database } = openDatabase(join(profile, "waybill.db"), { logger: silentLogger });
  const store = new SqliteUploadStore(database, openKeyFileVault(profile), clock);
  store.insert(
    Array.from({ length: rows }, (_, index) => newUpload(`${index}.bin`, { destinationId: "gone" })),
    addedAt,
  );
  database.run(
    `UPDATE uploads SET state = 'waiting', state_details = json_object('reason', 'back-off', 'error', NULL,
       'until', iif(position % 1000 = 0, 0, ? + position * 10))`,
    clock.now() + 3_600_000,
  );
  database.close();
}

test("a start with 100,000 waiting uploads takes few statements, and each goes on at its time", {
  timeout: 120_000,
}, async () => {
  const folder = await temporaryFolder();
  const profile = join(folder.path, "profile");
  const clock = new FakeClock();
  makeProfile(profile, clock);
  const begunMs = performance.now();
  const engine = await startEngine(profile, { clock });
  process.stdout.write(
    `started with ${rows} waiting uploads in ${(performance.now() - begunMs).toFixed(0)} ms\n`,
  );
  const page = { list: "queue", search: "", offset: 0, limit: 1 } as const;
  const count = async () => (await engine.connection.api.uploads(page)).counts;
  // Their destination is gone, so that what is due is tried and fails at once, some at a time.
  await engine.until("all that was due was tried", async () => (await count()).failed === rows / 1_000);
  expect((await count()).waiting).toBe(rows - rows / 1_000);
  expect((await engine.connection.api.standing({ batchId: "batch-1" })).moving).toBe(rows - rows / 1_000);
  clock.advance(3_600_000 + 10 * 200);
  await engine.until(
    "the next were tried",
    async () => (await count()).waiting === rows - rows / 1_000 - 200,
  );
  await engine.close();
  await folder.remove();
});
