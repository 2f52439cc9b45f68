import type { AppSettingsPatch } from "../../shared/settings";
import { type Database, textOf } from "./sql";
import type { SettingsStore } from "./stores";

/** The settings of the app in SQLite: one row per key that the user has changed, its value as JSON. */
export class SqliteSettingsStore implements SettingsStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  read(): Readonly<Record<string, unknown>> {
    const rows = this.#database.all("SELECT key, value FROM settings");
    return Object.fromEntries(rows.map((row) => [textOf(row, "key"), parsed(textOf(row, "value"))]));
  }

  save(patch: AppSettingsPatch): void {
    this.#database.transaction(() => {
      for (const [key, value] of Object.entries(patch)) {
        if (value === undefined) continue;
        this.#database.run(
          "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
          key,
          JSON.stringify(value),
        );
      }
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever reads settings takes the default for what is no value of the key.
    return undefined;
  }
}
