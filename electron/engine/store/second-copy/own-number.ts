import { randomInt } from "node:crypto";
import type { Database } from "../sql";

/** The number (`application_id`) by which records and their copy know each other. */
export class OwnNumber {
  readonly #database: Database;
  #isRenewed = false;
  /** Whether a copy was given up that the records still call theirs. */
  #mustDisown = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Gives the records a new number before they are changed for the first time, so that a file from a backup is never
   * taken for them. It matters little enough not to stop anything.
   */
  renew(): void {
    if (this.#isRenewed) return;
    this.#isRenewed = true;
    this.#give();
  }

  /** The copy is given up. */
  copyIsGone(): void {
    this.#mustDisown = true;
  }

  /**
   * Only records with another number than the copy's may change without it: the copy may come back, after a power cut say,
   * and must not be taken for theirs.
   */
  disown(): void {
    if (!this.#mustDisown) return;
    this.#give();
    this.#database.execute("PRAGMA wal_autocheckpoint = 1000");
    this.#mustDisown = false;
  }

  #give(): void {
    this.#database.execute(`PRAGMA application_id = ${randomInt(1, 2 ** 31)}`);
  }
}
