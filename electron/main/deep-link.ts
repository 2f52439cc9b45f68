/** The scheme of links that open Waybill. */
export const linkScheme = "waybill";

/** A link is never longer than what a person could check. */
const maximumLength = 2_000;

/** What a link may ask for: to look at something, or to begin a form that the user then reads and saves. Never to send. */
export type DeepLink =
  | { readonly kind: "upload"; readonly id: string }
  | {
      readonly kind: "add-destination";
      readonly service: string;
      readonly name: string;
      /** Plain settings; a secret has no place in a link, and what the service does not know is dropped by the form. */
      readonly settings: Readonly<Record<string, string>>;
    };

/** Reads a `waybill://` link by its exact grammar; null for everything else. */
export function readDeepLink(text: string): DeepLink | null {
  if (text.length > maximumLength || !URL.canParse(text)) return null;
  const url = new URL(text);
  const isPlain = url.username === "" && url.password === "" && url.port === "" && url.hash === "";
  if (url.protocol !== `${linkScheme}:` || !isPlain) return null;
  if (url.hostname === "upload" && url.search === "") {
    const id = /^\/([\w-]{1,64})$/.exec(url.pathname)?.[1];
    return id === undefined ? null : { kind: "upload", id };
  }
  if (url.hostname !== "add-destination" || !["", "/"].includes(url.pathname)) return null;
  const { service = "", name = "", ...settings } = Object.fromEntries(url.searchParams);
  if (!/^[a-z][a-z-]{1,39}$/.test(service) || name.length > 80) return null;
  const areKeys = Object.keys(settings).every((key) => /^[a-zA-Z]{1,40}(\.[\w-]{1,40})?$/.test(key));
  const isText = Object.values(settings).every((value) => !/\p{Cc}/u.test(value)) && !/\p{Cc}/u.test(name);
  return areKeys && isText ? { kind: "add-destination", service, name, settings } : null;
}

/** Lets a few links a minute through: a page that opens them in a loop must not bury the user in questions. */
export class LinkLimit {
  readonly #nowMs: () => number;
  readonly #most: number;
  #passedAtMs: number[] = [];

  constructor(nowMs: () => number, most = 5) {
    this.#nowMs = nowMs;
    this.#most = most;
  }

  /** Whether one more may pass now. */
  pass(): boolean {
    const nowMs = this.#nowMs();
    this.#passedAtMs = this.#passedAtMs.filter((atMs) => nowMs - atMs < 60_000);
    if (this.#passedAtMs.length >= this.#most) return false;
    this.#passedAtMs.push(nowMs);
    return true;
  }
}
