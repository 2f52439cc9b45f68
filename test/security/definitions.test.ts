import { expect, it } from "vitest";
import { adapterFor } from "../../electron/engine/services/index";
import { settingsProblems, validateSecret, validateSettings } from "../../electron/engine/services/settings";
import { fixtures } from "../contract/fixtures";

const services = Object.keys(fixtures).map((id) => adapterFor(id).info);

const badAddresses = [
  ...[
    "files.example",
    "//files.example",
    "/path",
    "https:",
    "https://",
    "http://",
    "mailto:a@b.example",
    "about:blank",
  ],
  ...[
    "file:///etc/passwd",
    "ftp://files.example",
    "ws://files.example",
    "javascript:alert(1)",
    "data:text/plain,x",
  ],
  ...[
    "blob:https://files.example/1",
    "gopher://files.example",
    "waybill://upload/1",
    "app://bundle/index.html",
  ],
  ...["https://user@files.example", "https://user:pass@files.example", "https://:pass@files.example"],
  ...[
    "https://files.example?x=1",
    "https://files.example/#a",
    "https://files.example/?",
    "https://files.example/#",
  ],
  ...["https://files.example\r\nHost: evil.example", "https://files.example/\nX: 1", "https://a b.example"],
  ...[
    "https://[::1",
    "https://files.example:99999",
    "https://%00.example",
    "https://files.example\0.evil.example",
  ],
  ...["http://files.example", "http://10.0.0.1", "http://169.254.169.254/latest", "http://0x7f.1.example"],
];
const badLines = ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "a\u2028b\nc"];
const badSecrets = ["a\r\nX-Evil: 1", "a\nb", "a\0b", "snow \u2603"];

it("S-21 five hundred bad definitions are refused, each for the setting that is bad", () => {
  let tried = 0;
  for (const info of services) {
    for (const field of info.destinationFields) {
      const wrong =
        field.type === "url" ? [...badAddresses, ...badLines] : field.type === "secret" ? [] : badLines;
      const key = field.type === "pairs" ? `${field.key}.name` : field.key;
      const [needed = ""] = field.onlyWhen?.values ?? [];
      const others = field.onlyWhen === null ? {} : { [field.onlyWhen.key]: needed };
      for (const value of wrong) {
        tried += 1;
        const problems = settingsProblems(info, { ...others, [key]: value });
        expect(problems[key], `${info.id} ${key} ${JSON.stringify(value)}`).toBeTypeOf("string");
      }
      if (field.type !== "secret" || !field.inHeader) continue;
      for (const value of badSecrets) {
        tried += 1;
        expect(validateSecret(info, field.key, value)?.field, `${info.id} ${field.key}`).toBe(field.key);
      }
    }
    for (const key of [
      "Host",
      "Content-Length",
      "Transfer-Encoding",
      "Cookie",
      "headers",
      "__proto__",
      "constructor",
      "toString",
    ]) {
      tried += 1;
      expect(
        validateSettings(info, JSON.parse(`{${JSON.stringify(key)}:"x"}`), [])?.field,
        `${info.id} ${key}`,
      ).toBe(key);
    }
  }
  expect(tried).toBeGreaterThanOrEqual(500);
});
