import type { ServiceAdapter, ServiceContext, Session } from "../services/service";

/** What an adapter prepared for a destination, fetched once however many uploads ask for it at a time. */
export class Sessions {
  readonly #sessions = new Map<string, Promise<Session>>();

  /** The session of a destination; `reused` is false when this very call prepared it. */
  async get(
    adapter: ServiceAdapter,
    context: ServiceContext,
  ): Promise<{ session: Session; reused: boolean }> {
    if (adapter.prepare === undefined) return { session: {}, reused: false };
    const id = context.destination.id;
    const known = this.#sessions.get(id);
    if (known !== undefined) return { session: await known, reused: true };
    const fresh = adapter.prepare(context);
    this.#sessions.set(id, fresh);
    fresh.catch(() => this.forget(id));
    return { session: await fresh, reused: false };
  }

  /** Drops what was prepared, after a refusal or a changed destination. */
  forget(destinationId: string): void {
    this.#sessions.delete(destinationId);
  }
}
