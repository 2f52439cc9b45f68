import { Buffer } from "node:buffer";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DestinationBook } from "../../../../electron/engine/destinations/destination-book";
import { Failure } from "../../../../electron/engine/failure";
import type { Vault } from "../../../../electron/engine/ports";
import { SqliteDestinationStore } from "../../../../electron/engine/store/destination-store";
import { FakeClock } from "../../../helpers/fake-clock";
import { openTestDatabase, temporaryFolder } from "../store/store-fixture";

/** Seals by turning the letters round: enough to see that what is stored is what was sealed. */
const turning: Vault = {
  kind: "keyring",
  seal: (value) => new Uint8Array(Buffer.from([...value].reverse().join(""))),
  open: (sealed) => [...Buffer.from(sealed).toString()].reverse().join(""),
};

const noKeyring: Vault = {
  kind: "none",
  seal: () => {
    throw new Error("There is no keyring.");
  },
  open: () => {
    throw new Error("There is no keyring.");
  },
};

function openBook(vault: Vault = turning) {
  const store = new SqliteDestinationStore(openTestDatabase(join(temporaryFolder(), "waybill.db")));
  return new DestinationBook({ store, vault, clock: new FakeClock(), environment: {}, practice: () => null });
}

const settings = { baseUrl: "https://im.example", bucket: "b" };
const draft = { name: "Room", service: "imkit", settings, secrets: { token: "abc", clientKey: "key" } };

describe("a destination's look", () => {
  it("is kept, and stays when a save does not speak of it", () => {
    const book = openBook();
    const saved = book.save({ ...draft, appearance: { colour: "teal", icon: "chat" } });
    expect(saved.appearance).toEqual({ colour: "teal", icon: "chat" });
    book.save({ ...draft, id: saved.id, name: "Room 2" });
    expect(book.get(saved.id).appearance).toEqual({ colour: "teal", icon: "chat" });
  });
});

describe("a second destination like another", () => {
  it.each([
    ["sealed by the keyring", turning],
    ["in memory, where there is no keyring", noKeyring],
  ])("has its settings, its look and its secrets, %s", async (_where, vault) => {
    const book = openBook(vault);
    const first = book.save({ ...draft, appearance: { colour: "red", icon: null } });
    const second = book.duplicate(first.id, "Room 2");
    expect(second).toMatchObject({ name: "Room 2", settings, appearance: { colour: "red", icon: null } });
    book.remove(first.id);
    expect((await book.resolve(second.id)).secrets).toEqual({ token: "abc", clientKey: "key" });
  });

  it("needs a name of its own", () => {
    const book = openBook();
    const first = book.save(draft);
    expect(() => book.duplicate(first.id, "ROOM")).toThrow(Failure);
    expect(book.list()).toHaveLength(1);
  });

  it("is refused for Practice, whose server is one", () => {
    const book = openBook();
    book.addPractice("imkit");
    expect(() => book.duplicate(book.list()[0]?.id ?? "", "Practice 2")).toThrow(/only one Practice/);
  });
});

describe("the order of destinations", () => {
  const names = (book: DestinationBook) => book.list().map(({ name }) => name);

  it("is the one the user gave; new ones come last, even after others were removed", () => {
    const book = openBook();
    const [a, b, c] = ["A", "B", "C"].map((name) => book.save({ ...draft, name }).id) as [
      string,
      string,
      string,
    ];
    book.order([c, a, b]);
    expect(names(book)).toEqual(["C", "A", "B"]);
    book.remove(b);
    book.remove(c);
    book.save({ ...draft, name: "D" });
    expect(names(book)).toEqual(["A", "D"]);
  });

  it("keeps those that were not named, behind the named ones", () => {
    const book = openBook();
    const ids = ["A", "B", "C"].map((name) => book.save({ ...draft, name }).id);
    book.order([ids[2] ?? ""]);
    expect(names(book)).toEqual(["C", "A", "B"]);
  });
});
