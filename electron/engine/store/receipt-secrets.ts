import { z } from "zod";
import { Failure } from "../failure";
import type { Vault } from "../ports";
import type { Database } from "./sql";

const flatRecord = z.record(z.string(), z.string()).readonly();

/** Seals what the links of a receipt need, and opens it again. */
export class ReceiptSecrets {
  readonly #database: Database;
  readonly #vault: Vault;

  constructor(database: Database, vault: Vault) {
    this.#database = database;
    this.#vault = vault;
  }

  /** Throws `Failure` `config` when the vault can't open them any more (another keyring, a lost key file). */
  open(id: string): Readonly<Record<string, string>> {
    const secrets = "SELECT secrets FROM uploads CROSS JOIN receipts USING (position) WHERE id = ?";
    const row = this.#database.get(secrets, id);
    const sealed = row?.["secrets"];
    if (!(sealed instanceof Uint8Array)) return {};
    try {
      return flatRecord.parse(JSON.parse(this.#vault.open(sealed)));
    } catch (cause) {
      throw new Failure("permanent", "config", {
        message: "The stored access data of this upload can't be opened any more.",
        hint: "It was sealed with another keyring or key file; get a new link from the service.",
        cause,
      });
    }
  }

  /** A delivery is never lost for the sake of its secrets: what can't be sealed is not kept, and that is said. */
  seal(id: string, secrets: Readonly<Record<string, string>>): Uint8Array | null {
    if (Object.keys(secrets).length === 0) return null;
    try {
      return this.#vault.seal(JSON.stringify(secrets));
    } catch (thrown) {
      this.#database.logger.warn("The access data of a receipt could not be sealed and is not kept", {
        id,
        reason: thrown instanceof Error ? thrown.message : "unknown",
      });
      return null;
    }
  }
}
