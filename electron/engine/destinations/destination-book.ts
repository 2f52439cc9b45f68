import { randomUUID } from "node:crypto";
import type { Destination, DestinationDraft, SecretSource, Settings } from "../../shared/destination";
import type { ServiceInfo } from "../../shared/service";
import { Failure } from "../failure";
import type { Clock, Vault } from "../ports";
import { adapterFor } from "../services/index";
import type { ResolvedDestination } from "../services/service";
import {
  cleanSecret,
  cleanSettings,
  resolveSettings,
  validateSecret,
  validateSettings,
} from "../services/settings";
import type { DestinationStore } from "../store/stores";
import { readSecret } from "./secret-sources";

/** What the running Practice server wants of the Practice destination; null where none runs. */
export interface PracticeAccess {
  readonly settings: Settings;
  readonly secrets: Readonly<Record<string, string>>;
}

/** What the book works with. */
export interface BookPorts {
  readonly store: DestinationStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly practice: () => PracticeAccess | null;
}

/** The configured destinations: validated on the way in, secrets sealed at rest and opened only for use. */
export class DestinationBook {
  /** Secrets that no keyring protects live here, until Waybill ends. */
  readonly #sessionSecrets = new Map<string, Map<string, string>>();
  /** How often each destination was saved since Waybill started. */
  readonly #saves = new Map<string, number>();
  readonly #ports: BookPorts;

  constructor(ports: BookPorts) {
    this.#ports = ports;
  }

  /** All destinations, the Practice one with its server's present address. */
  list(): readonly Destination[] {
    return this.#ports.store.list().map((destination) => this.#withPractice(destination));
  }

  /** A destination by id; null when it was removed. */
  find(id: string): Destination | null {
    const found = this.#ports.store.get(id);
    return found === null ? null : this.#withPractice(found);
  }

  /** A destination by id; throws `config` when it was removed. */
  get(id: string): Destination {
    const found = this.find(id);
    if (found !== null) return found;
    throw new Failure("permanent", "config", {
      message: "The destination of this upload was removed.",
      hint: "Send the file again to another destination.",
    });
  }

