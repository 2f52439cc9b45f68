import { describe, expect, test } from "vitest";
import { uploadError } from "../../../electron/shared/upload-error";
import { FakeEngine, failed, upload } from "./fake-engine";
import { run } from "./run-cli";

describe("retry, cancel and resolve", () => {
  function engineWith(state: ReturnType<typeof upload>["state"]): FakeEngine {
    const engine = new FakeEngine();
    engine.rows.push(upload("u1", { state }));
    return engine;
  }
  const unconfirmed = { kind: "unconfirmed", error: uploadError("outcome-unknown") } as const;

  test.each([
    [failed("network"), "retry"],
    [{ kind: "canceled" } as const, "retry"],
    [{ kind: "paused" } as const, "resume"],
  ])("sends an upload in state %j again and waits for its end", async (state, action) => {
    const engine = engineWith(state);
    engine.onWork = () => void setTimeout(() => engine.complete("u1"), 20);
    const { code, out } = await run(["retry", "u1"], { engine });
    expect(engine.acts).toEqual([{ ids: ["u1"], action }]);
    expect([code, out]).toEqual([0, ["https://parcel.example/u1"]]);
  });

  test("waits for the one upload only, not for others of its batch", async () => {
    const engine = engineWith(failed("network"));
    engine.rows.push(upload("u2"));
    engine.onWork = () => engine.settle("u1", failed("forbidden"));
    const { code, err } = await run(["retry", "u1"], { engine });
    expect(code).toBe(1);
    expect(err).toContain("(forbidden)");
  });

  test("does not send an unconfirmed upload again without the user's verdict", async () => {
    const engine = engineWith(unconfirmed);
    const { code, err } = await run(["retry", "u1"], { engine });
    expect(code).toBe(2);
    expect(err).toContain("waybill resolve u1 --as arrived|resend|removed");
    expect(engine.acts).toEqual([]);
  });

  test.each([
    ["arrived", "resolve-arrived", "completed", "look"],
    ["removed", "resolve-removed", "canceled", "look"],
  ])("resolves as %s without sending anything", async (verdict, action, state, engineUse) => {
    const engine = engineWith(unconfirmed);
    const argv = ["resolve", "u1", "--as", verdict, "--json"];
    const { code, out, opened } = await run(argv, { engine });
    expect(code).toBe(0);
    expect(engine.acts).toEqual([{ ids: ["u1"], action }]);
    expect(JSON.parse(out[0] ?? "")).toMatchObject({ id: "u1", state });
    expect(opened[0]?.[1]).toBe(engineUse);
  });

  test("resolves as resend by sending it and waiting for its end", async () => {
    const engine = engineWith(unconfirmed);
    engine.onWork = () => engine.settle("u1", unconfirmed);
    const { code, opened } = await run(["resolve", "u1", "--as", "resend"], { engine });
    expect(code).toBe(3);
    expect(engine.acts).toEqual([{ ids: ["u1"], action: "resolve-resend" }]);
    expect(opened[0]?.[1]).toBe("work");
  });

  test("cancels what is not finished", async () => {
    const engine = engineWith({ kind: "queued" });
    const { code, err } = await run(["cancel", "u1"], { engine });
    expect([code, err]).toEqual([0, "u1.bin: canceled.\n"]);
    expect(engine.rows[0]?.state.kind).toBe("canceled");
  });

  test.each([[["retry", "u1"]], [["cancel", "u1"]], [["resolve", "u1", "--as", "arrived"]]])(
    "refuses %j for a completed upload",
    async (argv) => {
      const engine = engineWith({ kind: "completed" });
      expect((await run(argv, { engine })).code).toBe(2);
      expect(engine.acts).toEqual([]);
    },
  );

  test.each([
    [["retry", "nobody"]],
    [["cancel", "nobody"]],
    [["resolve", "nobody", "--as", "removed"]],
    [["download", "nobody", "--output", "no-such-folder-here/x"]],
  ])("says for %j that there is no such upload", async (argv) => {
    const { code, err } = await run(argv);
    expect(code).toBe(2);
    expect(err).toContain('There is no upload "nobody".');
  });
});

describe("run", () => {
  test("prints uploads as they end and ends with 3 while unconfirmed ones remain", async () => {
    const engine = new FakeEngine();
    engine.rows.push(
      upload("old", { state: { kind: "unconfirmed", error: uploadError("outcome-unknown") } }),
    );
    engine.rows.push(upload("u1"), upload("u2"));
    setTimeout(() => engine.complete("u2"), 30);
    setTimeout(() => engine.complete("u1"), 60);
    const { code, out, err } = await run(["run"], { engine });
    expect(out).toEqual(["https://parcel.example/u2", "https://parcel.example/u1"]);
    expect(code).toBe(3);
    expect(err).toContain("1 earlier upload to decide about, listed by: waybill queue");
  });

  test("ends with 0 on an empty queue, and beside paused uploads and earlier failures", async () => {
    expect((await run(["run"])).code).toBe(0);
    const engine = new FakeEngine();
    engine.rows.push(
      upload("u1", { state: { kind: "paused" } }),
      upload("u2", { state: failed("forbidden") }),
    );
    const { code, err } = await run(["run"], { engine });
    expect(code).toBe(0);
    expect(err).toContain("1 upload paused.");
  });

  test("ends with 1 when an upload fails, or waits for credentials", async () => {
    const engine = new FakeEngine();
    engine.rows.push(upload("u1"));
    setTimeout(() => engine.settle("u1", failed("forbidden")), 20);
    expect((await run(["run"], { engine })).code).toBe(1);
    const parked = new FakeEngine();
    const state = { kind: "waiting", reason: "auth", until: null, error: uploadError("auth") } as const;
    parked.rows.push(upload("u1", { state }));
    expect((await run(["run"], { engine: parked })).code).toBe(1);
  });
});
