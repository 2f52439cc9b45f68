import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Delivery, DeliveryStage } from "../../helpers/delivery-stage";
import { faults } from "../../servers/fault-server";
import { flowNamed } from "./flows";
import { ownWords } from "./own-words";

let stage: DeliveryStage;
beforeEach(async () => {
  stage = await DeliveryStage.open(flowNamed("imkit multipart"));
});
afterEach(() => stage.close());

const kindsOf = (all: readonly Delivery[]) => Promise.all(all.map(async (one) => (await one.state()).kind));

describe("N21: credentials that are refused in the middle of a queue", () => {
  it("fail one upload, hold the others of that destination alone, and all go on in order with new ones", async () => {
    const held = await stage.destination({ concurrency: "1" });
    const other = await stage.destination({ concurrency: "1" });
    const first = await stage.send(10, held);
    expect((await first.rest()).kind).toBe("completed");
    const before = stage.gate.requests.length;
    stage.disturb(faults.reply(401, ownWords("imkit", "Token expired")));
    const refused = await stage.send(10, held);
    expect(await refused.rest()).toMatchObject({ kind: "failed", error: { code: "auth", httpStatus: 401 } });
    const rest = [];
    for (let count = 0; count < 4; count += 1) rest.push(await stage.send(10, held));
    expect((await (await stage.send(10, other)).rest()).kind).toBe("completed");
    stage.clock.advance(24 * 3600 * 1000);
    await new Promise(setImmediate);
    for (const kind of await kindsOf(rest)) expect(["waiting", "queued"]).toContain(kind);
    // The refused one, and the other destination's with the question for its link.
    const posts = stage.gate.requests.slice(before).filter((request) => request.method === "POST");
    expect(posts).toHaveLength(2);
    const { api } = stage.engine.connection;
    const found = (await api.destinations()).find((candidate) => candidate.id === held);
    if (found === undefined) throw new Error("The destination is gone.");
    const { id, name, service, settings } = found;
    await api.saveDestination({ id, name, service, settings, secrets: stage.server.secrets });
    const all = [refused, ...rest];
    await stage.engine.until("all arrived", async () =>
      (await kindsOf(all)).every((kind) => kind === "completed"),
    );
    expect(all.map((one) => one.copies())).toEqual([1, 1, 1, 1, 1]);
    const names = stage.server.files.slice(-all.length).map((file) => file.name);
    expect(names).toEqual(all.map((one) => one.path.split("/").at(-1)));
  });

  it("are fetched anew once where the service issues them, and no upload notices", async () => {
    await stage.close();
    stage = await DeliveryStage.open(flowNamed("easemob multipart"));
    const isSignIn = (path: string) => path.endsWith("/token");
    let issued = 0;
    const { token } = stage.server.secrets;
    const forward = faults.forward(stage.server);
    let refusals = 1;
    stage.gate.otherwise((exchange) => {
      if (isSignIn(exchange.request.path)) {
        issued += 1;
        const body = { access_token: token, expires_in: 5_184_000, application: "a" };
        return faults.reply(200, JSON.stringify(body))(exchange);
      }
      const isLate = stage.server.files.length >= 1 && refusals > 0;
      if (exchange.request.method !== "POST" || !isLate) return forward(exchange);
      refusals -= 1;
      return faults.reply(401, ownWords("easemob", "expired access token"))(exchange);
    });
    const { api } = stage.engine.connection;
    const { id } = await api.saveDestination({
      name: "With a user",
      service: "easemob",
      settings: { ...stage.server.settings, baseUrl: stage.gate.origin, username: "me", concurrency: "1" },
      secrets: { password: "pw-0123456789" },
    });
    const all = [await stage.send(10, id), await stage.send(10, id), await stage.send(10, id)];
    for (const one of all) {
      expect((await one.rest()).kind).toBe("completed");
      expect(one.copies()).toBe(1);
    }
    expect([issued, refusals]).toEqual([2, 0]);
  });
});
