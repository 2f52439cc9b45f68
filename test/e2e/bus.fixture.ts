import { test as base } from "./app.fixture";
import { missingProgram } from "./keyring";
import { type SessionBus, startSessionBus } from "./session-bus";

/** A program that a session bus needs and that is not here, or null. */
export const missingForBus = missingProgram(["dbus-daemon", "dbus-send"]);

/** The app on a session bus of the test's own, with the tests' tray and notifications on it. */
export const test = base.extend<{ readonly hasTray: boolean; readonly bus: SessionBus }>({
  hasTray: [true, { option: true }],
  // The bus must outlive the app: Chromium aborts when its bus goes.
  bus: async ({ hasTray }, use) => {
    const bus = await startSessionBus({ tray: hasTray });
    await use(bus);
    await bus.stop();
  },
  launch: async ({ bus, launch }, use) => {
    await use((options = {}) =>
      launch({ ...options, environment: { ...options.environment, ...bus.environment } }),
    );
  },
});
