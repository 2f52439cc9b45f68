import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DeliveryStage } from "../../helpers/delivery-stage";
import { faults } from "../../servers/fault-server";
import { flowNamed } from "./flows";
import { ownWords } from "./own-words";

const second = 1000;
const hour = 3600 * second;
const longest = 6 * hour;
/** What is waited where the server names nothing that can be read: the back-off, with the luckiest draw. */
const backOff = 250;

/** The server's own clock, years away from ours. */
const serverDate = "Tue, 15 Nov 1994 08:12:31 GMT";
const imf = (time: string) => `Tue, 15 Nov 1994 ${time} GMT`;

/** `Retry-After` as it comes, and how long the destination waits, milliseconds. */
const corpus: readonly (readonly [string, number])[] = [
  // Seconds.
  ["0", second],
  ["1", second],
  ["2", 2 * second],
  ["7", 7 * second],
  ["30", 30 * second],
  ["60", 60 * second],
  ["007", 7 * second],
  ["  9", 9 * second],
  ["11  ", 11 * second],
  ["120", 120 * second],
  ["3600", hour],
  ["21599", 21_599 * second],
  ["21600", longest],
  ["21601", longest],
  ["86400", longest],
  ["999999999", longest],
  ["99999999999999999999999999", longest],
  ["9".repeat(400), longest],
  // No number of seconds.
  ["-1", backOff],
  ["-0", backOff],
  ["+5", backOff],
  ["1.5", backOff],
  ["1,5", backOff],
  ["5s", backOff],
  ["5 seconds", backOff],
  ["0x10", backOff],
  ["1e3", backOff],
  ["7, 8", backOff],
  ["NaN", backOff],
  ["Infinity", backOff],
  ["null", backOff],
  ["soon", backOff],
  ["", backOff],
  [" ", backOff],
  ['"7"', backOff],
  ["\u00b2", backOff],
  // The preferred form of a date.
  [imf("08:12:31"), second],
  [imf("08:12:32"), second],
  [imf("08:12:41"), 10 * second],
  [imf("08:13:31"), 60 * second],
  [imf("09:12:31"), hour],
  [imf("14:12:31"), longest],
  [imf("23:59:59"), longest],
  [imf("08:12:30"), second],
  [imf("00:00:00"), second],
  ["Wed, 16 Nov 1994 08:12:31 GMT", longest],
  ["Sun, 15 Nov 2065 08:12:31 GMT", longest],
  ["Thu, 01 Jan 1970 00:00:00 GMT", second],
  ["Tue, 15 Nov 1994 08:13:60 GMT", 89 * second],
  // The form of RFC 850.
  ["Tuesday, 15-Nov-94 08:13:31 GMT", 60 * second],
  ["Tuesday, 15-Nov-94 08:12:31 GMT", second],
  ["Wednesday, 16-Nov-94 08:12:31 GMT", longest],
  ["Sunday, 06-Nov-94 08:49:37 GMT", second],
  // The form of C's asctime().
  ["Tue Nov 15 08:13:31 1994", 60 * second],
  ["Sun Nov  6 08:49:37 1994", second],
  ["Wed Nov 16 08:12:31 1994", longest],
  // No date in any of the three.
  ["1994-11-15T08:13:31Z", backOff],
  ["15 Nov 1994 08:13:31 GMT", backOff],
  ["Tue, 15 Nov 1994 08:13:31", backOff],
  ["Tue, 15 Nov 1994 08:13:31 CET", backOff],
  ["Tue, 15 Nov 1994 08:13:31 gmt", backOff],
  ["Tue, 15 Foo 1994 08:13:31 GMT", backOff],
  ["Tue, 15 Nov 1994 24:13:31 GMT", backOff],
  ["Tue, 15 Nov 1994 08:60:31 GMT", backOff],
  ["Tue, 5 Nov 1994 08:13:31 GMT", backOff],
  ["Tue, 15 Nov 94 08:13:31 GMT", backOff],
  ["Dienstag, 15-Nov-94 08:13:31 GMT", backOff],
  ["Tue Nov 15 08:13:31 94", backOff],
];

let stage: DeliveryStage;
beforeAll(async () => {
  stage = await DeliveryStage.open(flowNamed("surgery-connect multipart"));
});
afterAll(() => stage.close());

