import type { ShortcutStatus } from "../shared/ipc";

/** Electron's `globalShortcut`. */
export interface ShortcutRegistry {
  register(accelerator: string, callback: () => void): boolean;
  unregister(accelerator: string): void;
}

/** The one shortcut that works everywhere, as the settings say. */
export class GlobalShortcut {
  readonly #registry: ShortcutRegistry;
  readonly #action: () => void;
  #accelerator = "";
  #status: ShortcutStatus = { registered: false, trouble: null };

  constructor(registry: ShortcutRegistry, action: () => void) {
    this.#registry = registry;
    this.#action = action;
  }

  /** How it stands. */
  get status(): ShortcutStatus {
    return this.#status;
  }

  /** Takes another combination, or none when it is empty; whether anything changed. */
  apply(accelerator: string): boolean {
    if (accelerator === this.#accelerator) return false;
    if (this.#status.registered) this.#registry.unregister(this.#accelerator);
    this.#accelerator = accelerator;
    this.#status = accelerator === "" ? { registered: false, trouble: null } : this.#register(accelerator);
    return true;
  }

  /** Gives it back to the system. */
  close(): void {
    this.apply("");
  }

  #register(accelerator: string): ShortcutStatus {
    try {
      const registered = this.#registry.register(accelerator, this.#action);
      return { registered, trouble: registered ? null : "taken" };
    } catch {
      // Electron throws for a combination that it can't read, and says nothing else that a user could use.
      return { registered: false, trouble: "not-a-shortcut" };
    }
  }
}
