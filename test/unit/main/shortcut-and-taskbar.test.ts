import { describe, expect, test } from "vitest";
import { GlobalShortcut } from "../../../electron/main/shortcut";
import { Taskbar } from "../../../electron/main/taskbar";
import { type Counts, noCounts } from "../../../electron/shared/ipc";
import { FakeClock } from "../../helpers/fake-clock";

function registry(taken: readonly string[] = []) {
  const held = new Map<string, () => void>();
  return {
    held,
    register: (accelerator: string, callback: () => void) => {
      if (accelerator === "nonsense") throw new TypeError("conversion failure");
      if (taken.includes(accelerator)) return false;
      held.set(accelerator, callback);
      return true;
    },
    unregister: (accelerator: string) => void held.delete(accelerator),
  };
}

function shortcutOn(system: ReturnType<typeof registry>, action = () => {}) {
  const clock = new FakeClock();
  let changes = 0;
  const changed = () => {
    changes += 1;
  };
  const shortcut = new GlobalShortcut({ registry: system, clock, action, changed });
  return { shortcut, clock, changes: () => changes };
}

describe("the shortcut that works everywhere", () => {
  test("is taken, changed, and given back", () => {
    const system = registry();
    let pressed = 0;
    const { shortcut } = shortcutOn(system, () => {
      pressed += 1;
    });
    expect(shortcut.apply("Control+Shift+U")).toBe(true);
    expect(shortcut.apply("Control+Shift+U")).toBe(false);
    system.held.get("Control+Shift+U")?.();
    shortcut.apply("Control+Alt+U");
    expect([...system.held.keys()]).toEqual(["Control+Alt+U"]);
    expect(shortcut.status).toEqual({ registered: true, trouble: null });
    shortcut.close();
    expect([...system.held.keys()]).toEqual([]);
    expect(pressed).toBe(1);
  });

  test("says that another program holds it, or that it is none", () => {
    const { shortcut } = shortcutOn(registry(["Control+C"]));
    shortcut.apply("Control+C");
    expect(shortcut.status).toEqual({ registered: false, trouble: "taken" });
    shortcut.apply("nonsense");
    expect(shortcut.status).toEqual({ registered: false, trouble: "not-a-shortcut" });
    shortcut.apply("");
    expect(shortcut.status).toEqual({ registered: false, trouble: null });
  });
});

describe("keys that another program holds", () => {
  test("are taken when they are let go, and never after they were given up", () => {
    const taken = ["Control+C"];
    const system = registry(taken);
    const { shortcut, clock, changes } = shortcutOn(system);
    shortcut.apply("Control+C");
    clock.advance(60_000);
    expect(shortcut.status.trouble).toBe("taken");
    expect(changes()).toBe(0);
    taken.pop();
    clock.advance(10_000);
    expect(shortcut.status).toEqual({ registered: true, trouble: null });
    expect(changes()).toBe(1);
    taken.push("Control+D");
    shortcut.apply("Control+D");
    shortcut.apply("");
    taken.pop();
    clock.advance(60_000);
    expect([...system.held.keys()]).toEqual([]);
  });
});

describe("the taskbar", () => {
  function taskbar() {
    const shown: (readonly [string, number | boolean])[] = [];
    const bar = new Taskbar({
      setProgress: (fraction) => shown.push(["progress", Math.round(fraction * 100) / 100]),
      setBadge: (count) => shown.push(["badge", count]),
      setAwake: (awake) => shown.push(["awake", awake]),
    });
    return { bar, shown };
  }
  const changed = (differences: Partial<Counts>) =>
    ({ kind: "uploads-changed", ids: null, counts: { ...noCounts, ...differences } }) as const;
  const row = (id: string, bytesSent: number) => ({
    id,
    bytesSent,
    bytesTotal: 100,
    bytesPerSecond: null,
    remainingMs: null,
  });

  test("shows how far all running uploads are together, and keeps the computer awake meanwhile", () => {
    const { bar, shown } = taskbar();
    bar.take(changed({ uploading: 2 }));
    bar.take({ kind: "progress", rows: [row("a", 50), row("b", 0)] });
    bar.take(changed({ completed: 2 }));
    expect(shown).toEqual([
      ["progress", 2],
      ["awake", true],
      ["progress", 0.25],
      ["progress", -1],
      ["awake", false],
    ]);
  });

  test("shows how many uploads need a decision", () => {
    const { bar, shown } = taskbar();
    bar.take(changed({ failed: 1, unconfirmed: 2 }));
    bar.take(changed({ failed: 1, unconfirmed: 2 }));
    bar.take(changed({}));
    expect(shown).toEqual([
      ["badge", 3],
      ["badge", 0],
    ]);
  });

  test("lets the computer sleep when it is told to", () => {
    const { bar, shown } = taskbar();
    bar.allowAwake(false);
    bar.take(changed({ uploading: 1 }));
    expect(shown).toEqual([["progress", 2]]);
    bar.allowAwake(true);
    expect(shown.at(-1)).toEqual(["awake", true]);
    bar.close();
    expect(shown.at(-1)).toEqual(["awake", false]);
  });
});
