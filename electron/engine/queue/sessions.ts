import { isDeepStrictEqual } from "node:util";
import type { ResolvedDestination, ServiceAdapter, ServiceContext, Session } from "../services/service";

/** A session is renewed this long before its end, milliseconds; half of its life when that is shorter. */
const renewBeforeMs = 60_000;

interface Entry {
  /** What it was prepared with: whoever holds other credentials must not get it. */
  readonly destination: ResolvedDestination;
  readonly promise: Promise<Session>;
  session: Session | null;
  /** Epoch milliseconds from which on it is renewed; null when it has no end. */
  renewAtMs: number | null;
}

/** What an adapter prepared for a destination, fetched once however many uploads ask for it at a time. */
export class Sessions {
  readonly #entries = new Map<string, Entry>();
  readonly #prepared: () => void;

  /** `prepared` is told whenever there is a new session. */
  constructor(prepared: () => void = () => {}) {
    this.#prepared = prepared;
  }

  /**
   * The session of a destination; `reused` is false when this very call prepared it. The context's signal must outlive
   * the caller's own upload, because others wait for the same session.
   */
  async get(
    adapter: ServiceAdapter,
    context: ServiceContext,
  ): Promise<{ session: Session; reused: boolean }> {
    if (adapter.prepare === undefined) return { session: {}, reused: false };
    const id = context.destination.id;
    const known = this.#entries.get(id);
    if (known !== undefined && isUsable(known, context)) {
      return { session: await known.promise, reused: true };
    }
    const { destination } = context;
    const entry: Entry = { destination, promise: adapter.prepare(context), session: null, renewAtMs: null };
    this.#entries.set(id, entry);
    try {
      entry.session = await entry.promise;
    } catch (thrown) {
      if (this.#entries.get(id) === entry) this.#entries.delete(id);
      throw thrown;
    }
    entry.renewAtMs = renewalOf(entry.session, context.clock.now());
    this.#prepared();
    return { session: entry.session, reused: false };
  }

  /** What was prepared for a destination, without preparing anything; null when nothing was. */
  known(destinationId: string): Session | null {
    return this.#entries.get(destinationId)?.session ?? null;
  }

  /** Drops what was prepared, because the destination changed. */
  forget(destinationId: string): void {
    this.#entries.delete(destinationId);
  }

  /** Drops a session that the server refused, unless somebody has prepared another one meanwhile. */
  refused(destinationId: string, session: Session): void {
    if (this.#entries.get(destinationId)?.session === session) this.#entries.delete(destinationId);
  }
}

/** An upload that began before the destination was saved goes on with what it knew, beside others with the new credentials. */
function isUsable({ destination, renewAtMs }: Entry, context: ServiceContext): boolean {
  if (renewAtMs !== null && context.clock.now() >= renewAtMs) return false;
  const { settings, secrets } = context.destination;
  return isDeepStrictEqual([destination.settings, destination.secrets], [settings, secrets]);
}

function renewalOf(session: Session, nowMs: number): number | null {
  const expiresAtMs = Number(session["expiresAtMs"] ?? Number.NaN);
  if (Number.isNaN(expiresAtMs)) return null;
  return expiresAtMs - Math.min(renewBeforeMs, Math.max(0, expiresAtMs - nowMs) / 2);
}
