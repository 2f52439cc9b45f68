import { z } from "zod";
import {
  appearanceSchema,
  type Destination,
  secretSourceSchema,
  settingsSchema,
} from "../../shared/destination";
import { Failure } from "../failure";
import { nameKey } from "./search";
import { type Database, numberOf, type SqlRow, textOf } from "./sql";
import type { DestinationStore } from "./stores";

const { colour, icon } = appearanceSchema.unwrap().shape;
/** A name of a newer program's is no reason to lose the destination. */
const colourSchema = colour.catch(null);
const iconSchema = icon.catch(null);

const sourcesSchema = z.record(z.string(), secretSourceSchema).readonly();

function readDestination(row: SqlRow): Destination {
  return {
    id: textOf(row, "id"),
    name: textOf(row, "name"),
    service: textOf(row, "service"),
    settings: settingsSchema.parse(JSON.parse(textOf(row, "settings"))),
    secrets: sourcesSchema.parse(JSON.parse(textOf(row, "secrets"))),
    practice: numberOf(row, "practice") === 1,
    createdAt: textOf(row, "created_at"),
    appearance: {
      colour: colourSchema.parse(row["colour"] ?? null),
      icon: iconSchema.parse(row["icon"] ?? null),
    },
  };
}

/** Destinations in SQLite, listed in the order that the user gave them, else as they were made. Secrets arrive sealed and are stored as they come. */
export class SqliteDestinationStore implements DestinationStore {
  readonly #database: Database;
  /** What was read; each upload asks. Nobody else writes to the table. */
  readonly #known = new Map<string, Destination>();

  constructor(database: Database) {
    this.#database = database;
  }

  list(): readonly Destination[] {
    return this.#database
      .all("SELECT * FROM destinations ORDER BY rank IS NULL, rank, number")
      .map(readDestination);
  }

  get(id: string): Destination | null {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const row = this.#database.get("SELECT * FROM destinations WHERE id = ?", id);
    if (row === undefined) return null;
    const read = readDestination(row);
    this.#known.set(id, read);
    return read;
  }

  /**
   * Creates or replaces. New sealed values are added; the old one of a key stays while the key is `stored`, and goes when
   * it is not. Throws `Failure` `config`, field `name`, when another destination has the name.
   */
  save(destination: Destination, sealedSecrets: Readonly<Record<string, Uint8Array>>): void {
    this.#known.clear();
    this.#database.transaction(() => {
      this.#refuseTakenName(destination);
      this.#database.run(
        `INSERT INTO destinations (id, name, name_key, service, settings, secrets, practice, created_at,
           colour, icon)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, service = excluded.service,
           settings = excluded.settings, secrets = excluded.secrets, practice = excluded.practice,
           colour = excluded.colour, icon = excluded.icon`,
        destination.id,
        destination.name,
        nameKey(destination.name),
        destination.service,
        JSON.stringify(destination.settings),
        JSON.stringify(destination.secrets),
        destination.practice ? 1 : 0,
        destination.createdAt,
        destination.appearance?.colour ?? null,
        destination.appearance?.icon ?? null,
      );
      for (const [key, sealed] of Object.entries(sealedSecrets)) {
        this.#database.run(
          `INSERT INTO destination_secrets (destination_id, key, sealed) VALUES (?, ?, ?)
           ON CONFLICT (destination_id, key) DO UPDATE SET sealed = excluded.sealed`,
          destination.id,
          key,
          sealed,
        );
      }
      this.#dropUnusedSecrets(destination);
    });
  }

  /** Puts destinations in this order; those that are not named follow in the order they have. */
  order(ids: readonly string[]): void {
    this.#database.transaction(() => {
      const others = this.list().filter((destination) => !ids.includes(destination.id));
      [...ids, ...others.map(({ id }) => id)].forEach((id, place) => {
        this.#database.run("UPDATE destinations SET rank = ? WHERE id = ?", place + 1, id);
      });
    });
  }

  remove(id: string): void {
    this.#known.clear();
    this.#database.run("DELETE FROM destinations WHERE id = ?", id);
  }

  sealedSecret(id: string, key: string): Uint8Array | null {
    const row = this.#database.get(
      "SELECT sealed FROM destination_secrets WHERE destination_id = ? AND key = ?",
      id,
      key,
    );
    const sealed = row?.["sealed"];
    return sealed instanceof Uint8Array ? sealed : null;
  }

  memory(id: string): { get(key: string): string | null; set(key: string, value: string): void } {
    return {
      get: (key) => {
        const row = this.#database.get(
          "SELECT value FROM destination_memory WHERE destination_id = ? AND key = ?",
          id,
          key,
        );
        return row === undefined ? null : textOf(row, "value");
      },
      /** Selecting from the table itself: what is learned about a destination that was removed meanwhile goes nowhere. */
      set: (key, value) => {
        this.#database.run(
          `INSERT INTO destination_memory (destination_id, key, value) SELECT id, ?, ? FROM destinations WHERE id = ?
           ON CONFLICT (destination_id, key) DO UPDATE SET value = excluded.value`,
          key,
          value,
          id,
        );
      },
    };
  }

  #refuseTakenName(destination: Destination): void {
    const other = this.#database.get(
      "SELECT name FROM destinations WHERE name_key = ? AND id <> ?",
      nameKey(destination.name),
      destination.id,
    );
    if (other === undefined) return;
    throw new Failure("permanent", "config", {
      message: `There is already a destination named ${textOf(other, "name")}.`,
      hint: "Choose another name; upper and lower case count as the same.",
      field: "name",
    });
  }

  #dropUnusedSecrets(destination: Destination): void {
    const rows = this.#database.all(
      "SELECT key FROM destination_secrets WHERE destination_id = ?",
      destination.id,
    );
    for (const key of rows.map((row) => textOf(row, "key"))) {
      if (destination.secrets[key]?.kind === "stored") continue;
      this.#database.run(
        "DELETE FROM destination_secrets WHERE destination_id = ? AND key = ?",
        destination.id,
        key,
      );
    }
  }
}
