import { describe, expect, it } from "vitest";
import { type Delivery, DeliveryStage, type Flow } from "../../helpers/delivery-stage";
import { type Cut, type CuttingProxy, startCuttingProxy } from "../../servers/cutting-proxy";
import { unknown } from "./expectations";
import { flowNamed } from "./flows";

/** How many bytes of each request and of each answer the connection is cut after, at least. */
const points = 128;
const fileBytes = 400;

const steps: Readonly<Record<string, RegExp>> = {
  "imkit multipart": /^POST /,
  "easemob multipart": /^POST /,
  "rocket-chat single": /^POST \S*\/rooms\.upload\//,
  "rocket-chat two-step, the file": /^POST \S*\/rooms\.media\//,
  "rocket-chat two-step, the confirmation": /^POST \S*\/rooms\.mediaConfirm\//,
};

/** Every boundary with its neighbours, and enough points between them, up to and with the last byte. */
function cutsOf(bytes: Buffer): readonly number[] {
  const chosen = new Set<number>([0, 1, bytes.length - 1, bytes.length]);
  for (let at = bytes.indexOf("\r\n"); at >= 0; at = bytes.indexOf("\r\n", at + 1)) {
    for (const near of [at - 1, at, at + 1, at + 2, at + 3])
      if (near >= 0 && near <= bytes.length) chosen.add(near);
  }
  for (let index = 0; chosen.size < points && index < bytes.length; index += 1) {
    chosen.add(Math.round((index * 0.618034 * bytes.length) % bytes.length));
  }
  return [...chosen].sort((a, b) => a - b);
}

/** Where a delivery stood after the cut, and at the end. */
async function outcomeOf(delivery: Delivery) {
  const state = await delivery.rest();
  const code = "error" in state ? (state.error?.code ?? null) : null;
  const end = await delivery.goOn();
  return { state: state.kind, code, end: end.kind, copies: delivery.copies() };
}

/** What is wrong with an outcome, or null. */
function wrongWith(
  outcome: Awaited<ReturnType<typeof outcomeOf>>,
  flow: Flow,
  at: { readonly whole: boolean; readonly stored: boolean },
): string | null {
  const was = JSON.stringify(outcome);
  if (outcome.copies > 1) return `two copies: ${was}`;
  if (at.whole) return outcome.end === "completed" && outcome.copies === 1 ? null : `answered, yet ${was}`;
  const wanted = JSON.stringify(unknown(flow, at.stored));
  if (was === wanted) return null;
  const repeated = JSON.stringify({ state: "waiting", code: "network", end: "completed", copies: 1 });
  // Repeating by itself is right only where the server can't have it.
  return !at.stored && was === repeated ? null : `${was} instead of ${wanted}`;
}

async function sweep(stage: DeliveryStage, proxy: CuttingProxy, side: Cut["side"]): Promise<number> {
  const { flow } = stage;
  const line = steps[flow.name] ?? /^POST /;
  const destination = await stage.destination({ baseUrl: proxy.origin });
  const watched = proxy.next(line, null);
  const model = await stage.send(fileBytes, destination);
  expect((await model.rest()).kind).toBe("completed");
  const { request } = watched;
  const wrong: string[] = [];
  const cuts = cutsOf(watched[side]);
  for (const [index, afterBytes] of cuts.entries()) {
    // A reset may still take back bytes that were written: the whole answer has come when the end is in order.
    const whole = side === "reply" && afterBytes === watched.reply.length;
    const how = index % 2 === 0 && !whole ? "reset" : "close";
    const passed = proxy.next(line, { side, afterBytes, how });
    const delivery = await stage.send(fileBytes, destination);
    const state = await delivery.rest();
    await passed.ended;
    const outcome = await outcomeOf(delivery);
    const stored = passed.request.length >= request.length;
    const problem = wrongWith({ ...outcome, state: state.kind }, flow, { whole, stored });
    if (problem !== null) wrong.push(`${side} ${how} after ${afterBytes}: ${problem}`);
  }
  expect(wrong).toEqual([]);
  return cuts.length;
}

describe.each(Object.keys(steps))("a connection of %s that is cut", (name) => {
  it.each(["request", "reply"] as const)(
    "after any byte of the %s never makes two of one",
    { timeout: 240_000 },
    async (side) => {
      const stage = await DeliveryStage.open(flowNamed(name));
      const proxy = await startCuttingProxy(stage.server);
      expect(await sweep(stage, proxy, side)).toBeGreaterThanOrEqual(points);
      expect(stage.server.problems).toEqual([]);
      await proxy.close();
      await stage.close();
    },
  );
});