  /** Validates and saves a destination; throws `config` with the field at fault. */
  save(draft: DestinationDraft): Destination {
    const known = draft.id === undefined ? null : this.get(draft.id);
    const { info } = adapterFor(draft.service);
    if (known !== null && known.service !== draft.service) {
      throw new Failure("permanent", "config", { message: "The service of a destination can't be changed." });
    }
    const secrets = this.#nextSecrets(draft, known, info);
    const settings = cleanSettings(info, draft.settings);
    if (!known?.practice) {
      const problem = validateSettings(info, settings, Object.keys(secrets));
      if (problem !== null) throw problem;
    }
    const destination: Destination = {
      id: known?.id ?? randomUUID(),
      name: draft.name.trim(),
      service: draft.service,
      settings,
      secrets,
      practice: known?.practice ?? false,
      createdAt: known?.createdAt ?? new Date(this.#ports.clock.now()).toISOString(),
      appearance: draft.appearance ?? known?.appearance ?? { colour: null, icon: null },
    };
    this.#ports.store.save(destination, this.#seal(draft, secrets));
    this.#keepSessionSecrets(destination.id, draft, secrets);
    this.#saves.set(destination.id, this.version(destination.id) + 1);
    return destination;
  }

  /** Makes a second one like it, secrets included, behind all others; throws `config` where it is Practice. */
  duplicate(id: string, name: string): Destination {
    const original = this.get(id);
    if (original.practice) {
      throw new Failure("permanent", "config", { message: "There can be only one Practice destination." });
    }
    const createdAt = new Date(this.#ports.clock.now()).toISOString();
    const copy: Destination = { ...original, id: randomUUID(), name: name.trim(), createdAt };
    const sealed = Object.keys(copy.secrets).flatMap((key) => {
      const value = this.#ports.store.sealedSecret(id, key);
      return value === null ? [] : [[key, value] as const];
    });
    this.#ports.store.save(copy, Object.fromEntries(sealed));
    this.#sessionSecrets.set(copy.id, new Map(this.#sessionSecrets.get(id)));
    return copy;
  }

  /** Puts the destinations in this order. */
  order(ids: readonly string[]): void {
    this.#ports.store.order(ids);
  }

  /** Another number after each save: whoever began with an earlier one may have used credentials that are replaced now. */
  version(id: string): number {
    return this.#saves.get(id) ?? 0;
  }

  /** Enters the ready-made Practice destination of a fresh profile. */
  addPractice(service: string): void {
    const createdAt = new Date(this.#ports.clock.now()).toISOString();
    const destination = { name: "Practice", service, settings: {}, secrets: {}, practice: true, createdAt };
    this.#ports.store.save({ id: randomUUID(), ...destination }, {});
  }

  /** Removes a destination with its secrets; its receipts stay in the history. */
  remove(id: string): void {
    this.#ports.store.remove(id);
    this.#sessionSecrets.delete(id);
  }

  /** A destination ready for use; throws `config` naming the field when something is missing or can't be read. */
  async resolve(id: string): Promise<ResolvedDestination> {
    return await this.#open(this.get(id), {});
  }

  /** A draft ready for a test: the saved destination, if any, overlaid by what the form holds. */
  async resolveDraft(draft: DestinationDraft): Promise<ResolvedDestination> {
    const known = draft.id === undefined ? null : this.get(draft.id);
    const { info } = adapterFor(draft.service);
    const secrets = this.#nextSecrets(draft, known, info);
    const given = Object.entries(draft.secrets).filter(([, value]) => value !== "");
    const fresh = Object.fromEntries(given.map(([key, value]) => [key, cleanSecret(value)]));
    const base = known ?? { id: "draft", practice: false, createdAt: "" };
    const settings = cleanSettings(info, draft.settings);
    return await this.#open(
      this.#withPractice({ ...base, name: draft.name, service: draft.service, settings, secrets }),
      fresh,
    );
  }

  async #open(
    destination: Destination,
    fresh: Readonly<Record<string, string>>,
  ): Promise<ResolvedDestination> {
    const { info } = adapterFor(destination.service);
    const practice = destination.practice ? this.#ports.practice() : null;
    const secrets: Record<string, string> = { ...practice?.secrets };
    for (const [key, source] of Object.entries(destination.secrets)) {
      const value = fresh[key] ?? (await this.#secret(destination, key, source));
      const problem = validateSecret(info, key, value);
      if (problem !== null) throw problem;
      secrets[key] = value;
    }
    const problem = validateSettings(info, destination.settings, Object.keys(secrets));
    if (problem !== null) throw problem;
    const { id, name, service } = destination;
    return { id, name, service, settings: resolveSettings(info, destination.settings), secrets };
  }

  async #secret(destination: Destination, key: string, source: SecretSource): Promise<string> {
    if (source.kind === "env" || source.kind === "file") {
      return cleanSecret(await readSecret(key, source, this.#ports.environment));
    }
    if (source.kind === "session") {
      const value = this.#sessionSecrets.get(destination.id)?.get(key);
      if (value !== undefined) return value;
      throw missingSecret(key, "It was kept only until Waybill ended, because this system has no keyring.");
    }
    const sealed = this.#ports.store.sealedSecret(destination.id, key);
    if (sealed === null) throw missingSecret(key, "It is not in Waybill's records.");
    try {
      return this.#ports.vault.open(sealed);
    } catch (cause) {
      throw missingSecret(key, "The system's keyring is locked, absent or another one.", cause);
    }
  }

  #nextSecrets(
    draft: DestinationDraft,
    known: Destination | null,
    info: ServiceInfo,
  ): Record<string, SecretSource> {
    const secrets: Record<string, SecretSource> = { ...known?.secrets, ...draft.secretSources };
    for (const [key, value] of Object.entries(draft.secrets)) {
      const cleaned = cleanSecret(value);
      const problem = cleaned === "" ? null : validateSecret(info, key, cleaned);
      if (problem !== null) throw problem;
      if (cleaned === "") delete secrets[key];
      else secrets[key] = { kind: this.#ports.vault.kind === "keyring" ? "stored" : "session" };
    }
    return secrets;
  }

  #seal(
    draft: DestinationDraft,
    secrets: Readonly<Record<string, SecretSource>>,
  ): Record<string, Uint8Array> {
    const stored = Object.entries(draft.secrets).filter(([key]) => secrets[key]?.kind === "stored");
    return Object.fromEntries(stored.map(([key, value]) => [key, this.#sealOne(key, cleanSecret(value))]));
  }

  #keepSessionSecrets(
    id: string,
    draft: DestinationDraft,
    secrets: Readonly<Record<string, SecretSource>>,
  ): void {
    const kept = this.#sessionSecrets.get(id) ?? new Map<string, string>();
    for (const [key, value] of Object.entries(draft.secrets)) kept.set(key, cleanSecret(value));
    for (const key of [...kept.keys()]) if (secrets[key]?.kind !== "session") kept.delete(key);
    this.#sessionSecrets.set(id, kept);
  }

  #sealOne(key: string, value: string): Uint8Array {
    try {
      return this.#ports.vault.seal(value);
    } catch (cause) {
      throw new Failure("permanent", "config", {
        message: "The system's keyring did not take the secret.",
        hint: "Unlock the keyring, then save again.",
        field: key,
        cause,
      });
    }
  }

  #withPractice(destination: Destination): Destination {
    const practice = destination.practice ? this.#ports.practice() : null;
    return practice === null
      ? destination
      : { ...destination, settings: { ...destination.settings, ...practice.settings } };
  }
}

/** To the queue it is as if the service refused: one upload tells it, the others wait until the secret is there again. */
function missingSecret(key: string, reason: string, cause?: unknown): Failure {
  return new Failure("auth", "auth", {
    message: `The secret "${key}" is not at hand. ${reason}`,
    hint: "Enter it again in the destination.",
    field: key,
    cause,
  });
}
