import { z } from "zod";
import type { Clock } from "../ports";
import type { Resume } from "../services/service";
import { type Database, numberOf, textOf, textOrNull } from "./sql";
import type { StepRecord } from "./stores";

const resumeSchema = z.record(z.string(), z.string()).readonly();

const noStep: StepRecord = {
  stepId: null,
  phase: "idle",
  repeatable: true,
  startedAtMs: null,
  resume: null,
  failures: 0,
};

/** What the server may have seen of the uploads of the queue, by their position. Each method is one statement. */
export class StepRecords {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** The record of an upload; an idle one when no step was ever begun. */
  read(position: number): StepRecord {
    const row = this.#database.get("SELECT * FROM steps WHERE position = ?", position);
    if (row === undefined) return noStep;
    const phase = textOf(row, "phase");
    const resume = textOrNull(row, "resume");
    return {
      stepId: textOrNull(row, "step_id"),
      phase: phase === "sending" || phase === "body-sent" ? phase : "idle",
      repeatable: numberOf(row, "repeatable") === 1,
      startedAtMs: row["started_at_ms"] === null ? null : numberOf(row, "started_at_ms"),
      resume: resume === null ? null : resumeSchema.parse(JSON.parse(resume)),
      failures: numberOf(row, "failures"),
    };
  }

  /** Notes a step before its first byte; what was kept between the steps stays. */
  begin(position: number, step: { readonly stepId: string; readonly repeatable: boolean }): void {
    this.#database.run(
      `INSERT INTO steps (position, step_id, phase, repeatable, started_at_ms, resume, failures)
       VALUES (?, ?, 'sending', ?, ?, NULL, 0)
       ON CONFLICT (position) DO UPDATE SET step_id = excluded.step_id, phase = excluded.phase,
         repeatable = excluded.repeatable, started_at_ms = excluded.started_at_ms`,
      position,
      step.stepId,
      step.repeatable ? 1 : 0,
      this.#clock.now(),
    );
  }

  /** Notes that the last byte was handed over. */
  bodySent(position: number): void {
    const changed = this.#database.run("UPDATE steps SET phase = 'body-sent' WHERE position = ?", position);
    if (changed === 0) throw new Error("The body of a step that was never begun can't have been sent.");
  }

  /** Ends a step that was answered or provably not applied. */
  end(position: number, next: { readonly resume: Resume | null; readonly failures: number }): void {
    this.#database.run(
      `INSERT INTO steps (position, step_id, phase, repeatable, started_at_ms, resume, failures)
       VALUES (?, NULL, 'idle', 1, NULL, ?, ?)
       ON CONFLICT (position) DO UPDATE SET phase = 'idle', resume = excluded.resume, failures = excluded.failures`,
      position,
      next.resume === null ? null : JSON.stringify(next.resume),
      next.failures,
    );
  }

  /** Ends a step like `end`, and keeps what the adapter needs for the next one. */
  idle(position: number, failures: number): void {
    this.#database.run(
      `INSERT INTO steps (position, step_id, phase, repeatable, started_at_ms, resume, failures)
       VALUES (?, NULL, 'idle', 1, NULL, NULL, ?)
       ON CONFLICT (position) DO UPDATE SET phase = 'idle', failures = excluded.failures`,
      position,
      failures,
    );
  }

  /** Drops the record of an upload that is done. */
  forget(position: number): void {
    this.#database.run("DELETE FROM steps WHERE position = ?", position);
  }
}
