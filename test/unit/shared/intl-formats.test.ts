import { afterEach, describe, expect, it } from "vitest";
import { momentFormat, numberFormat } from "../../../electron/shared/intl-formats";

const zone = process.env["TZ"];

afterEach(() => {
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
});

describe("formatters", () => {
  it("are made once for each locale and each way to write", () => {
    expect(numberFormat("en")).toBe(numberFormat("en"));
    expect(numberFormat("en", { style: "percent" })).not.toBe(numberFormat("en"));
    expect(numberFormat("de").format(1.5)).toBe("1,5");
    expect(numberFormat("en").format(1.5)).toBe("1.5");
  });

  it("tell the time of the zone that the system has now", () => {
    const noon = new Date("2026-07-01T12:00:00Z");
    const time = () => momentFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(noon);
    process.env["TZ"] = "UTC";
    expect(time()).toBe("12:00");
    process.env["TZ"] = "Asia/Shanghai";
    expect(time()).toBe("20:00");
  });
});
