import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { silentLogger } from "../../../electron/engine/ports";
import { openDatabase } from "../../../electron/engine/store/database";
import { LogFlush } from "../../../electron/engine/store/log-flush";
import { isStoreFailure } from "../../../electron/engine/store/sqlite-failure";
import { temporaryFolder } from "../../unit/engine/store/store-fixture";

const count = "SELECT number FROM state_counts WHERE state = 'paused'";

it("what is written soon is in the log before it is flushed, and in another reader's eyes", async () => {
  const path = join(temporaryFolder(), "waybill.db");
  const { database } = openDatabase(path, { logger: silentLogger });
  database.soon(() => database.run("UPDATE state_counts SET number = 7 WHERE state = 'paused'"));
  await Promise.all([database.flushed(), database.flushed(), database.flushed()]);
  // What a power cut would leave after the flush: the files as they are now.
  for (const end of ["", "-wal"]) writeFileSync(`${path}-copy${end}`, readFileSync(`${path}${end}`));
  const copy = openDatabase(`${path}-copy`, { logger: silentLogger }).database;
  expect(copy.number(count)).toBe(7);
  copy.close();
  expect(() =>
    database.soon(() => {
      database.run("UPDATE state_counts SET number = 8 WHERE state = 'paused'");
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(database.number(count)).toBe(7);
  database.close();
});

it("everything that is not written soon is on the disk when it is committed", () => {
  const { database } = openDatabase(join(temporaryFolder(), "waybill.db"), { logger: silentLogger });
  const level = () => database.number("PRAGMA synchronous");
  const change = () => database.run("UPDATE state_counts SET number = 7 WHERE state = 'paused'");
  const within = (transact: <T>(work: () => T) => T) =>
    transact(() => {
      change();
      return level();
    });
  const levels = [
    within((work) => database.soon(work)),
    within((work) => database.transaction(work)),
    within((work) => database.transaction(() => database.soon(work))),
    within((work) => database.soon(() => database.transaction(work))),
  ];
  expect(levels).toEqual([1, 2, 2, 1]);
  database.soon(change);
  change();
  expect(level()).toBe(2);
  database.soon(change);
  database.execute("UPDATE state_counts SET number = 8 WHERE state = 'paused'");
  expect(level()).toBe(2);
  database.close();
});

it("a log that can't be flushed is a failure of the records, and none where there is no log", async () => {
  const folder = temporaryFolder();
  await new LogFlush(join(folder, "nothing.db")).flushed();
  writeFileSync(join(folder, "file"), "");
  const failed = await new LogFlush(join(folder, "file", "in-a-file.db")).flushed().catch((thrown) => thrown);
  expect(isStoreFailure(failed)).toBe(true);
});
