import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appSettingsPatchSchema,
  appSettingsSchema,
  changedAppSettings,
  defaultAppSettings,
  readAppSettings,
} from "../../../electron/shared/settings";

describe("the settings of the app", () => {
  it("have a usable default for every key", () => {
    expect(appSettingsSchema.parse(defaultAppSettings)).toEqual(defaultAppSettings);
    expect(readAppSettings({})).toEqual(defaultAppSettings);
  });

  it("lose a damaged value alone, and pass over what is unknown", () => {
    const stored = { theme: "dark", concurrency: 0, language: "tlh", copyLinks: false, colour: "red" };
    expect(readAppSettings(stored)).toEqual({ ...defaultAppSettings, theme: "dark", copyLinks: false });
  });

  it("can be read from anything that was ever stored", () => {
    const anything = fc.dictionary(
      fc.constantFrom(...Object.keys(defaultAppSettings), "other"),
      fc.anything(),
    );
    fc.assert(
      fc.property(anything, (stored) => appSettingsSchema.safeParse(readAppSettings(stored)).success),
    );
  });

  it("stay as they are where a change does not name them", () => {
    expect(appSettingsPatchSchema.parse({})).toEqual({});
    const dark = changedAppSettings(defaultAppSettings, { theme: "dark" });
    expect(changedAppSettings(dark, { concurrency: 2 })).toEqual({
      ...defaultAppSettings,
      theme: "dark",
      concurrency: 2,
    });
  });
});
