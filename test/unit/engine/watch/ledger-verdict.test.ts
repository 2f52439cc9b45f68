import { expect, test } from "vitest";
import { ledgerVerdict } from "../../../../electron/engine/watch/ledger-verdict";

const file = { path: "a.png", size: 10, modifiedAtMs: 1, identity: "8:1", fate: "sent" as const };

test("a file that the ledger does not know is sent", () => {
  expect(ledgerVerdict(file, null, null, true)).toBe("send");
});

test("a file that it knows is not sent again", () => {
  expect(ledgerVerdict(file, file, file, true)).toBe("known");
});

test("a renamed or moved file is not sent again", () => {
  expect(ledgerVerdict({ ...file, path: "sub/b.png" }, null, file, true)).toBe("renamed");
});

test("a new file on an old inode is sent", () => {
  expect(ledgerVerdict({ ...file, path: "b.png", modifiedAtMs: 2 }, null, file, true)).toBe("send");
});

test("a file system without inodes tells nothing about names", () => {
  const nameless = { ...file, identity: "" };
  expect(ledgerVerdict({ ...nameless, path: "b.png" }, null, nameless, true)).toBe("send");
});

test("a changed file is sent again only where the folder is set to", () => {
  const changed = { ...file, size: 11, modifiedAtMs: 2 };
  expect(ledgerVerdict(changed, file, file, true)).toBe("send");
  expect(ledgerVerdict(changed, file, file, false)).toBe("known");
});

test("a file that was held back for its name goes under another one, and only then", () => {
  const held = { ...file, fate: "held" as const };
  expect(ledgerVerdict(file, held, held, true)).toBe("known");
  expect(ledgerVerdict({ ...file, size: 11 }, held, held, true)).toBe("known");
  expect(ledgerVerdict({ ...file, path: "b.png" }, null, held, false)).toBe("send");
});
