import type * as dbus from "@homebridge/dbus-native";

/** The name of a desktop whose dock shows progress and badges; programs look for it. */
export const launcherName = "com.canonical.Unity";

const entry = "com.canonical.Unity.LauncherEntry";

type Properties = readonly (readonly [string, readonly [unknown, readonly unknown[]]])[];

/** Plays the dock of a desktop (Unity's protocol, which KDE, Dash to Dock and Plank speak too). */
export class Launcher {
  readonly #shown = new Map<string, unknown>();

  constructor(bus: dbus.AnsweringBus) {
    bus.addMatch(`type='signal',interface='${entry}'`, () => {});
    bus.connection.on("message", (message) => {
      if (message.interface !== entry) return;
      const [, properties] = message.body ?? [];
      for (const [name, [, [value]]] of (properties ?? []) as Properties) this.#shown.set(name, value);
    });
  }

  /** The number at the program's icon, or null. */
  get badge(): number | null {
    return this.#shown.get("count-visible") === true ? Number(this.#shown.get("count")) : null;
  }

  /** How far the bar at the icon is, 0 to 1, or null. */
  get progress(): number | null {
    return this.#shown.get("progress-visible") === true ? Number(this.#shown.get("progress")) : null;
  }
}
