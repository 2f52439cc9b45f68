import { describe, expect, it } from "vitest";
import { formatBytes, formatSpeed } from "../../../../renderer/format/bytes";
import { formatExactMoment, formatMoment } from "../../../../renderer/format/dates";
import { formatCountdown, formatDuration } from "../../../../renderer/format/duration";
import { fileKind } from "../../../../renderer/format/file-kind";
import { usableLocale } from "../../../../renderer/format/locale";
import { formatPercent, sendingPercent } from "../../../../renderer/format/percent";

describe("sizes and speeds", () => {
  it.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1_000, "1 kB"],
    [999_499, "999 kB"],
    [999_500, "1.0 MB"],
    [24_130_000, "24.1 MB"],
    [99_960_000, "100 MB"],
    [734_000_000, "734 MB"],
    [1_913_000_000, "1.9 GB"],
    [5_000_000_000_000_000, "5,000 TB"],
  ])("reads %d bytes as %s", (bytes, words) => {
    expect(formatBytes(bytes, "en")).toBe(words);
  });

  it("writes the decimal sign of the locale", () => {
    expect(formatBytes(24_130_000, "de")).toBe("24,1 MB");
  });

  it("tells speeds per second", () => {
    expect(formatSpeed(8_200_000, "en")).toBe("8.2 MB/s");
  });
});

describe("spans of time", () => {
  it.each([
    [1, "1 sec"],
    [41_001, "42 sec"],
    [60_000, "1 min"],
    [61_000, "2 min"],
    [3_600_000, "1 hr"],
    [7_500_000, "2 hr 5 min"],
    [200_000_000, "3 days"],
  ])("rounds %d ms up to %s", (milliseconds, words) => {
    expect(formatDuration(milliseconds, "en")).toBe(words);
  });

  it("takes the larger unit where rounding up reaches it", () => {
    expect(formatDuration(59_001, "en")).toBe("1 min");
    expect(formatDuration(3_599_999, "en")).toBe("1 hr");
    expect(formatDuration(7_199_999, "en")).toBe("2 hr");
    expect(formatDuration(86_399_999, "en")).toBe("1 day");
  });

  it.each([
    [41_200, "0:42"],
    [725_000, "12:05"],
    [3_729_000, "1:02:09"],
    [-5, "0:00"],
  ])("counts %d ms down as %s", (milliseconds, words) => {
    expect(formatCountdown(milliseconds, "en")).toBe(words);
  });
});

describe("moments", () => {
  const now = new Date(2025, 10, 22, 15, 0).getTime();
  const iso = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

  it("tells the time alone for today, with two digits where days have 24 hours", () => {
    expect(formatMoment(iso(2025, 10, 22, 1, 7), now, "en-GB")).toBe("01:07");
    expect(formatMoment(iso(2025, 10, 22, 1, 7), now, "en-US")).toMatch(/^1:07\sAM$/);
  });

  it("adds the day within this year and the year before it", () => {
    expect(formatMoment(iso(2025, 2, 3, 9, 5), now, "en-GB")).toBe("3 Mar, 09:05");
    expect(formatMoment(iso(2024, 2, 3, 9, 5), now, "en-GB")).toBe("3 Mar 2024");
  });

  it("shows what is no date as it came", () => {
    expect(formatMoment("soon", now, "en")).toBe("soon");
  });
});

describe("moments on papers", () => {
  it("are told to the second, and no line ends before AM or PM", () => {
    const written = "2025-11-22T10:42:07";
    expect(formatExactMoment(written, "en-US")).toBe("Nov 22, 2025, 10:42:07\u00a0AM");
    expect(formatExactMoment(written, "en-GB")).toBe("22 Nov 2025, 10:42:07");
    expect(formatExactMoment(written, "zh-CN")).toBe("2025年11月22日 10:42:07");
  });
});

describe("progress", () => {
  it("stays below a hundred until the receipt is there", () => {
    expect(sendingPercent({ bytesSent: 1000, bytesTotal: 1000 })).toBe(99);
    expect(sendingPercent({ bytesSent: 999_999, bytesTotal: 1_000_000 })).toBe(99);
    expect(sendingPercent({ bytesSent: 719, bytesTotal: 1000 })).toBe(71);
  });

  it("takes an empty file for not begun instead of dividing by nothing", () => {
    expect(sendingPercent({ bytesSent: 0, bytesTotal: 0 })).toBe(0);
  });

  it("writes percent as the locale does", () => {
    expect(formatPercent(71, "en")).toBe("71%");
    expect(formatPercent(71, "de")).toMatch(/^71\s%$/);
  });
});

describe("locales", () => {
  it.each([
    ["de-AT", "de-AT"],
    ["en_US.UTF-8", "en-US"],
    ["C", "en"],
    ["", "en"],
    ["not a locale!", "en"],
  ])("makes %j usable as %s", (announced, usable) => {
    expect(usableLocale(announced)).toBe(usable);
  });
});

describe("kinds of files", () => {
  it.each([
    ["image/jpeg", "image"],
    ["video/quicktime", "video"],
    ["application/pdf", "document"],
    ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document"],
    ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "spreadsheet"],
    ["application/gzip", "archive"],
    ["application/json", "code"],
    ["text/html", "code"],
    ["text/plain", "document"],
    ["application/octet-stream", "file"],
  ])("takes %s for %s", (contentType, kind) => {
    expect(fileKind(contentType)).toBe(kind);
  });
});
