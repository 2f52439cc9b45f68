import type { LookupFunction } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { PowerEvents } from "../../../electron/engine/ports";
import { DeliveryStage } from "../../helpers/delivery-stage";
import { faults } from "../../servers/fault-server";
import { flowNamed } from "../faults/flows";

const flow = flowNamed("imkit multipart");
let stage: DeliveryStage;

afterEach(() => stage.close());

/** A name that leads to this computer, so that the server is elsewhere as far as the engine can tell. */
const lookup: LookupFunction = (_host, options, callback) => {
  if (options.all === true) callback(null, [{ address: "127.0.0.1", family: 4 }]);
  else callback(null, "127.0.0.1", 4);
};

/** A network that is there or not as the test says. */
class Network {
  online = true;
  own = new Set(["127.0.0.1", "192.168.1.7"]);
  readonly isOnline = () => this.online;
  readonly addresses = () => this.own;
}

/** A computer that sleeps as the test says. */
class Sleep implements PowerEvents {
  readonly #suspend = new Set<() => void>();
  readonly #resume = new Set<() => void>();
  onSuspend(listener: () => void): () => void {
    this.#suspend.add(listener);
    return () => this.#suspend.delete(listener);
  }
  onResume(listener: () => void): () => void {
    this.#resume.add(listener);
    return () => this.#resume.delete(listener);
  }
  begin(): void {
    for (const listener of this.#suspend) listener();
  }
  end(): void {
    for (const listener of this.#resume) listener();
  }
}

async function open(network: Network, power: PowerEvents = new Sleep()): Promise<string> {
  stage = await DeliveryStage.open(flow, { connectivity: network, power, network: { lookup } });
  const baseUrl = `http://files.example:${stage.gate.port}`;
  return await stage.destination({ baseUrl, allowInsecureHttp: "true" });
}

const sent = () => stage.gate.requests.filter(({ method }) => method === "POST").length;
/** Whether a whole body has come: from its head alone the engine may not have let go of its last byte yet. */
const sentWhole = () =>
  stage.gate.requests.some(
    ({ method, bodyBytes, headers }) => method === "POST" && bodyBytes === Number(headers["content-length"]),
  );
const row = async (id: string) => await stage.engine.connection.api.upload({ id });

describe("N37: no network", () => {
  it("lets uploads rest without a try, says so, and sends them within seconds when it is back", async () => {
    const network = new Network();
    network.online = false;
    const destinationId = await open(network);
    stage.clock.advance(2_000);
    const delivery = await stage.send(500, destinationId);
    stage.clock.advance(10_000);
    expect(await row(delivery.id)).toMatchObject({
      state: { kind: "queued" },
      attempts: 0,
      heldBy: { reason: "offline", until: null, error: { code: "network" } },
    });
    expect(stage.gate.connections()).toBe(0);
    network.online = true;
    stage.clock.advance(3_000);
    expect((await delivery.rest()).kind).toBe("completed");
    expect(await delivery.attempts()).toBe(1);
    expect(delivery.copies()).toBe(1);
  });

  it("holds nobody back who stays on this computer", async () => {
    const network = new Network();
    network.online = false;
    await open(network);
    stage.clock.advance(4_000);
    const delivery = await stage.send(500, await stage.destination());
    expect((await delivery.rest()).kind).toBe("completed");
  });

  it("that goes while a body is on its way costs no try, and leaves one copy", async () => {
    const network = new Network();
    const destinationId = await open(network);
    stage.disturb(async (exchange) => {
      await exchange.received(100_000);
      network.online = false;
      exchange.socket.resetAndDestroy();
    });
    const delivery = await stage.send(500_000, destinationId);
    expect(await delivery.rest()).toMatchObject({ kind: "waiting", reason: "offline", until: null });
    expect(await delivery.attempts()).toBe(0);
    stage.clock.advance(60_000);
    expect((await delivery.state()).kind).toBe("waiting");
    network.online = true;
    stage.clock.advance(3_000);
    await stage.engine.until("it arrived", async () => (await delivery.state()).kind === "completed");
    expect(await delivery.attempts()).toBe(1);
    expect(delivery.copies()).toBe(1);
  });

  it("may be doubted: try now tries, and costs no attempt when it was true", async () => {
    const network = new Network();
    network.online = false;
    const destinationId = await open(network);
    stage.clock.advance(2_000);
    const delivery = await stage.send(500, destinationId);
    stage.disturb((exchange) => void exchange.socket.resetAndDestroy());
    await stage.engine.connection.api.act({ ids: [delivery.id], action: "retry" });
    expect(await delivery.rest()).toMatchObject({ kind: "waiting", reason: "offline" });
    expect(await delivery.attempts()).toBe(0);
    await stage.engine.connection.api.act({ ids: [delivery.id], action: "retry" });
    await stage.engine.until("it arrived", async () => (await delivery.state()).kind === "completed");
    expect(await delivery.attempts()).toBe(1);
  });

  it("changes nothing for what was sent whole and not answered: that is unconfirmed", async () => {
    const network = new Network();
    const destinationId = await open(network);
    stage.disturb(async (exchange) => {
      await exchange.received();
      network.online = false;
      exchange.socket.resetAndDestroy();
    });
    const delivery = await stage.send(500, destinationId);
    expect(await delivery.rest()).toMatchObject({ kind: "unconfirmed" });
  });

  it("does not outrun a rate limit that ends later", async () => {
    const network = new Network();
    const destinationId = await open(network);
    stage.disturb(faults.reply(429, '{"error":"RATE_LIMIT_EXCEEDED"}', { "retry-after": "60" }));
    const delivery = await stage.send(500, destinationId);
    expect(await delivery.rest()).toMatchObject({ kind: "waiting", reason: "rate-limit" });
    const late = await stage.send(500, destinationId);
    network.online = false;
    stage.clock.advance(4_000);
    network.online = true;
    stage.clock.advance(4_000);
    expect((await row(late.id))?.heldBy?.reason).toBe("rate-limit");
    expect(sent()).toBe(1);
    stage.clock.advance(60_000);
    await stage.engine.until("both arrived", async () => {
      return (await delivery.state()).kind === "completed" && (await late.state()).kind === "completed";
    });
    expect(await delivery.attempts()).toBe(1);
  });
});

describe("N38: sleep", () => {
  it("starts nothing more while the computer is about to sleep, and goes on when it wakes", async () => {
    const sleep = new Sleep();
    const destinationId = await open(new Network(), sleep);
    sleep.begin();
    const delivery = await stage.send(500, destinationId);
    stage.clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await delivery.state()).kind).toBe("queued");
    expect(sent()).toBe(0);
    sleep.end();
    expect((await delivery.rest()).kind).toBe("completed");
  });

  it("of hours kills a connection that is mid-body at once, and sends the file again, once", async () => {
    const sleep = new Sleep();
    const destinationId = await open(new Network(), sleep);
    stage.disturb(faults.stallAfter(100_000));
    const delivery = await stage.send(30_000_000, destinationId);
    await stage.engine.until("it is being sent", () => sent() === 1);
    sleep.begin();
    stage.clock.jump(3 * 3_600_000);
    sleep.end();
    // Not after the 60 s that a stalled body would be waited for: no time has passed here.
    expect(await delivery.rest()).toMatchObject({ kind: "waiting", reason: "offline" });
    expect((await delivery.goOn()).kind).toBe("completed");
    expect(await delivery.attempts()).toBe(1);
    expect(delivery.copies()).toBe(1);
  });

  it("gives what was sent whole ten seconds more to be answered, and then leaves it to the user", async () => {
    const sleep = new Sleep();
    const destinationId = await open(new Network(), sleep);
    stage.disturb(faults.silence());
    const delivery = await stage.send(500, destinationId);
    await stage.engine.until("the answer is awaited", sentWhole);
    sleep.begin();
    stage.clock.jump(3_600_000);
    sleep.end();
    stage.clock.advance(9_000);
    expect((await delivery.state()).kind).toBe("uploading");
    stage.clock.advance(1_000);
    expect((await delivery.rest()).kind).toBe("unconfirmed");
  });

  it("of a moment leaves connections alone", async () => {
    const sleep = new Sleep();
    const destinationId = await open(new Network(), sleep);
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const forward = faults.forward(stage.server);
    stage.disturb(async (exchange) => {
      await held;
      await forward(exchange);
    });
    const delivery = await stage.send(500, destinationId);
    await stage.engine.until("it is being sent", () => sent() === 1);
    sleep.begin();
    stage.clock.jump(10_000);
    sleep.end();
    goOn();
    expect((await delivery.rest()).kind).toBe("completed");
    expect(sent()).toBe(1);
  });

  it("counts for waits, though timers stood still meanwhile", async () => {
    const sleep = new Sleep();
    const destinationId = await open(new Network(), sleep);
    stage.disturb(faults.reply(503, "{}", { "retry-after": "3600" }));
    const delivery = await stage.send(500, destinationId);
    expect(await delivery.rest()).toMatchObject({ kind: "waiting", reason: "back-off" });
    sleep.begin();
    stage.clock.jump(3_600_000);
    sleep.end();
    stage.clock.advance(1_000);
    await stage.engine.until("it arrived", async () => (await delivery.state()).kind === "completed");
  });
});

describe("N38: a change of network", () => {
  it("kills connections from an address that is gone, and no other", async () => {
    const network = new Network();
    const destinationId = await open(network);
    stage.disturb(faults.stallAfter(100_000));
    const delivery = await stage.send(30_000_000, destinationId);
    await stage.engine.until("it is being sent", () => sent() === 1);
    network.own = new Set(["127.0.0.1", "10.0.0.9"]);
    stage.clock.advance(2_000);
    expect((await delivery.state()).kind).toBe("uploading");
    network.own = new Set(["10.0.0.9"]);
    stage.clock.advance(2_000);
    expect(await delivery.rest()).toMatchObject({ kind: "waiting", reason: "offline" });
    expect((await delivery.goOn()).kind).toBe("completed");
    expect(delivery.copies()).toBe(1);
  });
});