/** Lets everything happen that wants to happen now. */
async function everythingStarted(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** How long a destination is silent after an answer; its second upload must wait as well. */
async function silenceAfter(headers: Readonly<Record<string, string>>, body: string): Promise<number> {
  const { gate, clock } = stage;
  const destination = await stage.destination({ concurrency: "1" });
  const before = gate.requests.length;
  stage.disturb(faults.reply(429, body, headers));
  const first = await stage.send(10, destination);
  expect(await first.rest()).toMatchObject({
    kind: "waiting",
    reason: "rate-limit",
    error: { code: "rate-limited" },
  });
  const state = await first.state();
  const waitMs = (state.kind === "waiting" ? (state.until ?? 0) : 0) - clock.now();
  const second = await stage.send(10, destination);
  await everythingStarted();
  clock.advance(waitMs - 1);
  await everythingStarted();
  expect(gate.requests.length - before).toBe(1);
  clock.advance(1);
  expect([(await first.rest()).kind, (await second.rest()).kind]).toEqual(["completed", "completed"]);
  expect([first.copies(), second.copies(), gate.requests.length - before]).toEqual([1, 1, 3]);
  return waitMs;
}

describe("N28: a destination that asks to slow down", () => {
  it("is believed in more than sixty spellings", () => expect(corpus.length).toBeGreaterThanOrEqual(60));

  it.each(corpus)("is left alone as long as it says: %j", async (value, waitMs) => {
    const headers = { "Retry-After": value, Date: serverDate };
    expect(await silenceAfter(headers, '{"error":"slow down"}')).toBe(waitMs);
  });

  it("is left alone for the back-off when it says nothing", async () => {
    expect(await silenceAfter({ Date: serverDate }, "")).toBe(backOff);
  });

  it("measures dates by our own clock when it does not say its time", async () => {
    expect(await silenceAfter({ "Retry-After": "Fri, 01 Jan 2100 00:00:00 GMT" }, "")).toBe(longest);
    expect(await silenceAfter({ "Retry-After": imf("08:13:31") }, "")).toBe(second);
  });

  it("measures dates by the clock that the engine was given", async () => {
    stage.clock.jump(500 * 24 * 3600 * 1000);
    const date = new Date(stage.clock.now() + 60_000).toUTCString();
    const waitMs = await silenceAfter({ "Retry-After": date }, '{"error":"slow down"}');
    expect(waitMs).toBeGreaterThan(58_000);
    expect(waitMs).toBeLessThanOrEqual(60_000);
  });

  it("does not use up the tries of an upload, however often it says so", async () => {
    const refuse = () => stage.disturb(faults.reply(429, "", { "Retry-After": "1" }));
    refuse();
    const patient = await stage.send(10);
    for (let count = 0; count < 20; count += 1) {
      expect((await patient.rest()).kind).toBe("waiting");
      refuse();
      await patient.goOn();
    }
    stage.disturb(faults.forward(stage.server));
    expect((await patient.goOn()).kind).toBe("completed");
    expect(patient.copies()).toBe(1);
  });

  it("does not hold up another destination", async () => {
    stage.disturb(faults.reply(429, "", { "Retry-After": "3600" }));
    const held = await stage.send(10);
    await held.rest();
    expect((await (await stage.send(10)).rest()).kind).toBe("completed");
    expect((await held.state()).kind).toBe("waiting");
  });
});

describe("N28: a rate limit in the body of an IMKIT answer", () => {
  let imkit: DeliveryStage;
  beforeAll(async () => {
    imkit = await DeliveryStage.open(flowNamed("imkit multipart"));
  });
  afterAll(() => imkit.close());

  it.each([
    [60, 60 * second],
    [0.2, second],
    [999_999_999, longest],
    [-5, backOff],
  ])("of %d seconds is kept within what a server may ask for", async (retryAfter, waitMs) => {
    const body = { error: "RATE_LIMIT_EXCEEDED", message: "Too many requests", retryAfter };
    imkit.disturb(faults.reply(429, JSON.stringify(body)));
    const delivery = await imkit.send(10);
    const state = await delivery.rest();
    expect(state.kind === "waiting" && (state.until ?? 0) - imkit.clock.now()).toBe(waitMs);
    expect((await delivery.goOn()).kind).toBe("completed");
  });
});

describe("N31: a server that is busy", () => {
  it("is tried again after the wait that it names, and not before", async () => {
    const before = stage.gate.requests.length;
    const busy = ownWords("surgery-connect", "maintenance");
    stage.disturb(faults.reply(503, busy, { "Retry-After": "90" }));
    const delivery = await stage.send(10);
    const state = await delivery.rest();
    expect(state).toMatchObject({ kind: "waiting", reason: "back-off" });
    expect(state.kind === "waiting" && (state.until ?? 0) - stage.clock.now()).toBe(90 * second);
    stage.clock.advance(90 * second - 1);
    await everythingStarted();
    expect(stage.gate.requests.length - before).toBe(1);
    expect((await delivery.goOn()).kind).toBe("completed");
  });
});
