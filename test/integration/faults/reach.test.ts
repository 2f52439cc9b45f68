import { connect, createServer, type LookupFunction } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { UploadState } from "../../../electron/shared/upload";
import { type Delivery, DeliveryStage } from "../../helpers/delivery-stage";
import { startBlackHole } from "../../servers/black-hole";
import { startFaultServer } from "../../servers/fault-server";
import { flowNamed } from "./flows";

const flow = flowNamed("imkit multipart");
let stage: DeliveryStage;

afterEach(() => stage.close());

/** What names mean, and may be changed. */
class Names {
  answer: LookupFunction = () => {};
  isAsked = false;
  readonly lookup: LookupFunction = (host, options, callback) => {
    this.isAsked = true;
    this.answer(host, options, callback);
  };

  /** Leads every name to some addresses. */
  lead(...addresses: readonly string[]): void {
    const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    this.answer = (_host, options, callback) => {
      if (options.all === true) callback(null, [...found]);
      else callback(null, found[0]?.address ?? "", found[0]?.family);
    };
  }

  /** Answers with an error of the resolver. */
  fail(code: string): void {
    this.answer = (_host, _options, callback) =>
      callback(Object.assign(new Error(`getaddrinfo ${code}`), { code }), []);
  }
}

async function openWith(names: Names): Promise<DeliveryStage> {
  stage = await DeliveryStage.open(flow, { network: { lookup: names.lookup } });
  return stage;
}

async function sendTo(host: string, port = stage.gate.port): Promise<Delivery> {
  const baseUrl = `http://${host}:${port}`;
  return await stage.send(500, await stage.destination({ baseUrl, allowInsecureHttp: "true" }));
}

/** Whole seconds since then; what is noted a moment after the limit counts as the limit. */
const limitSince = (startMs: number) => {
  const seconds = Math.floor((stage.clock.monotonicMs() - startMs) / 1000);
  return seconds >= 15 && seconds < 18 ? 15 : seconds;
};

const waitsForTheNetwork = { kind: "waiting", reason: "back-off", error: { code: "network" } };
const messageOf = (state: UploadState) => ("error" in state ? (state.error?.message ?? "") : "");

describe("N1: a name that can't be looked up", () => {
  it.each([
    ["ENOTFOUND", "is not known", "back-off", 1],
    ["EAI_AGAIN", "could not be looked up", "offline", 0],
  ])("(%s) waits, says so, and is sent once when the name is there", async (code, words, reason, tries) => {
    const names = new Names();
    names.fail(code);
    await openWith(names);
    const delivery = await sendTo("files.example");
    const state = await delivery.rest();
    expect(state).toMatchObject({ ...waitsForTheNetwork, reason });
    expect(await delivery.attempts()).toBe(tries);
    expect(messageOf(state)).toContain(words);
    expect("error" in state && state.error?.hint).toContain("address");
    expect(stage.gate.connections()).toBe(0);
    names.lead("127.0.0.1");
    expect((await delivery.goOn()).kind).toBe("completed");
    expect(delivery.copies()).toBe(1);
  });

  it("that no resolver answers for ends after 15 seconds, and waits", async () => {
    const names = new Names();
    await openWith(names);
    const delivery = await sendTo("files.example");
    await stage.engine.until("the name is asked for", () => names.isAsked);
    const startMs = stage.clock.monotonicMs();
    expect(await delivery.tick(1000)).toMatchObject(waitsForTheNetwork);
    expect(limitSince(startMs)).toBe(15);
  });
});

describe("N2: an address where nothing listens", () => {
  it("waits, and is sent once when somebody does", async () => {
    const names = new Names();
    names.lead("127.0.0.1");
    await openWith(names);
    const closed = await startFaultServer();
    await closed.close();
    const delivery = await sendTo("files.example", closed.port);
    const state = await delivery.rest();
    expect(state).toMatchObject(waitsForTheNetwork);
    expect(messageOf(state)).toContain("Nothing answers");
    expect(await delivery.goOn()).toMatchObject(waitsForTheNetwork);
    expect(delivery.copies()).toBe(0);
    const opened = createServer((socket) => {
      const onward = connect(stage.gate.port, "127.0.0.1");
      for (const end of [socket, onward]) end.on("error", () => {});
      socket.pipe(onward).pipe(socket);
    });
    await new Promise<void>((listening) => opened.listen(closed.port, "127.0.0.1", listening));
    expect((await delivery.goOn()).kind).toBe("completed");
    expect(delivery.copies()).toBe(1);
    opened.close();
  });

  it.each([
    ["EHOSTUNREACH", "back-off"],
    ["ENETUNREACH", "offline"],
    ["ENETDOWN", "offline"],
  ])("waits where there is no way (%s)", async (code, reason) => {
    const names = new Names();
    names.fail(code);
    await openWith(names);
    const state = await (await sendTo("files.example")).rest();
    expect(state).toMatchObject({ ...waitsForTheNetwork, reason });
  });

  it("is given up after 8 tries, and can then be sent by hand", async () => {
    const names = new Names();
    names.fail("ENOTFOUND");
    await openWith(names);
    const delivery = await sendTo("files.example");
    let state = await delivery.rest();
    for (let tries = 1; tries < 8; tries += 1) {
      expect(state.kind).toBe("waiting");
      state = await delivery.goOn();
    }
    expect(state).toMatchObject({ kind: "failed", error: { code: "network" } });
    names.lead("127.0.0.1");
    await stage.engine.connection.api.act({ ids: [delivery.id], action: "retry" });
    await stage.engine.until("it arrived", async () => (await delivery.state()).kind === "completed");
    expect(delivery.copies()).toBe(1);
  });
});

describe("N3: a server that swallows connections", () => {
  it("is given up after 15 seconds, and nothing was sent", async () => {
    const names = new Names();
    names.lead("127.0.0.1");
    await openWith(names);
    const hole = await startBlackHole();
    const delivery = await sendTo("files.example", hole.port);
    await stage.engine.until("the name is asked for", () => names.isAsked);
    const startMs = stage.clock.monotonicMs();
    const state = await delivery.tick(1000);
    expect(state).toMatchObject(waitsForTheNetwork);
    expect(messageOf(state)).toContain("15 seconds");
    expect(limitSince(startMs)).toBe(15);
    await hole.close();
  });

  it("is passed over for another address of the same name", async () => {
    const names = new Names();
    // Nothing listens on the first; a computer without IPv6 has no way there at all.
    names.lead("::1", "127.0.0.1");
    await openWith(names);
    const delivery = await sendTo("files.example");
    expect((await delivery.rest()).kind).toBe("completed");
    expect([delivery.copies(), await delivery.attempts()]).toEqual([1, 1]);
  });
});
