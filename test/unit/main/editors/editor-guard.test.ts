import { describe, expect, test } from "vitest";
import { type EditorCaller, refuseEditorCaller } from "../../../../electron/main/editors/editor-guard";
import { hashEditorKey, isEditorKey, makeEditorKey } from "../../../../electron/main/editors/editor-key";

const port = 36_677;
const key = makeEditorKey();
const keyHash = hashEditorKey(key);
const program: EditorCaller = {
  method: "POST",
  host: `127.0.0.1:${port}`,
  origin: undefined,
  fetchSite: undefined,
  authorization: undefined,
  key,
};
const statusFor = (differences: Partial<EditorCaller>) =>
  refuseEditorCaller({ ...program, ...differences }, port, keyHash)?.status ?? 200;

describe("who may use the address for editors", () => {
  test.each([
    ["a program with the key in the address", {}],
    ["a program with the key in a header", { key: null, authorization: `Bearer ${key}` }],
    ["a program that says localhost", { host: `localhost:${port}` }],
    ["Obsidian's own page", { origin: "app://obsidian.md", fetchSite: "cross-site" }],
    ["an extension's page in an editor", { origin: "vscode-webview://1f2e", fetchSite: "cross-site" }],
  ] satisfies [string, Partial<EditorCaller>][])("lets %s in", (_who, differences) => {
    expect(statusFor(differences)).toBe(200);
  });

  test.each([
    ["a page of another site, though it knows the key", { origin: "https://evil.example" }, 403],
    ["a page on another port of this computer", { origin: "http://127.0.0.1:8080" }, 403],
    ["a sandboxed or local page", { origin: "null" }, 403],
    ["a page that names no origin, such as an image's address", { fetchSite: "cross-site" }, 403],
    ["a host name that was bent to this computer", { host: `evil.example:${port}` }, 403],
    ["a host name with another port", { host: "127.0.0.1:80" }, 403],
    ["a request without a host", { host: undefined }, 403],
    ["a preflight", { method: "OPTIONS", origin: "https://evil.example" }, 403],
    ["anything but POST", { method: "GET" }, 405],
    ["a program without the key", { key: null }, 401],
    ["a program with an empty key", { key: "" }, 401],
    ["a program with another key", { key: makeEditorKey() }, 401],
    ["a program with the kept hash for a key", { key: keyHash }, 401],
  ] satisfies [string, Partial<EditorCaller>, number][])("refuses %s", (_who, differences, status) => {
    expect(statusFor(differences)).toBe(status);
  });
});

describe("the key for editors", () => {
  test("is different each time and needs no escaping in an address", () => {
    const keys = new Set(Array.from({ length: 100 }, makeEditorKey));
    expect(keys.size).toBe(100);
    for (const made of keys) expect(encodeURIComponent(made)).toBe(made);
  });

  test("is told from its beginning and from a longer one", () => {
    expect(isEditorKey(key, keyHash)).toBe(true);
    expect(isEditorKey(key.slice(0, -1), keyHash)).toBe(false);
    expect(isEditorKey(`${key}x`, keyHash)).toBe(false);
    expect(isEditorKey(key, "")).toBe(false);
  });
});
