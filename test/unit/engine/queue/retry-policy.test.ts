import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Failure, type FailureClass } from "../../../../electron/engine/failure";
import { decideAfter, maximumFailures } from "../../../../electron/engine/queue/retry-policy";
import { uploadErrorCodes } from "../../../../electron/shared/upload-error";

const facts = { failures: 0, repeatable: false, delivers: true, random: 0.5 };
const failureClasses: readonly FailureClass[] = [
  "transient",
  "permanent",
  "unknown",
  "auth",
  "local",
  "canceled",
];

const anyFailure = fc
  .record({
    class: fc.constantFrom(...failureClasses),
    code: fc.constantFrom(...uploadErrorCodes),
    httpStatus: fc.option(fc.integer({ min: 100, max: 599 }), { nil: null }),
    retryAfterMs: fc.option(fc.integer({ min: 1_000, max: 21_600_000 }), { nil: null }),
    isNetworkDown: fc.boolean(),
  })
  .map(({ class: failureClass, code, ...details }) => new Failure(failureClass, code, details));
const anyFacts = fc.record({
  failures: fc.nat(20),
  repeatable: fc.boolean(),
  delivers: fc.boolean(),
  isOffline: fc.boolean(),
  random: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** Checks something for every failure in every situation. */
function forAll(
  holds: (failure: Failure, given: typeof anyFacts extends fc.Arbitrary<infer F> ? F : never) => void,
) {
  fc.assert(fc.property(anyFailure, anyFacts, holds), { numRuns: 5_000 });
}

describe("decideAfter", () => {
  it("repeats by itself what provably was not applied, after a jittered back-off that doubles up to its cap", () => {
    const failure = new Failure("transient", "network");
    const delays = [0, 1, 2, 6].map((failures) => decideAfter(failure, { ...facts, failures }));
    expect(delays).toEqual([
      { kind: "wait", delayMs: 500, failures: 1, isNamed: false, error: failure.error },
      { kind: "wait", delayMs: 1_000, failures: 2, isNamed: false, error: failure.error },
      { kind: "wait", delayMs: 2_000, failures: 3, isNamed: false, error: failure.error },
      { kind: "wait", delayMs: 32_000, failures: 7, isNamed: false, error: failure.error },
    ]);
  });

  it("waits what the server said instead of a back-off of its own, and lets all of the destination wait", () => {
    const failure = new Failure("transient", "server-busy", { retryAfterMs: 42_000 });
    expect(decideAfter(failure, facts)).toMatchObject({ kind: "wait", delayMs: 42_000, isNamed: true });
  });

  it("gives an upload to the user after eight tries without progress", () => {
    const failure = new Failure("transient", "network");
    expect(decideAfter(failure, { ...facts, failures: maximumFailures - 1 })).toEqual({
      kind: "fail",
      error: failure.error,
    });
  });

  it("paces the destination for a rate limit and counts no try, however often it comes", () => {
    const failure = new Failure("transient", "rate-limited", { retryAfterMs: 60_000 });
    expect(decideAfter(failure, { ...facts, failures: 100 })).toEqual({
      kind: "pace",
      delayMs: 60_000,
      error: failure.error,
    });
  });

  it("leaves an unanswered upload to the user unless its step may be repeated", () => {
    const failure = new Failure("unknown", "outcome-unknown");
    expect(decideAfter(failure, facts)).toEqual({ kind: "unconfirmed", error: failure.error });
    expect(decideAfter(failure, { ...facts, repeatable: true })).toMatchObject({ kind: "wait" });
  });

  it("gives up repeating what was never answered as what may have arrived, unless nothing can come of it alone", () => {
    const failure = new Failure("unknown", "outcome-unknown");
    const last = { ...facts, repeatable: true, failures: maximumFailures - 1 };
    expect(decideAfter(failure, last)).toEqual({ kind: "unconfirmed", error: failure.error });
    expect(decideAfter(failure, { ...last, delivers: false })).toEqual({
      kind: "fail",
      error: failure.error,
    });
    expect(decideAfter(new Failure("transient", "network"), last)).toMatchObject({ kind: "fail" });
  });

  it("parks the destination when the credentials are refused", () => {
    expect(decideAfter(new Failure("auth", "auth"), facts)).toMatchObject({ kind: "park" });
  });

  it("waits for the network without an end while this computer has none, and looks again soon where only the names fail", () => {
    const cut = new Failure("transient", "network");
    expect(decideAfter(cut, { ...facts, isOffline: true })).toMatchObject({ kind: "offline", delayMs: null });
    const unknownName = new Failure("transient", "network", { isNetworkDown: true });
    expect(decideAfter(unknownName, facts)).toMatchObject({ kind: "offline", delayMs: 4_000 });
  });

  it("believes an answer more than the network's word", () => {
    const busy = new Failure("transient", "server-busy", { httpStatus: 503 });
    expect(decideAfter(busy, { ...facts, isOffline: true })).toMatchObject({ kind: "wait" });
  });
});

describe("whatever happens", () => {
  it("nothing repeats by itself that may have arrived, was refused, or is wrong with the file", () => {
    forAll((failure, given) => {
      const decision = decideAfter(failure, { ...given, repeatable: false });
      if (failure.class !== "transient") expect(["fail", "unconfirmed", "park"]).toContain(decision.kind);
      if (failure.class === "unknown") expect(decision.kind).toBe("unconfirmed");
    });
  });

  it("a rate limit, a missing network and refused credentials cost no try; everything else that waits costs one", () => {
    forAll((failure, given) => {
      const decision = decideAfter(failure, given);
      if (decision.kind === "wait") expect(decision.failures).toBe(given.failures + 1);
      else expect("failures" in decision).toBe(false);
    });
  });

  it("no wait is shorter than a quarter of a second, or longer than what the server said or five minutes", () => {
    forAll((failure, given) => {
      const decision = decideAfter(failure, given);
      if (!("delayMs" in decision) || decision.delayMs === null) return;
      expect(decision.delayMs).toBeGreaterThanOrEqual(250);
      expect(decision.delayMs).toBeLessThanOrEqual(Math.max(300_000, failure.retryAfterMs ?? 0));
    });
  });

  it("no request leaves before the time that the server named", () => {
    forAll((failure, given) => {
      const decision = decideAfter(failure, given);
      if (failure.retryAfterMs === null || !("delayMs" in decision)) return;
      if (decision.kind === "offline") return;
      expect(decision.delayMs).toBe(failure.retryAfterMs);
    });
  });

  it("tries end: after eight in a row without progress nothing waits any more", () => {
    forAll((failure, given) => {
      const decision = decideAfter(failure, { ...given, failures: maximumFailures - 1 });
      expect(decision.kind).not.toBe("wait");
    });
  });
});
