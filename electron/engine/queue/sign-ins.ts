import type { Destination, SignIn } from "../../shared/destination";
import type { UploadErrorData } from "../../shared/upload-error";
import type { Announcer } from "../announcer";
import type { DestinationBook } from "../destinations/destination-book";
import { adapterFor } from "../services/index";
import type { UploadStore } from "../store/stores";
import type { Gates } from "./gates";
import type { Parking } from "./parking";
import type { Sessions } from "./sessions";

/** What sign-ins are known from. */
export interface SignInPorts {
  readonly store: UploadStore;
  readonly book: DestinationBook;
  readonly sessions: Sessions;
  readonly gates: Gates;
  readonly parking: Parking;
  readonly announcer: Announcer;
}

/** How destinations are signed in. A refusal concerns the whole destination: it is told once, and undone once. */
export class SignIns {
  readonly #ports: SignInPorts;

  constructor(ports: SignInPorts) {
    this.#ports = ports;
  }

  /** How every destination is signed in. Nothing is asked of any service. */
  async list(): Promise<readonly SignIn[]> {
    const { book, store } = this.#ports;
    const parked = store.parkedCounts();
    const failed = this.#refusedUploads();
    return await Promise.all(
      book.list().map(async (destination) => ({
        destinationId: destination.id,
        tokenExpiresAt: await this.#tokenExpiresAt(destination),
        refused: this.#refused(destination.id, parked.get(destination.id) ?? 0, failed),
        held: this.#held(destination.id),
        limits: this.#limits(destination),
      })),
    );
  }

  /** Lets everything go on that a refusal held up: what waits, and what failed for it. Tells whether there was any. */
  async tryAgain(destinationId: string): Promise<boolean> {
    const { gates, parking, announcer } = this.#ports;
    const isClosed = gates.of(destinationId)?.reason === "auth";
    const failed = this.#refusedUploads().filter((upload) => upload.destinationId === destinationId);
    if (!isClosed && failed.length === 0) return false;
    if (isClosed) gates.open(destinationId);
    await parking.release(destinationId, "auth");
    await parking.requeueRefused(destinationId);
    announcer.destinationsChanged();
    return true;
  }

  /** Lets everything go on that a refusal held up anywhere. */
  async tryAllAgain(): Promise<void> {
    const { store, gates } = this.#ports;
    const failed = this.#refusedUploads().map((upload) => upload.destinationId);
    const destinations = [...store.parkedCounts().keys(), ...gates.closed("auth"), ...failed];
    for (const destinationId of new Set(destinations)) await this.tryAgain(destinationId);
  }

  /** The end of the token in use; null also while the secrets can't be opened. */
  async #tokenExpiresAt(destination: Destination): Promise<string | null> {
    const { book, sessions } = this.#ports;
    const { tokenExpiresAt } = adapterFor(destination.service);
    if (tokenExpiresAt === undefined) return null;
    const resolved = await book.resolve(destination.id).catch(() => null);
    return resolved === null ? null : tokenExpiresAt(resolved, sessions.known(destination.id) ?? {});
  }

  #refused(
    destinationId: string,
    parked: number,
    failed: readonly { readonly destinationId: string; readonly error: UploadErrorData }[],
  ): SignIn["refused"] {
    const gate = this.#ports.gates.of(destinationId);
    const own = failed.filter((upload) => upload.destinationId === destinationId);
    const error = gate?.reason === "auth" ? gate.error : own.at(-1)?.error;
    return error === undefined ? null : { error, field: gate?.field ?? null, uploads: parked + own.length };
  }

  #limits({ id, service }: Destination): SignIn["limits"] {
    const session = this.#ports.sessions.known(id);
    return session === null ? null : (adapterFor(service).fileLimits?.(session) ?? null);
  }

  #held(destinationId: string): SignIn["held"] {
    const gate = this.#ports.gates.of(destinationId);
    return gate === null || gate.reason === "auth" ? null : { reason: gate.reason, until: gate.until };
  }

  #refusedUploads() {
    const { store } = this.#ports;
    return store.refusedIds().flatMap((id) => {
      const upload = store.get(id);
      return upload?.state.kind === "failed"
        ? [{ id, destinationId: upload.destinationId, error: upload.state.error }]
        : [];
    });
  }
}
