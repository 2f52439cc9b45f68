import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DeliveryStage } from "../../helpers/delivery-stage";
import { faults } from "../../servers/fault-server";
import { beforeTheBodyIsSent, type FaultCase, refusals, withoutAnAnswer } from "./fault-cases";
import { flows } from "./flows";

/** Sends one file into the fault and says how it stood, how it ended, and how many copies there are. */
async function meet(stage: DeliveryStage, fault: FaultCase, kept: boolean) {
  const disturbance = fault.fault(stage.flow.service);
  stage.disturb(kept ? faults.kept(stage.server, disturbance) : disturbance);
  const before = stage.gate.requests.length;
  const delivery = await stage.send(fault.size ?? 3000);
  const { waitsAfter } = fault;
  if (waitsAfter !== undefined) {
    await stage.engine.until("the server has what it waits for", () => {
      const request = stage.gate.requests.slice(before).find(stage.flow.isStep);
      if (request === undefined) return false;
      return request.bodyBytes >= (waitsAfter === 0 ? request.expectedBodyBytes : waitsAfter);
    });
  }
  const state = await (waitsAfter === undefined ? delivery.rest() : delivery.tick(5000));
  const code = "error" in state ? (state.error?.code ?? null) : null;
  const end = await delivery.goOn();
  return { state: state.kind, code, end: end.kind, copies: delivery.copies() };
}

describe.each(flows)("$name", (flow) => {
  let stage: DeliveryStage;
  beforeAll(async () => {
    stage = await DeliveryStage.open(flow);
  });
  afterAll(async () => {
    expect(stage.server.problems).toEqual([]);
    expect(stage.log.length).toBeGreaterThan(0);
    for (const secret of Object.values(stage.server.secrets))
      expect(stage.log.join("\n")).not.toContain(secret);
    await stage.close();
  });

  const suits = (fault: FaultCase) => flow.carriesFile || fault.withFile === undefined;

  it.each(beforeTheBodyIsSent.filter(suits))("$name, before the body is sent", async (fault) => {
    expect(await meet(stage, fault, false)).toEqual(fault.means(flow, false));
  });

  it.each(withoutAnAnswer)("$name, the file is not kept", async (fault) => {
    expect(await meet(stage, fault, false)).toEqual(fault.means(flow, false));
  });

  it.each(withoutAnAnswer)("$name, the file is kept", async (fault) => {
    expect(await meet(stage, fault, true)).toEqual(fault.means(flow, true));
  });

  it.each(refusals)("$name", async (fault) => {
    expect(await meet(stage, fault, false)).toEqual(fault.means(flow, false));
  });
});
