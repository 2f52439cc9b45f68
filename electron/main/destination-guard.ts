import type { EngineApi } from "../engine/engine-api";
import { Failure } from "../engine/failure";
import type { Destination, DestinationDraft, Settings } from "../shared/destination";
import type { Field } from "../shared/service";
import { fromPage } from "./page-views";

/** What main asks the user itself, because the page's word is not enough. */
export type GuardQuestion =
  /** The saved secrets would go to another server than the one they were entered for. */
  | { readonly kind: "address"; readonly name: string; readonly from: string; readonly to: string }
  /** Whoever holds this authority's key can read what is sent. */
  | { readonly kind: "certificate"; readonly name: string; readonly path: string };

/** What the guard works with. */
export interface DestinationGuardParts {
  readonly api: Pick<EngineApi, "destinations" | "services">;
  readonly confirm: (question: GuardQuestion) => Promise<boolean>;
}

/**
 * Looks at what the page wants to save or test. A page that was taken over could point a saved destination at its own
 * server and let Waybill send the key there: new places for saved secrets, and new authorities, need the user's word in a
 * dialog that the page can't reach.
 */
export class DestinationGuard {
  readonly #parts: DestinationGuardParts;
  /** What the user has allowed since Waybill started: a test and the save after it ask once. */
  readonly #allowed = new Set<string>();

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
    if (known === null || known.practice || !keepsSecrets(draft, known)) return draft;
    const service = (await this.#parts.api.services()).find(({ id }) => id === known.service);
    for (const field of service?.destinationFields ?? []) {
      const from = placeOf(field, known.settings);
      const to = placeOf(field, draft.settings);
      if (to === null || to === from) continue;
      await this.#ask({ kind: "address", name: known.name, from: from ?? "–", to }, field.key);
    }
    return draft;
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
  const address = (settings[field.key] ?? field.default ?? "").trim();
  return URL.canParse(address) ? new URL(address).origin : null;
}

function refused(question: GuardQuestion, field: string): Failure {
  if (question.kind === "certificate") {
    return new Failure("permanent", "config", {
      message: "This certificate authority was not trusted.",
      hint: "Leave the field empty to trust the usual ones.",
      field,
    });
  }
  return new Failure("permanent", "config", {
    message: "The saved secrets stay where they were.",
    hint: "Enter them again for the new address, or keep the old address.",
    field,
  });
}
