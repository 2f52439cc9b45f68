/** What the server does with the next request of an upload. */
export type Fate = "ok" | "busy" | "limit" | "too-large" | "lost" | "unauthorized";

/** Where an upload stands; of a wait what it is for. */
export type ModelState =
  | "queued"
  | "waiting: back-off"
  | "waiting: rate-limit"
  | "waiting: auth"
  | "paused"
  | "failed: too-large"
  | "failed: auth"
  | "failed: server-busy"
  | "unconfirmed"
  | "canceled"
  | "completed";

/** An upload, as simply as it can be put. */
export interface ModelUpload {
  readonly name: string;
  readonly fates: Fate[];
  state: ModelState;
  attempts: number;
  failures: number;
  /** Copies at the server. */
  copies: number;
  /** How many copies the user has answered for: one, and one more each time he sent again what may have arrived. */
  allowed: number;
}

const retriesAllowed = 8;

/**
 * What the queue should do: one destination, one upload at a time, in order, until nothing is left that may go. No clocks,
 * no sockets, no database, a hundred lines: if the engine differs from this, one of them is wrong.
 */
export class QueueModel {
  /** In the order of the queue; those that left it keep their place. */
  uploads: ModelUpload[] = [];
  gate: "open" | "rate-limit" | "auth" = "open";

  find(name: string): ModelUpload | undefined {
    return this.uploads.find((upload) => upload.name === name);
  }

  add(name: string, fates: readonly Fate[]): void {
    const upload: ModelUpload = {
      ...{ name, fates: [...fates], attempts: 0, failures: 0, copies: 0, allowed: 1 },
      state: "queued",
    };
    this.uploads.push(upload);
    this.work();
  }

  pause(upload: ModelUpload): void {
    const { state } = upload;
    if (state === "queued" || state.startsWith("waiting")) upload.state = "paused";
  }

  resume(upload: ModelUpload): void {
    if (upload.state === "paused") upload.state = "queued";
    this.work();
  }

  cancel(upload: ModelUpload): void {
    if (upload.state !== "completed") upload.state = "canceled";
  }

  remove(upload: ModelUpload): void {
    this.uploads = this.uploads.filter((other) => other !== upload);
  }

  retry(upload: ModelUpload): void {
    const { state } = upload;
    // A refusal concerns all uploads of the destination, and so does another try.
    if (state === "waiting: auth" || state === "failed: auth") {
      this.newCredentials();
      return;
    }
    if (state === "queued" || state.startsWith("waiting")) {
      if (this.gate === "auth") this.#releaseRefused();
      this.gate = "open";
    }
    if (state.startsWith("failed") || state === "canceled" || state.startsWith("waiting")) {
      upload.state = "queued";
      upload.failures = 0;
    }
    // What was lost and then canceled may be there: sending it again is the user's word.
    if (state === "canceled") {
      upload.allowed = upload.copies + 1;
      this.uploads = [...this.uploads.filter((other) => other !== upload), upload];
    }
    this.work();
  }

  resolve(upload: ModelUpload, as: "arrived" | "resend" | "removed"): void {
    if (upload.state !== "unconfirmed") return;
    if (as === "arrived") upload.state = "completed";
    if (as === "removed") upload.state = "canceled";
    if (as !== "resend") return;
    upload.state = "queued";
    upload.failures = 0;
    upload.allowed = upload.copies + 1;
    this.work();
  }

  moveToTop(upload: ModelUpload): void {
    if (upload.state === "canceled" || upload.state === "completed") return;
    this.uploads = [upload, ...this.uploads.filter((other) => other !== upload)];
  }

  /** More time passes than anybody waits. */
  timePasses(): void {
    if (this.gate === "rate-limit") this.gate = "open";
    this.#release((state) => state === "waiting: back-off" || state === "waiting: rate-limit");
    this.work();
  }

  newCredentials(): void {
    const isHeldUp = this.gate === "auth" || this.uploads.some(({ state }) => state === "failed: auth");
    if (!isHeldUp) return;
    this.#releaseRefused();
    this.work();
  }

  #releaseRefused(): void {
    if (this.gate === "auth") this.gate = "open";
    this.#release((state) => state === "waiting: auth" || state === "failed: auth");
  }

  /** Waybill ends and starts again: refused credentials may be others now. */
  restart(): void {
    if (this.gate === "auth") this.gate = "open";
    this.#release((state) => state === "waiting: auth");
    this.work();
  }

  #release(isMeant: (state: ModelState) => boolean): void {
    for (const upload of this.uploads) if (isMeant(upload.state)) upload.state = "queued";
  }

  /** Sends until nothing may go any more. */
  work(): void {
    for (;;) {
      const next = this.uploads.find(({ state }) => state === "queued");
      if (next === undefined || this.gate === "rate-limit") return;
      if (this.gate === "auth") {
        for (const upload of this.uploads) if (upload.state === "queued") upload.state = "waiting: auth";
        return;
      }
      this.#send(next, next.fates.shift() ?? "ok");
    }
  }

  #send(upload: ModelUpload, fate: Fate): void {
    if (fate !== "limit") upload.attempts += 1;
    if (fate === "ok" || fate === "lost") upload.copies += 1;
    if (fate === "ok") upload.state = "completed";
    if (fate === "lost") upload.state = "unconfirmed";
    if (fate === "too-large") this.#fail(upload, "failed: too-large");
    if (fate === "busy") {
      upload.failures += 1;
      if (upload.failures >= retriesAllowed) this.#fail(upload, "failed: server-busy");
      else upload.state = "waiting: back-off";
    }
    if (fate === "limit") {
      upload.state = "waiting: rate-limit";
      this.gate = "rate-limit";
    }
    if (fate === "unauthorized") {
      this.#fail(upload, "failed: auth");
      this.gate = "auth";
    }
  }

  #fail(upload: ModelUpload, state: ModelState): void {
    upload.state = state;
    upload.failures = 0;
  }
}
