import type { Clock } from "../engine/ports";
import type { ShortcutStatus } from "../shared/ipc";

/** Keys that another program holds are asked for again this much later, milliseconds: no system tells when they are free. */
const tryAgainMs = 3_000;

/** Electron's `globalShortcut`. */
export interface ShortcutRegistry {
  register(accelerator: string, callback: () => void): boolean;
  unregister(accelerator: string): void;
}

/** What the shortcut works with. */
export interface ShortcutParts {
  readonly registry: ShortcutRegistry;
  readonly clock: Clock;
  /** What a press does. */
  readonly action: () => void;
  /** Called when how it stands changed by itself: another program let the keys go. */
  readonly changed: () => void;
}

/** The one shortcut that works everywhere, as the settings say; taken as soon as whoever holds its keys lets them go. */
export class GlobalShortcut {
  readonly #parts: ShortcutParts;
  #accelerator = "";
  #status: ShortcutStatus = { registered: false, trouble: null };
  #cancelTry = () => {};

  constructor(parts: ShortcutParts) {
    this.#parts = parts;
  }

  /** How it stands. */
  get status(): ShortcutStatus {
    return this.#status;
  }

  /** Takes another combination, or none when it is empty; whether anything changed. */
  apply(accelerator: string): boolean {
    if (accelerator === this.#accelerator) return false;
    this.#cancelTry();
    if (this.#status.registered) this.#parts.registry.unregister(this.#accelerator);
    this.#accelerator = accelerator;
    this.#status = accelerator === "" ? { registered: false, trouble: null } : this.#register(accelerator);
    return true;
  }

  /** Gives it back to the system. */
  close(): void {
    this.apply("");
  }

  #tryAgain(): void {
    this.#status = this.#register(this.#accelerator);
    if (this.#status.registered) this.#parts.changed();
  }

  #register(accelerator: string): ShortcutStatus {
    try {
      const registered = this.#parts.registry.register(accelerator, this.#parts.action);
      if (!registered) this.#cancelTry = this.#parts.clock.after(tryAgainMs, () => this.#tryAgain());
      return { registered, trouble: registered ? null : "taken" };
    } catch {
      // Electron throws for a combination that it can't read, and says nothing else that a user could use.
      return { registered: false, trouble: "not-a-shortcut" };
    }
  }
}
