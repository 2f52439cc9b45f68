import type { EngineApi } from "../engine/engine-api";
import { Failure } from "../engine/failure";
import { isLoopback } from "../engine/http/loopback";
import type { Destination, DestinationDraft, Settings } from "../shared/destination";
import type { Field, ServiceInfo } from "../shared/service";
import type { AppSettingsPatch } from "../shared/settings";
import { fromPage } from "./page-views";

/** What main asks the user itself, because the page's word is not enough. */
export type GuardQuestion =
  /** The saved secrets would go to another server than the one they were entered for. */
  | { readonly kind: "address"; readonly name: string; readonly from: string; readonly to: string }
  /** Files would go to a server that no destination has had yet. */
  | { readonly kind: "server"; readonly name: string; readonly to: string }
  /** Everything would go through this proxy. */
  | { readonly kind: "proxy"; readonly to: string }
  /** Whoever holds this authority's key can read what is sent. */
  | { readonly kind: "certificate"; readonly name: string; readonly path: string };

/** What the guard works with. */
export interface DestinationGuardParts {
  readonly api: Pick<EngineApi, "destinations" | "services" | "settings">;
  readonly confirm: (question: GuardQuestion) => Promise<boolean>;
}

/**
 * Looks at what the page wants to save or test. A page that was taken over could point a saved destination at its own
 * server and let Waybill send the key there, or make a destination of its own and send it what is in the queue: new places
 * for saved secrets, servers that nothing was ever sent to, new proxies and new authorities need the user's word in a dialog
 * that the page can't reach. This computer itself is no such server: nothing leaves by it.
 */
export class DestinationGuard {
  readonly #parts: DestinationGuardParts;
  /** What the user has allowed since Waybill started: a test and the save after it ask once. */
  readonly #allowed = new Set<string>();
  /** Origins that the user named without the page. */
  readonly #trusted = new Set<string>();

  constructor(parts: DestinationGuardParts) {
    this.#parts = parts;
  }

  /** The draft with its paths whole. Throws `Failure` `config` with the field when the user says no. */
  async check(form: DestinationDraft): Promise<DestinationDraft> {
    const known = (await this.#parts.api.destinations()).find(({ id }) => id === form.id) ?? null;
    const draft = { ...form, settings: fromPage(form.settings, known) };
    const path = draft.settings["caCertificate"] ?? "";
    if (path !== "" && path !== known?.settings["caCertificate"]) {
      await this.#ask({ kind: "certificate", name: draft.name, path }, "caCertificate");
    }
    const services = await this.#parts.api.services();
    const fields = services.find(({ id }) => id === draft.service)?.destinationFields ?? [];
    const usual = await this.#usualPlaces(services);
    for (const field of fields) {
      const from = known === null ? null : placeOf(field, known.settings);
      const to = placeOf(field, draft.settings);
      if (to === null || to === from) continue;
      if (known !== null && !known.practice && keepsSecrets(draft, known)) {
        await this.#ask({ kind: "address", name: known.name, from: from ?? "–", to }, field.key);
      } else if (!usual.has(to) && !this.#trusted.has(to) && !isHere(to)) {
        await this.#ask({ kind: "server", name: draft.name, to }, field.key);
      }
    }
    return draft;
  }

  /** The settings that are to be saved; throws `Failure` `config` when the user does not want a new proxy. */
  async checkSettings(patch: AppSettingsPatch): Promise<AppSettingsPatch> {
    const to = originOf(patch.proxy ?? "");
    const from = originOf((await this.#parts.api.settings()).proxy);
    if (to !== null && to !== from && !isHere(to)) await this.#ask({ kind: "proxy", to }, "proxy");
    return patch;
  }

  /** Takes the addresses in settings that the user gave outside the page: in a file of their choice, or a link they allowed. */
  trust(settings: Settings): void {
    for (const value of Object.values(settings)) {
      const place = originOf(value);
      if (place !== null) this.#trusted.add(place);
    }
  }

  /** Where files go anyway: the addresses of all destinations, and those that the services bring along. */
  async #usualPlaces(services: readonly ServiceInfo[]): Promise<ReadonlySet<string | null>> {
    const destinations = await this.#parts.api.destinations();
    const places = services.flatMap(({ id, destinationFields }) => {
      const all = [
        {},
        ...destinations.filter(({ service }) => service === id).map(({ settings }) => settings),
      ];
      return all.flatMap((settings) => destinationFields.map((field) => placeOf(field, settings)));
    });
    return new Set(places);
  }

  async #ask(question: GuardQuestion, field: string): Promise<void> {
    const key = JSON.stringify(question);
    if (this.#allowed.has(key)) return;
    if (!(await this.#parts.confirm(question))) throw refused(question, field);
    this.#allowed.add(key);
  }
}

/** Whether the draft leaves saved secrets in place. */
function keepsSecrets(draft: DestinationDraft, known: Destination): boolean {
  return Object.keys(known.secrets).some((key) => draft.secrets[key] === undefined);
}

/** Where a setting sends requests: the origin of an address or a proxy; null for any other setting and for none. */
function placeOf(field: Field, settings: Settings): string | null {
  if (field.type !== "url" && field.key !== "proxy") return null;
  const given = settings[field.key] ?? "";
  return originOf(given === "" ? (field.default ?? "") : given);
}

/** The origin of a web address; null for everything else. */
function originOf(address: string): string | null {
  const url = URL.canParse(address.trim()) ? new URL(address.trim()) : null;
  return url === null || url.origin === "null" ? null : url.origin;
}

function isHere(origin: string): boolean {
  return isLoopback(new URL(origin));
}

function refused(question: GuardQuestion, field: string): Failure {
  if (question.kind === "certificate") {
    return new Failure("permanent", "config", {
      message: "This certificate authority was not trusted.",
      hint: "Leave the field empty to trust the usual ones.",
      field,
    });
  }
  if (question.kind !== "address") {
    return new Failure("permanent", "config", {
      message: "Nothing goes to this server: it was not allowed.",
      hint: "Save again and allow it, or enter another address.",
      field,
    });
  }
  return new Failure("permanent", "config", {
    message: "The saved secrets stay where they were.",
    hint: "Enter them again for the new address, or keep the old address.",
    field,
  });
}
