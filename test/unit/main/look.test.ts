import { describe, expect, it } from "vitest";
import { applyLook, type LookParts } from "../../../electron/main/look";
import { Words } from "../../../electron/main/words";

function parts(systemLocale: string) {
  const words = new Words("en");
  let menus = 0;
  const made: LookParts = {
    words,
    systemLocale,
    theme: { themeSource: "system" },
    onLanguage: () => {
      menus += 1;
    },
  };
  return { ...made, menus: () => menus };
}

describe("the look beside the page", () => {
  it("follows the chosen theme; high contrast leaves light and dark to the system", () => {
    const look = parts("en-GB");
    applyLook({ theme: "dark", language: "system" }, look);
    expect(look.theme.themeSource).toBe("dark");
    applyLook({ theme: "high-contrast", language: "system" }, look);
    expect(look.theme.themeSource).toBe("system");
  });

  it("builds the menu anew when the language changes, and only then", () => {
    const look = parts("en-GB");
    applyLook({ theme: "system", language: "system" }, look);
    expect(look.menus()).toBe(0);
    applyLook({ theme: "system", language: "zh-CN" }, look);
    applyLook({ theme: "light", language: "zh-CN" }, look);
    expect([look.menus(), look.words.language]).toEqual([1, "zh-CN"]);
  });

  it("speaks the system's language when none is chosen", () => {
    const look = parts("zh-TW");
    applyLook({ theme: "system", language: "system" }, look);
    expect(look.words.t("menu.edit")).toBe("编辑(&E)");
    expect(look.words.say("The connection was cut.")).toBe("连接中断了。");
  });
});
