import { describe, expect, test } from "vitest";
import { damageText, damageWords } from "../../../electron/main/damage-words";

const t = (key: string, given?: Record<string, unknown>) =>
  given === undefined ? key : `${key} ${JSON.stringify(given)}`;
const path = "/profile/waybill.damaged-1.db";

describe("what is said of records that were damaged", () => {
  test("is nothing when all was well", () => {
    const found = { quarantined: null, restored: 0 };
    expect(damageText(found)).toBe("");
    expect(damageWords(found, { t })).toBeNull();
  });

  test("names the file that is kept, and claims nothing more, when pages are lost", () => {
    const found = { quarantined: path, restored: 0 };
    expect(damageText(found)).toBe(`Waybill's records were damaged. The damaged file was kept as ${path}.\n`);
    expect(damageWords(found, { t })).toEqual({
      message: "records.damaged",
      detail: `records.damagedDetail {"path":"${path}"}`,
    });
  });

  test("says that nothing is lost when every page was there a second time", () => {
    const found = { quarantined: path, restored: 3 };
    expect(damageText(found)).toBe(
      "Waybill's records were damaged. Nothing is lost: they are whole again, from their second copy.\n" +
        `The damaged file was kept as ${path}.\n`,
    );
    expect(damageWords(found, { t })).toEqual({
      message: "records.restored",
      detail: `records.restoredDetail {"path":"${path}"}`,
    });
  });

  test("says that the file was gone when there is none to keep", () => {
    const found = { quarantined: null, restored: 3 };
    expect(damageText(found)).toContain("were gone. Nothing is lost");
    expect(damageWords(found, { t })?.message).toBe("records.missing");
  });
});
