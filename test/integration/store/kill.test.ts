import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { silentLogger, systemClock } from "../../../electron/engine/ports";
import { openDatabase } from "../../../electron/engine/store/database";
import { openKeyFileVault } from "../../../electron/engine/store/key-file-vault";
import { SqliteUploadStore } from "../../../electron/engine/store/upload-store";
import { runTypescript } from "../../helpers/run-typescript";
import { temporaryFolder } from "../../unit/engine/store/store-fixture";

const kills = 60;
const steps = ["queued", "preparing", "sending", "body-sent", "completed"];

function reopen(folder: string) {
  const opened = openDatabase(join(folder, "waybill.db"), { logger: silentLogger });
  return { ...opened, store: new SqliteUploadStore(opened.database, openKeyFileVault(folder), systemClock) };
}

/** How far an upload is according to the records; -1 when they don't know it. */
function storedStep(store: SqliteUploadStore, id: string): number {
  const upload = store.get(id);
  if (upload === null) return -1;
  const phase = store.step(id).phase;
  if (upload.state.kind === "completed" && store.receiptSecrets(id)["secret"] !== id) return -1;
  return steps.indexOf(phase === "idle" ? upload.state.kind : phase);
}

/** `ID STEP` lines, as the last step said of each upload. */
function lastSaid(lines: readonly string[]): ReadonlyMap<string, string> {
  const pairs = lines.filter((line) => line !== "ready").map((line) => line.split(" "));
  return new Map(pairs.map(([id = "", step = ""]) => [id, step]));
}

test(`nothing that was said to be stored is lost in ${kills} kills, and no file is ever damaged`, {
  timeout: 300_000,
}, async () => {
  const folder = temporaryFolder();
  reopen(folder).database.close();
  const said = new Map<string, string>();
  for (let run = 0; run < kills; run += 1) {
    const worker = await runTypescript(join(import.meta.dirname, "kill-worker.ts"), [folder, String(run)]);
    await worker.line((line) => line === "ready");
    const after = Math.floor(Math.random() * 60);
    await worker.line(() => worker.lines.length > after);
    await pause(Math.random() * 10);
    worker.process.kill("SIGKILL");
    expect(await worker.ended).toBe("SIGKILL");
    const now = lastSaid(worker.lines);
    for (const [id, step] of now) said.set(id, step);
    const { database, store, quarantined } = reopen(folder);
    expect(quarantined).toBeNull();
    for (const [id, step] of now) {
      const stored = storedStep(store, id);
      expect(stored).toBeGreaterThanOrEqual(steps.indexOf(step));
      expect(stored).toBeLessThanOrEqual(steps.indexOf(step) + 1);
    }
    database.close();
  }
  const { database, store } = reopen(folder);
  expect(database.get("PRAGMA integrity_check")?.["integrity_check"]).toBe("ok");
  for (const [id, step] of said) expect(storedStep(store, id)).toBeGreaterThanOrEqual(steps.indexOf(step));
  const counted = database.all("SELECT state, count(*) AS number FROM uploads GROUP BY state");
  for (const row of counted) {
    expect(database.number("SELECT number FROM state_counts WHERE state = ?", row["state"] ?? "")).toBe(
      row["number"],
    );
  }
  database.close();
  process.stdout.write(`${kills} kills, ${said.size} acknowledged uploads\n`);
  expect(said.size).toBeGreaterThan(kills);
});
