import type * as dbus from "@homebridge/dbus-native";

/** The name that a power manager has on the bus (Xfce's and others'). */
export const powerManagerName = "org.freedesktop.PowerManagement";

const path = "/org/freedesktop/PowerManagement/Inhibit";
const inhibit = "org.freedesktop.PowerManagement.Inhibit";

/** Plays the power manager of a desktop: programs ask it not to let the computer sleep. */
export class PowerManager {
  readonly #awakeFor = new Set<number>();
  #asked = 0;

  constructor(bus: dbus.AnsweringBus) {
    const answers: Readonly<Record<string, readonly [(...args: never[]) => unknown, string]>> = {
      Inhibit: [() => this.#inhibit(), "u"],
      UnInhibit: [(cookie: number) => void this.#awakeFor.delete(cookie), ""],
      HasInhibit: [() => this.isKeptAwake, "b"],
    };
    for (const [member, answer] of Object.entries(answers)) {
      bus.setMethodCallHandler(path, inhibit, member, answer);
    }
  }

  /** Whether somebody wants the computer to stay awake. */
  get isKeptAwake(): boolean {
    return this.#awakeFor.size > 0;
  }

  #inhibit(): number {
    this.#asked += 1;
    this.#awakeFor.add(this.#asked);
    return this.#asked;
  }
}
