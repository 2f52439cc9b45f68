import { afterEach, describe, expect, it } from "vitest";
import { DeliveryStage } from "../../helpers/delivery-stage";
import type { FaultExchange } from "../../servers/fault-wire";
import { flowNamed } from "./flows";

const megabyte = 1024 * 1024;
const minuteMs = 60_000;
let stage: DeliveryStage;

afterEach(() => stage.close());

/** Takes one chunk of what has come, at most. */
async function sip({ socket }: FaultExchange): Promise<void> {
  const pause = () => socket.pause();
  socket.once("data", pause);
  socket.resume();
  await new Promise((resolve) => setImmediate(resolve));
  socket.off("data", pause);
  pause();
}

const readsFile = () => process.getActiveResourcesInfo().some((resource) => resource.startsWith("FSReq"));

describe("N12: a line so slow that an upload takes more than half an hour", () => {
  it("never ends the upload as long as bytes move", { timeout: 180_000 }, async () => {
    stage = await DeliveryStage.open(flowNamed("imkit multipart"));
    const size = 64 * megabyte;
    let slow: FaultExchange | null = null;
    stage.disturb(async (exchange) => {
      slow = exchange;
      exchange.stopReading();
      await exchange.received();
      const result = { _id: "58b6734b3f094c17ec29ce48", length: size, filename: "slow.bin" };
      exchange.reply(200, JSON.stringify({ RC: 0, RM: "OK", result }));
    });
    const delivery = await stage.send(size);
    const { api } = stage.engine.connection;
    const startMs = stage.clock.monotonicMs();
    while (!["completed", "failed", "waiting", "unconfirmed"].includes((await delivery.state()).kind)) {
      const { quietMs } = await api.standing({ batchId: null });
      if (slow !== null && !readsFile()) {
        // Close to the minute without a byte at which a stall begins, and never beyond it: from here on the system gets
        // real time to take what there is room for, and the sender looks for it after each short step.
        const isClose = quietMs >= minuteMs - 20_000;
        if (isClose) await new Promise((resolve) => setTimeout(resolve, 5));
        stage.clock.advance(isClose ? 100 : 15_000);
        await sip(slow);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await delivery.state()).kind).toBe("completed");
    expect(await delivery.attempts()).toBe(1);
    expect(stage.clock.monotonicMs() - startMs).toBeGreaterThan(30 * minuteMs);
  });
});
