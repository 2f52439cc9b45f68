import { describe, expect, it } from "vitest";
import { sayIn } from "../../../../electron/shared/sentences";
import { field } from "../../../../electron/shared/service";
import { type AppSettingsPatch, defaultAppSettings } from "../../../../electron/shared/settings";
import { uploadError } from "../../../../electron/shared/upload-error";
import { lookOf } from "../../../../renderer/look";
import { createSettingsStore } from "../../../../renderer/stores/settings-store";
import { spokenServices } from "../../../../renderer/stores/spoken-services";
import { FakeBridge, service } from "../fake-page";

function saving(answer: (patch: AppSettingsPatch) => string | null) {
  const bridge = new FakeBridge({
    "settings:save": (patch) => {
      const message = answer(patch);
      return message === null
        ? { ok: true, settings: { ...defaultAppSettings, theme: "dark" } }
        : { ok: false, field: "proxy", error: uploadError("config", { message, hint: "Correct it." }) };
    },
  });
  return { bridge, store: createSettingsStore(bridge) };
}

describe("the settings of the page", () => {
  it("are what main answered, and a change is told alone", async () => {
    const { bridge, store } = saving(() => null);
    expect(await store.change({ theme: "dark" })).toBe(true);
    expect(store.getState().settings?.theme).toBe("dark");
    expect(bridge.asked).toEqual([{ name: "settings:save", args: { theme: "dark" } }]);
  });

  it("keep what was wrong with a change, until the next one", async () => {
    const { store } = saving((patch) => (patch.proxy === "" ? "No address." : null));
    expect(await store.change({ proxyMode: "manual", proxy: "" })).toBe(false);
    expect(store.getState()).toEqual({
      settings: null,
      problem: { field: "proxy", words: "No address. Correct it." },
    });
    await store.change({ proxyMode: "none" });
    expect(store.getState().problem).toBeNull();
  });

  it("keep the sentence of a request that failed altogether", async () => {
    const store = createSettingsStore(new FakeBridge({}));
    expect(await store.change({ theme: "light" })).toBe(false);
    expect(store.getState().problem).toEqual({ field: null, words: "Nobody answers settings:save." });
  });
});

describe("the look of the page", () => {
  it("has more contrast when it is chosen, and when the system asks for it", () => {
    const settings = defaultAppSettings;
    expect(lookOf(settings, "en", false).contrast).toBe("usual");
    expect(lookOf(settings, "en", true).contrast).toBe("more");
    expect(lookOf({ ...settings, theme: "high-contrast" }, "en", false).contrast).toBe("more");
  });

  it("speaks the chosen language, else the system's", () => {
    expect(lookOf(defaultAppSettings, "zh-HK", false).language).toBe("zh-CN");
    expect(lookOf({ ...defaultAppSettings, language: "en" }, "zh-HK", false).language).toBe("en");
  });
});

describe("services in another language", () => {
  it("keep keys, values and placeholders; labels and help are said", () => {
    const mode = field({
      key: "auth",
      label: "Sign-in",
      help: "How Waybill proves who you are.",
      type: "choice",
      placeholder: "Token",
      choices: [{ value: "token", label: "Automatic" }],
    });
    const [spoken] = spokenServices([service([mode], [])], sayIn("zh-CN"));
    expect(spoken?.destinationFields[0]).toEqual({
      ...mode,
      label: "登录方式",
      help: "Waybill 如何证明您的身份。",
      choices: [{ value: "token", label: "自动" }],
    });
  });
});
