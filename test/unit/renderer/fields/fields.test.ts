import { describe, expect, it } from "vitest";
import { field } from "../../../../electron/shared/service";
import { serviceFacts } from "../../../../renderer/features/destinations/service-facts";
import {
  draftOf,
  formValues,
  missingKeys,
  savedDraft,
  secretStanding,
} from "../../../../renderer/fields/destination-draft";
import {
  countingFields,
  lackingFields,
  mainSecret,
  pairsOf,
  withPairs,
} from "../../../../renderer/fields/field-rules";
import { destination, roomField, service } from "../fake-page";

const auth = field({ key: "auth", label: "Auth", help: "", type: "choice", default: "basic" });
const password = field({
  key: "password",
  label: "Password",
  help: "",
  type: "secret",
  required: true,
  onlyWhen: { key: "auth", values: ["basic"] },
});
const token = field({
  key: "token",
  label: "Token",
  help: "",
  type: "secret",
  required: true,
  onlyWhen: { key: "auth", values: ["token", "both"] },
});
const key = field({ key: "clientKey", label: "Key", help: "", type: "secret" });
const prefix = field({ key: "tokenPrefix", label: "Prefix", help: "" });
const chat = service([auth, password, token, prefix], [roomField]);

const usual = { colour: null, icon: null };

describe("which fields count", () => {
  it("shows only the fields whose condition holds, a default standing for a missing value", () => {
    const keys = (settings: Record<string, string>) =>
      countingFields(chat.destinationFields, settings).map((each) => each.key);
    expect(keys({})).toEqual(keys({ auth: auth.default ?? "" }));
    expect(keys({ auth: "token" })).toContain("token");
    expect(keys({ auth: "token" })).not.toContain(password.key);
    expect(keys({ auth: "basic" })).not.toContain("token");
  });

  it("lacks a required upload field unless the destination has a value that is not blank", () => {
    expect(lackingFields(chat, destination())).toEqual([roomField]);
    expect(lackingFields(chat, destination({ settings: { room: "  " } }))).toEqual([roomField]);
    expect(lackingFields(chat, destination({ settings: { room: "GENERAL" } }))).toEqual([]);
    expect(lackingFields(undefined, destination())).toEqual([]);
  });
});

describe("pairs", () => {
  it("are read from and written back to flat settings without touching others", () => {
    const settings = { "extra.a": "1", extra: "not a pair", "extra.": "nameless", other: "x" };
    expect(pairsOf("extra", settings)).toEqual([{ name: "a", value: "1" }]);
    expect(withPairs("extra", { "extra.a": "1", other: "x" }, [{ name: " b ", value: "2" }])).toEqual({
      other: "x",
      "extra.b": "2",
    });
    expect(withPairs("extra", { "extra.a": "1" }, [{ name: "", value: "typing" }])).toEqual({});
  });
});

describe("the secret to replace", () => {
  it("is the token where there is one, and never one that is read from elsewhere", () => {
    const both = service([key, field({ ...token, onlyWhen: null })], []);
    const stored = { kind: "stored" } as const;
    expect(mainSecret(both, destination({ secrets: { clientKey: stored, token: stored } }))?.key).toBe(
      "token",
    );
    const fromElsewhere = { kind: "env", variable: "TOKEN" } as const;
    expect(mainSecret(both, destination({ secrets: { clientKey: stored, token: fromElsewhere } }))?.key).toBe(
      "clientKey",
    );
    expect(mainSecret(chat, destination({ settings: { auth: "basic" } }))?.key).toBe("password");
  });
});

describe("a destination's form", () => {
  const saved = destination({ secrets: { password: { kind: "stored" } }, settings: { room: "A" } });

  it("opened for a secret has it ready to be replaced, and keeps it when nothing is typed", () => {
    const values = formValues(saved, chat, "password");
    expect(secretStanding(password, values, saved)).toEqual({ kind: "typed", value: "", replaces: true });
    expect(draftOf(values, chat, saved).secrets).toEqual({});
    expect(missingKeys(values, chat, saved)).toEqual([]);
  });

  it("does not open a secret that is read from elsewhere", () => {
    const other = destination({ secrets: { password: { kind: "file", path: "/run/secret" } } });
    expect(formValues(other, chat, "password").secrets).toEqual({});
  });

  it("drafts without blanks around values and without empty settings, but keeps a prefix as typed", () => {
    const values = {
      name: "  Room  ",
      settings: { room: " A ", auth: "   ", tokenPrefix: "Bearer " },
      appearance: usual,
      secrets: { password: " p\n", token: null },
    };
    expect(draftOf(values, chat, saved)).toEqual({
      id: "d1",
      name: "Room",
      service: "chat",
      settings: { room: "A", tokenPrefix: "Bearer " },
      appearance: usual,
      secrets: { password: "p", token: "" },
    });
  });

  it("leaves a line's end inside a secret for main to refuse by name", () => {
    const values = { name: "n", settings: {}, appearance: usual, secrets: { password: "a\nb" } };
    expect(draftOf(values, chat, null).secrets).toEqual({ password: "a\nb" });
    expect("id" in draftOf(values, chat, null)).toBe(false);
  });

  it("misses the name and what is required and counts, and nothing else", () => {
    const empty = { name: " ", settings: {}, appearance: usual, secrets: {} };
    expect(missingKeys(empty, chat, null)).toEqual(["name", "password"]);
    expect(missingKeys({ ...empty, name: "n", settings: { auth: "token" } }, chat, null)).toEqual(["token"]);
    expect(missingKeys({ ...empty, name: "n" }, chat, saved)).toEqual([]);
    expect(missingKeys({ ...empty, name: "n", secrets: { password: null } }, chat, saved)).toEqual([
      "password",
    ]);
  });

  it("tests a saved destination without sending any secret", () => {
    expect(savedDraft(saved)).toMatchObject({ id: "d1", secrets: {}, settings: { room: "A" } });
  });
});

describe("the facts of a service", () => {
  it("name the proof of delivery, the limit and what links are good for", () => {
    const { capabilities } = chat;
    expect(serviceFacts(capabilities).map((fact) => fact.key)).toEqual([
      "facts.unverified",
      "facts.link.none",
    ]);
    expect(
      serviceFacts({ ...capabilities, hash: "md5", maximumSize: 100, reportsSize: true, link: "signed" }),
    ).toEqual([
      { key: "facts.hash", algorithm: "MD5" },
      { key: "facts.maximum", bytes: 100 },
      { key: "facts.link.signed" },
    ]);
  });
});
