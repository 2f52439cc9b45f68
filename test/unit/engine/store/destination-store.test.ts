import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Failure } from "../../../../electron/engine/failure";
import { SqliteDestinationStore } from "../../../../electron/engine/store/destination-store";
import type { Destination } from "../../../../electron/shared/destination";
import { openTestDatabase, temporaryFolder } from "./store-fixture";

function openDestinations() {
  const database = openTestDatabase(join(temporaryFolder(), "waybill.db"));
  return { database, store: new SqliteDestinationStore(database) };
}

function destination(id: string, name: string, special: Partial<Destination> = {}): Destination {
  return {
    id,
    name,
    service: "imkit",
    settings: { baseUrl: "https://im.example", bucket: "b" },
    secrets: {},
    practice: false,
    createdAt: "2024-03-01T10:00:00.000Z",
    appearance: { colour: null, icon: null },
    ...special,
  };
}

function failureOf(action: () => void): Failure | null {
  try {
    action();
  } catch (thrown) {
    return thrown instanceof Failure ? thrown : null;
  }
  return null;
}

describe("destinations", () => {
  test("come back as they were saved, in the order they were made", () => {
    const { store } = openDestinations();
    const first = destination("z", "Ward", {
      secrets: { token: { kind: "env", variable: "T" } },
      practice: true,
    });
    const second = destination("a", "Archive");
    store.save(first, {});
    store.save(second, {});
    expect(store.list()).toEqual([first, second]);
    store.save({ ...first, name: "Ward 7" }, {});
    expect(store.list().map((saved) => saved.name)).toEqual(["Ward 7", "Archive"]);
    expect(store.get("z")).toEqual({ ...first, name: "Ward 7" });
    store.remove("z");
    expect(store.get("z")).toBeNull();
  });

  test.each(["ward ä", "WARD Ä", " Ward Ä ", "Ward A\u0308"])("refuse the taken name %j", (name) => {
    const { store } = openDestinations();
    store.save(destination("1", "Ward Ä"), {});
    const failure = failureOf(() => store.save(destination("2", name), {}));
    expect(failure?.error.code).toBe("config");
    expect(failure?.field).toBe("name");
    expect(store.list()).toHaveLength(1);
  });

  test("may change the case of their own name", () => {
    const { store } = openDestinations();
    store.save(destination("1", "ward"), {});
    store.save(destination("1", "WARD"), {});
    expect(store.get("1")?.name).toBe("WARD");
  });
});

describe("sealed secrets", () => {
  const stored = { kind: "stored" } as const;

  test("stay until they are replaced or no longer kept here", () => {
    const { store } = openDestinations();
    const both = destination("1", "Ward", { secrets: { token: stored, key: stored } });
    store.save(both, { token: Uint8Array.of(1), key: Uint8Array.of(2) });
    store.save(both, { token: Uint8Array.of(3) });
    expect(store.sealedSecret("1", "token")).toEqual(Uint8Array.of(3));
    expect(store.sealedSecret("1", "key")).toEqual(Uint8Array.of(2));
    store.save({ ...both, secrets: { token: stored, key: { kind: "env", variable: "K" } } }, {});
    expect(store.sealedSecret("1", "key")).toBeNull();
  });

  test("and what was remembered go with the destination", () => {
    const { store, database } = openDestinations();
    store.save(destination("1", "Ward", { secrets: { token: stored } }), { token: Uint8Array.of(1) });
    store.memory("1").set("flow", "two-step");
    store.remove("1");
    expect(store.sealedSecret("1", "token")).toBeNull();
    expect(database.number("SELECT count(*) FROM destination_memory")).toBe(0);
  });
});

test("facts are remembered by destination, and those of a removed one go nowhere", () => {
  const { store } = openDestinations();
  store.save(destination("1", "Ward"), {});
  const memory = store.memory("1");
  expect(memory.get("flow")).toBeNull();
  memory.set("flow", "single");
  memory.set("flow", "two-step");
  expect(memory.get("flow")).toBe("two-step");
  store.save(destination("2", "Archive"), {});
  expect(store.memory("2").get("flow")).toBeNull();
  store.remove("1");
  memory.set("flow", "single");
  expect(memory.get("flow")).toBeNull();
});
