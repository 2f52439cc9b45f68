import { type Attempt, attemptSchema, type UploadState } from "../../shared/upload";
import type { Clock } from "../ports";
import { type Database, numberOf, type SqlRow, textOf, textOrNull } from "./sql";
import { stateDetails } from "./upload-row";

/** Older attempts of an upload than these are forgotten, so that one that waits for days does not fill the disk. */
export const attemptsKept = 50;

/** When each upload was tried and what came of it, by position. Part of the transaction that changes the state. */
export class AttemptRecords {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** The attempts of an upload that are still known, oldest first. */
  list(position: number): readonly Attempt[] {
    return this.#database
      .all("SELECT * FROM attempts WHERE position = ? ORDER BY number", position)
      .map(readAttempt);
  }

  /** Notes that an upload is tried now. One that was never ended, because Waybill was killed, stays without an end. */
  begin(position: number): void {
    const number = this.#database.number("SELECT max(number) FROM attempts WHERE position = ?", position) + 1;
    this.#database.run(
      "INSERT INTO attempts (position, number, started_at) VALUES (?, ?, ?)",
      position,
      number,
      this.#now(),
    );
    if (number <= attemptsKept) return;
    this.#database.run(
      "DELETE FROM attempts WHERE position = ? AND number <= ?",
      position,
      number - attemptsKept,
    );
  }

  /** Notes how the last try ended: the state that followed. */
  end(position: number, outcome: UploadState): void {
    this.#database.run(
      `UPDATE attempts SET ended_at = ?, outcome = ?, details = ? WHERE position = ? AND ended_at IS NULL
         AND number = (SELECT max(number) FROM attempts WHERE position = ?)`,
      this.#now(),
      outcome.kind,
      stateDetails(outcome),
      position,
      position,
    );
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}

function readAttempt(row: SqlRow): Attempt {
  const details: unknown = JSON.parse(textOrNull(row, "details") ?? "{}");
  return attemptSchema.parse({
    reason: null,
    error: null,
    ...(typeof details === "object" ? details : {}),
    number: numberOf(row, "number"),
    startedAt: textOf(row, "started_at"),
    endedAt: textOrNull(row, "ended_at"),
    outcome: textOrNull(row, "outcome"),
  });
}
