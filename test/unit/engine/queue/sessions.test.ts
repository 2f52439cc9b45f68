import { describe, expect, it } from "vitest";
import { Sessions } from "../../../../electron/engine/queue/sessions";
import { adapterFor } from "../../../../electron/engine/services/index";
import type { ServiceAdapter, ServiceContext, Session } from "../../../../electron/engine/services/service";
import { FakeClock } from "../../../helpers/fake-clock";

function setUp(prepare: () => Promise<Session>) {
  const clock = new FakeClock();
  const adapter: ServiceAdapter = { ...adapterFor("imkit"), prepare };
  const destination = { id: "d", name: "D", service: "imkit", settings: {}, secrets: {} };
  const context: ServiceContext = {
    destination,
    clock,
    request: () => Promise.reject(new Error("nothing is asked here")),
    memory: { get: () => null, set: () => {} },
    signal: new AbortController().signal,
  };
  const sessions = new Sessions();
  return { clock, sessions, adapter, context, get: () => sessions.get(adapter, context) };
}

describe("Sessions", () => {
  it("gives nobody what was prepared with other credentials, though it is still being prepared", async () => {
    const sessions = new Sessions();
    const { adapter, context } = setUp(async () => ({}));
    const asked: string[] = [];
    let refuse = () => {};
    const held = new Promise<void>((resolve) => {
      refuse = resolve;
    });
    const prepare: ServiceAdapter["prepare"] = async ({ destination }) => {
      const secret = destination.secrets["key"] ?? "";
      asked.push(secret);
      if (secret === "old") await held;
      if (secret === "old") throw new Error("refused");
      return { token: `for ${secret}` };
    };
    const getWith = (key: string) =>
      sessions.get(
        { ...adapter, prepare },
        { ...context, destination: { ...context.destination, secrets: { key } } },
      );
    sessions.forget("d");
    const old = getWith("old");
    const fresh = getWith("new");
    refuse();
    await expect(old).rejects.toThrow("refused");
    expect((await fresh).session).toEqual({ token: "for new" });
    expect(await getWith("new")).toEqual({ session: { token: "for new" }, reused: true });
    expect(asked).toEqual(["old", "new"]);
  });

  it("prepares once however many uploads ask at a time", async () => {
    let prepared = 0;
    const { get } = setUp(async () => ({ token: String(++prepared) }));
    const all = await Promise.all([get(), get(), get()]);
    expect(all.map(({ session, reused }) => [session["token"], reused])).toEqual([
      ["1", false],
      ["1", true],
      ["1", true],
    ]);
  });

  it("renews a session a minute before its end", async () => {
    let prepared = 0;
    const set = setUp(async () => ({
      token: String(++prepared),
      expiresAtMs: String(set.clock.now() + 300_000),
    }));
    await set.get();
    set.clock.advance(239_000);
    expect((await set.get()).session["token"]).toBe("1");
    set.clock.advance(2_000);
    expect((await set.get()).session["token"]).toBe("2");
  });

  it("uses a token that lives less than a minute for half of its life instead of asking each time", async () => {
    let prepared = 0;
    const set = setUp(async () => ({
      token: String(++prepared),
      expiresAtMs: String(set.clock.now() + 20_000),
    }));
    await set.get();
    set.clock.advance(9_000);
    expect((await set.get()).session["token"]).toBe("1");
    set.clock.advance(2_000);
    expect((await set.get()).session["token"]).toBe("2");
  });

  it("drops the session that was refused, but not one that somebody prepared since", async () => {
    let prepared = 0;
    const { sessions, get } = setUp(async () => ({ token: String(++prepared) }));
    const { session: first } = await get();
    sessions.refused("d", first);
    const { session: second } = await get();
    sessions.refused("d", first);
    expect((await get()).session).toBe(second);
  });

  it("asks again after a failure to prepare", async () => {
    let prepared = 0;
    const { get } = setUp(async () => {
      prepared += 1;
      if (prepared === 1) throw new Error("no luck");
      return { token: "ok" };
    });
    await expect(get()).rejects.toThrow("no luck");
    expect((await get()).session["token"]).toBe("ok");
  });
});
