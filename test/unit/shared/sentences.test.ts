import { describe, expect, it } from "vitest";
import { formatLocaleOf, languageOf } from "../../../electron/shared/languages";
import { catalogues, createSay, sayIn } from "../../../electron/shared/sentences";
import { uploadError, uploadErrorCodes } from "../../../electron/shared/upload-error";
import { sourceTexts } from "../../helpers/spoken-sentences";

const texts = sourceTexts();
const chinese = catalogues["zh-CN"];

/** Texts of the program that look like sentences of the window and are none. */
const unspoken: ReadonlySet<string> = new Set([
  // Completed by what is listed in the catalogue as whole sentences. As patterns they would fit any words of a server.
  "{0}.",
  "{0} {1}",
  // The words of the engine's socket, between two Waybills.
  "The token is wrong.",
  "The client speaks version {0}.",
  // The cause of a failure, for the log.
  "The file is cut short.",
  "The records are said to be of version {0}.",
  // A name.
  "Waybill",
]);

describe("the catalogue of the engine's sentences", () => {
  it("has every sentence and label that engine, services and main process can show", () => {
    const spoken = texts.filter(({ isSpoken, text }) => isSpoken && !unspoken.has(text));
    expect(spoken.length).toBeGreaterThan(300);
    const missing = spoken.filter(({ text }) => !Object.hasOwn(chinese, text));
    expect(
      missing.map(({ file, text }) => `${file}: ${JSON.stringify(text)}`),
      "add them to electron/shared/sentences/*.json, in Chinese",
    ).toEqual([]);
  });

  it("has none that the program no longer says", () => {
    const said = new Set(texts.map(({ text }) => text));
    const completed = new Set([...said].map((text) => `${text}.`));
    const stale = Object.keys(chinese).filter((english) => !said.has(english) && !completed.has(english));
    expect(stale).toEqual([]);
  });

  it("names in a translation only what the English sentence brings", () => {
    const placesIn = (text: string) => new Set(text.match(/\{\d\}/g) ?? []);
    const wrong = Object.entries(chinese).filter(
      ([english, translation]) => ![...placesIn(translation)].every((place) => placesIn(english).has(place)),
    );
    expect(wrong).toEqual([]);
  });

  it("has translations for all, none of them empty", () => {
    expect(Object.entries(chinese).filter(([, translation]) => translation.trim() === "")).toEqual([]);
  });
});

describe("saying a sentence in another language", () => {
  const say = createSay({
    "The {0} did not accept a connection within {1}.": "{0}在{1}内没有接受连接。",
    server: "服务器",
    "{0} seconds": "{0} 秒",
    '"{0}" is missing.': "缺少“{0}”。",
    '{0} ("{1}") is missing.': "缺少{0}（“{1}”）。",
    Token: "令牌",
    "Try again.": "请重试。",
  });

  it("fills in the values, themselves translated where they are words of ours", () => {
    expect(say("The server did not accept a connection within 10 seconds.")).toBe(
      "服务器在10 秒内没有接受连接。",
    );
  });

  it("takes the sentence that fits best", () => {
    expect(say('Token ("token") is missing.')).toBe("缺少令牌（“token”）。");
    expect(say('"room" is missing.')).toBe("缺少“room”。");
  });

  it("says several sentences in a row", () => {
    expect(say('"room" is missing. Try again.')).toBe("缺少“room”。请重试。");
  });

  it("leaves the server's own words as they are, also between ours", () => {
    expect(say("Storage node 7 is on fire.")).toBe("Storage node 7 is on fire.");
    expect(say("Storage node 7 is on fire. Try again.")).toBe("Storage node 7 is on fire. 请重试。");
  });

  it("leaves a server's words as they are with the whole catalogue too, their spaces included", () => {
    const inChinese = sayIn("zh-CN");
    for (const words of ["Storage node 7 is on fire.", "disk full", "Quota of 5 GB used: ask {admin}"]) {
      expect(inChinese(words)).toBe(words);
    }
    expect(inChinese("Storage node 7 is on fire. The connection was cut.")).toMatch(
      /^Storage node 7 is on fire\. \p{Script=Han}/u,
    );
  });

  it("is not held up by a long text", () => {
    const long = `"${"a is missing. ".repeat(2_000)}`;
    expect(say(long)).toBe(long);
  });

  it("knows every error code's sentence and hint", () => {
    const inChinese = sayIn("zh-CN");
    for (const code of uploadErrorCodes) {
      const { message, hint } = uploadError(code);
      expect(inChinese(message), message).toMatch(/\p{Script=Han}/u);
      expect(inChinese(hint), hint).toMatch(/\p{Script=Han}/u);
    }
  });

  it("leaves English alone", () => {
    expect(sayIn("en")("The connection was cut.")).toBe("The connection was cut.");
  });
});

describe("the language", () => {
  it("is the chosen one, else the system's, else English", () => {
    expect(languageOf("zh-CN", "en-GB")).toBe("zh-CN");
    expect(languageOf("system", "zh_CN.UTF-8")).toBe("zh-CN");
    expect(languageOf("system", "zh-Hans-SG")).toBe("zh-CN");
    expect(languageOf("system", "de-AT")).toBe("en");
  });

  it("leaves sizes and times to the system's locale unless another language was chosen", () => {
    expect(formatLocaleOf("system", "de-AT")).toBe("de-AT");
    expect(formatLocaleOf("en", "en-GB")).toBe("en-GB");
    expect(formatLocaleOf("zh-CN", "en-GB")).toBe("zh-CN");
  });
});
