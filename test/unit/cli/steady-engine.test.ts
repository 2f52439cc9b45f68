import { describe, expect, test } from "vitest";
import { SteadyEngine } from "../../../electron/cli/steady-engine";
import type { EngineEvent } from "../../../electron/engine/engine-api";
import { Failure } from "../../../electron/engine/failure";
import { FakeEngine, upload } from "./fake-engine";
import { run } from "./run-cli";

const lost = async () => {
  throw new Failure("unknown", "outcome-unknown", { message: "The engine ended." });
};

/** An engine that ends: every later question and deed is lost. */
function end(engine: FakeEngine): void {
  Object.assign(engine, { standing: lost, uploads: lost, upload: lost, add: lost, services: lost });
}

describe("SteadyEngine", () => {
  test("opens the engine anew once when several questions are lost, and listens to the new one", async () => {
    const [first, second] = [new FakeEngine(), new FakeEngine()];
    second.rows.push(upload("u1"));
    let opened = 0;
    const steady = new SteadyEngine(first, async () => {
      opened += 1;
      return second;
    });
    const events: EngineEvent[] = [];
    steady.subscribe((event) => events.push(event));
    end(first);
    const answers = await Promise.all([steady.api.upload({ id: "u1" }), steady.api.upload({ id: "u1" })]);
    expect(answers.map((row) => row?.id)).toEqual(["u1", "u1"]);
    expect([opened, first.closed]).toEqual([1, 1]);
    second.complete("u1");
    first.announce({ kind: "destinations-changed" });
    expect(events.map(({ kind }) => kind)).toEqual(["upload-settled"]);
    await steady.close();
    expect(second.closed).toBe(1);
  });

  test("never repeats what changes something", async () => {
    const first = new FakeEngine();
    const steady = new SteadyEngine(first, async () => new FakeEngine());
    end(first);
    const request = { paths: ["/a"], destinationId: "x", options: {}, hidden: false, allOrNothing: true };
    await expect(steady.api.add(request)).rejects.toThrow("The engine ended.");
  });

  test("believes the loss in the end", async () => {
    let opened = 0;
    const open = async () => {
      opened += 1;
      const engine = new FakeEngine();
      end(engine);
      return engine;
    };
    const steady = new SteadyEngine(await open(), open);
    await expect(steady.api.services()).rejects.toThrow("The engine ended.");
    expect(opened).toBe(6);
  });

  test("passes on every other failure", async () => {
    const first = new FakeEngine();
    first.upload = async () => {
      throw new Failure("permanent", "storage-full");
    };
    const steady = new SteadyEngine(first, async () => new FakeEngine());
    await expect(steady.api.upload({ id: "u" })).rejects.toThrow("no space left");
  });
});

test("a command whose engine ends takes its uploads over and reports them", async () => {
  const [first, second] = [new FakeEngine(), new FakeEngine()];
  first.onWork = () => {
    second.rows.push(...first.rows);
    end(first);
    setTimeout(() => second.complete("u1"), 1500);
  };
  const engines = [first, second];
  const openEngine = async () => engines.shift() ?? new FakeEngine();
  const { code, out, err } = await run(["upload", "a", "--to", "Depot"], { openEngine });
  expect([code, out, err]).toEqual([0, ["https://parcel.example/u1"], ""]);
});

test("files that an ending engine did not take are offered to the next one", async () => {
  const [first, second] = [new FakeEngine(), new FakeEngine()];
  first.add = async () => {
    end(first);
    return await lost();
  };
  second.onWork = () => second.complete("u1");
  const earlier = { path: "/home/user/a", createdAt: "2020-01-01T00:00:00.000Z" };
  second.rows.push(upload("old", { ...earlier, batchId: "old", state: { kind: "paused" } }));
  const engines = [first, second];
  const openEngine = async () => engines.shift() ?? new FakeEngine();
  const { code, out } = await run(["upload", "a", "--to", "Depot"], { openEngine });
  expect([code, out]).toEqual([0, ["https://parcel.example/u1"]]);
  expect(second.added).toHaveLength(1);
});

test.each([
  ["queued", "/home/user/a"],
  ["completed", "/home/user/a/inner.txt"],
] as const)("files that an ending engine took, now %s, are never offered again", async (kind, path) => {
  const [first, second] = [new FakeEngine(), new FakeEngine()];
  first.add = async () => {
    end(first);
    const createdAt = new Date().toISOString();
    second.rows.push(upload("taken", { path, createdAt, completedAt: createdAt, state: { kind } }));
    return await lost();
  };
  const engines = [first, second];
  const openEngine = async () => engines.shift() ?? new FakeEngine();
  const { code, err } = await run(["upload", "a", "--to", "Depot"], { openEngine });
  expect(code).toBe(1);
  expect(err).toContain("The engine ended.");
  expect(second.added).toEqual([]);
});
