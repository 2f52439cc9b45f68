import { z } from "zod";
import type { Receipt, Upload } from "../../shared/upload";
import { Failure } from "../failure";
import type { Vault } from "../ports";
import { hasSealedLinks, joinLinks, splitLinks, withoutLinks } from "./sealed-links";
import type { Database, SqlRow } from "./sql";

const flatRecord = z.record(z.string(), z.string()).readonly();

type Secrets = Readonly<Record<string, string>>;

/** Seals what the links of a receipt need, the links themselves where they open to anybody, and opens it again. */
export class ReceiptSecrets {
  readonly #database: Database;
  readonly #vault: Vault;

  constructor(database: Database, vault: Vault) {
    this.#database = database;
    this.#vault = vault;
  }

  /**
   * What the service gave beside the links. Throws `Failure` `config` when the vault can't open them any more (another
   * keyring, a lost key file).
   */
  open(id: string): Secrets {
    const secrets = "SELECT secrets FROM uploads CROSS JOIN receipts USING (position) WHERE id = ?";
    const row = this.#database.get(secrets, id);
    try {
      return withoutLinks(this.#unseal(row));
    } catch (cause) {
      throw new Failure("permanent", "config", {
        message: "The stored access data of this upload can't be opened any more.",
        hint: "It was sealed with another keyring or key file; get a new link from the service.",
        cause,
      });
    }
  }

  /** The upload of a row with its links whole. */
  withLinks(upload: Upload, row: SqlRow): Upload {
    const { receipt } = upload;
    if (receipt === null || !hasSealedLinks(receipt)) return upload;
    return { ...upload, receipt: joinLinks(receipt, this.#unsealOrNull(row) ?? {}) };
  }

  /** A receipt as it is written, with what is sealed of it, and as it will be read: without what could not be sealed. */
  split(
    id: string,
    receipt: Receipt,
    secrets: Secrets,
  ): { json: string; sealed: Uint8Array | null; told: Receipt } {
    const parts = splitLinks(receipt, secrets);
    const sealed = this.#seal(id, parts.secrets);
    const told = joinLinks(parts.receipt, sealed === null ? {} : parts.secrets);
    return { json: JSON.stringify(parts.receipt), sealed, told };
  }

  /** A receipt that takes another one's place; what the service gave beside the links stays. Null leaves what is sealed as it is. */
  splitAnew(id: string, receipt: Receipt): { json: string; sealed: Uint8Array | null } {
    const row = this.#database.get(
      "SELECT secrets FROM uploads CROSS JOIN receipts USING (position) WHERE id = ?",
      id,
    );
    const known = this.#unsealOrNull(row);
    if (known === null) return { json: JSON.stringify(splitLinks(receipt, {}).receipt), sealed: null };
    return this.split(id, receipt, withoutLinks(known));
  }

  #unseal(row: SqlRow | undefined): Secrets {
    const sealed = row?.["secrets"];
    return sealed instanceof Uint8Array ? flatRecord.parse(JSON.parse(this.#vault.open(sealed))) : {};
  }

  #unsealOrNull(row: SqlRow | undefined): Secrets | null {
    try {
      return this.#unseal(row);
    } catch {
      // Another keyring or a lost key file: the links have ended, and a new one is asked for.
      return null;
    }
  }

  /** A delivery is never lost for the sake of its secrets: what can't be sealed is not kept, and that is said. */
  #seal(id: string, secrets: Secrets): Uint8Array | null {
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
