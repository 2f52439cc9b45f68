import { describe, expect, it } from "vitest";
import { acceleratorOf } from "../../../renderer/features/settings/accelerator";

const press = { key: "u", code: "KeyU", ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };

describe("keys as a shortcut", () => {
  it.each([
    [{ ctrlKey: true, shiftKey: true, key: "U" }, "Control+Shift+U"],
    [{ ctrlKey: true, altKey: true, key: "ü" }, "Control+Alt+U"],
    [{ metaKey: true }, "Super+U"],
    [{ altKey: true, key: "ArrowUp", code: "ArrowUp" }, "Alt+Up"],
    [{ ctrlKey: true, key: " ", code: "Space" }, "Control+Space"],
    [{ ctrlKey: true, shiftKey: true, key: "!", code: "Digit1" }, "Control+Shift+1"],
    [{ key: "F9", code: "F9" }, "F9"],
  ])("are written as Electron reads them: %o", (differences, expected) => {
    expect(acceleratorOf({ ...press, ...differences }, false)).toBe(expected);
  });

  it("name the command key on macOS", () => {
    expect(acceleratorOf({ ...press, metaKey: true }, true)).toBe("Command+U");
  });

  it.each([{}, { shiftKey: true }, { key: "Control", code: "ControlLeft", ctrlKey: true }])(
    "are none while only a letter or a modifier is pressed: %o",
    (differences) => expect(acceleratorOf({ ...press, ...differences }, false)).toBeNull(),
  );
});
