import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Delivery, DeliveryStage } from "../../helpers/delivery-stage";
import { type Fault, faults } from "../../servers/fault-server";
import { flowNamed } from "./flows";
import { ownWords } from "./own-words";

const megabyte = 1024 * 1024;
const page = "<!DOCTYPE html><html><body>Bad gateway</body></html>";
const own = (status: number) => faults.reply(status, ownWords("surgery-connect", "No."));

/** What meets a request with three files, how each of them stands then, and how it ends. */
const cases: readonly (readonly [string, Fault, number, string, string])[] = [
  ["N7: reset at once", faults.resetAtOnce(), 6 * megabyte, "waiting network", "completed"],
  ["N8: reset within the body", faults.resetAfter(megabyte), 6 * megabyte, "waiting network", "completed"],
  ["N9: reset after the body", faults.resetAfterBody(), 500, "unconfirmed outcome-unknown", "unconfirmed"],
  [
    "N14: a cut answer",
    faults.truncatedReply(200, '[{"id":', 900),
    500,
    "unconfirmed outcome-unknown",
    "unconfirmed",
  ],
  ["N15: an empty success", faults.reply(200, ""), 500, "unconfirmed outcome-unknown", "unconfirmed"],
  ["N28: 429", faults.reply(429, "", { "Retry-After": "5" }), 500, "waiting rate-limited", "completed"],
  ["N29: 500", own(500), 500, "failed server-error", "failed"],
  ["N30: a page with 502", faults.reply(502, page), 500, "unconfirmed outcome-unknown", "unconfirmed"],
  ["N31: 503", own(503), 500, "waiting server-busy", "completed"],
];

describe("three files in one request of surgery-connect", () => {
  let stage: DeliveryStage;
  beforeAll(async () => {
    stage = await DeliveryStage.open(flowNamed("surgery-connect multipart"));
  });
  afterAll(() => stage.close());

  async function restOf(all: readonly Delivery[]): Promise<readonly string[]> {
    const rests = [];
    for (const one of all) {
      // A moment of the clock lets the files gather for one request.
      const state = await one.tick(20);
      const code = "error" in state ? (state.error?.code ?? "") : "";
      rests.push(`${state.kind} ${code}`.trim());
    }
    return rests;
  }

  it.each(cases)(
    "%s: each is an upload of its own, and none is there twice",
    async (_, fault, size, state, end) => {
      const destination = await stage.destination({ filesPerRequest: "3", concurrency: "1" });
      const before = stage.gate.requests.length;
      stage.disturb(fault);
      const all = [
        await stage.send(size, destination),
        await stage.send(size, destination),
        await stage.send(size, destination),
      ];
      const rests = await restOf(all);
      expect(rests).toEqual([state, state, state]);
      expect(stage.gate.requests.slice(before).filter(stage.flow.isStep)).toHaveLength(1);
      stage.clock.advance(10_000);
      expect(await Promise.all((await restOf(all)).map((rest) => rest.split(" ")[0]))).toEqual([
        end,
        end,
        end,
      ]);
      const copies = end === "completed" ? 1 : 0;
      expect(all.map((one) => one.copies())).toEqual([copies, copies, copies]);
    },
  );

  it("N25: 413: they may be too large together, so that each goes alone", async () => {
    const destination = await stage.destination({ filesPerRequest: "3", concurrency: "1" });
    stage.disturb(own(413));
    const all = [
      await stage.send(500, destination),
      await stage.send(500, destination),
      await stage.send(500, destination),
    ];
    expect(await restOf(all)).toEqual(["completed", "completed", "completed"]);
    expect(all.map((one) => one.copies())).toEqual([1, 1, 1]);
  });

  it.each([
    ["N9: reset after the body", faults.resetAfterBody()],
    ["N30: a page with 502", faults.reply(502, page)],
  ])("%s, the files are kept: one copy each, and the user decides", async (_, fault) => {
    const destination = await stage.destination({ filesPerRequest: "3", concurrency: "1" });
    stage.disturb(faults.kept(stage.server, fault));
    const all = [
      await stage.send(500, destination),
      await stage.send(500, destination),
      await stage.send(500, destination),
    ];
    expect(await restOf(all)).toEqual(Array(3).fill("unconfirmed outcome-unknown"));
    expect(all.map((one) => one.copies())).toEqual([1, 1, 1]);
  });
});
