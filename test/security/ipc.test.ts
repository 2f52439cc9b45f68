import { expect, it } from "vitest";
import { isReadable } from "../../electron/main/message-size";
import { ipcRequests } from "../../electron/shared/ipc";

it("S-10 lets no source of a secret in from the page: no variable, no file", () => {
  const draft = { name: "A", service: "imkit", settings: {}, secrets: {} };
  for (const source of [
    { kind: "file", path: "/etc/passwd" },
    { kind: "env", variable: "PATH" },
  ]) {
    const forged = { ...draft, secretSources: { token: source } };
    for (const name of ["destinations:save", "destinations:test"] as const) {
      expect(ipcRequests[name].args.safeParse(draft).success).toBe(true);
      expect(ipcRequests[name].args.safeParse(forged).success).toBe(false);
    }
  }
  expect(ipcRequests["settings:save"].args.safeParse({ caCertificate: "/tmp/own.pem" }).success).toBe(false);
});

it("S-10 a message that is too long or too deep is refused before any schema goes through it", () => {
  expect(isReadable({ paths: Array.from({ length: 100_000 }, () => "a") })).toBe(true);
  expect(isReadable({ paths: Array.from({ length: 100_001 }, () => "a") })).toBe(false);
  let deep: unknown = "a";
  for (let index = 0; index < 20; index += 1) deep = [deep];
  expect(isReadable(deep)).toBe(false);
});
