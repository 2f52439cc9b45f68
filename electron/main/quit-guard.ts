import type { Clock } from "../engine/ports";

/** The engine stops within 3 seconds; whatever holds it longer must not keep a program without a window alive. */
const shutDownLimitMs = 5_000;

/** What the user decides while uploads run. */
export type QuitAnswer = "finish" | "quit" | "cancel";

/** What a quit needs. */
export interface QuitParts {
  readonly clock: Clock;
  /** How many uploads may still go on by themselves in this process. */
  readonly moving: () => Promise<number>;
  readonly ask: (moving: number) => Promise<QuitAnswer>;
  /** Ends everything in order; by the user's word, or because the system wants it. */
  readonly shutDown: (isByUser: boolean) => Promise<void>;
  /** Ends the program, now that nothing holds it. */
  readonly quit: () => void;
}

/** Lets Waybill end only in order: asks while uploads run, and stops the engine before the process goes. */
export class QuitGuard {
  readonly #parts: QuitParts;
  #state: "open" | "asking" | "finishing" | "closing" | "closed" = "open";

  constructor(parts: QuitParts) {
    this.#parts = parts;
  }

  /** Called when the program or its window is about to close; true when it may. Otherwise it is seen to. */
  mayClose(): boolean {
    if (this.#state === "closed") return true;
    if (this.#state === "open" || this.#state === "finishing") {
      // An engine that can't be asked any more holds nobody up.
      this.#request().catch(() => this.quitNow());
    }
    return false;
  }

  /** Called when uploads came to rest: ends the program if the user chose to finish them first. */
  async settled(): Promise<void> {
    if (this.#state === "finishing" && (await this.#parts.moving()) === 0) await this.#end(true);
  }

  /** Ends in order without asking, e.g. because the system shuts down. */
  async quitNow(): Promise<void> {
    await this.#end(false);
  }

  async #end(isByUser: boolean): Promise<void> {
    if (this.#state === "closing" || this.#state === "closed") return;
    this.#state = "closing";
    try {
      await this.#shutDownInTime(isByUser);
    } finally {
      this.#state = "closed";
      this.#parts.quit();
    }
  }

  async #shutDownInTime(isByUser: boolean): Promise<void> {
    let cancelLimit = () => {};
    const limit = new Promise<void>((passed) => {
      cancelLimit = this.#parts.clock.after(shutDownLimitMs, passed);
    });
    try {
      await Promise.race([this.#parts.shutDown(isByUser), limit]);
    } finally {
      cancelLimit();
    }
  }

  async #request(): Promise<void> {
    this.#state = "asking";
    const moving = await this.#parts.moving();
    const answer = moving === 0 ? "quit" : await this.#parts.ask(moving);
    if (answer === "quit") return await this.#end(true);
    this.#state = answer === "finish" ? "finishing" : "open";
    await this.settled();
  }
}
