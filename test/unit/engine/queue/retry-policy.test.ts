import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Failure, type FailureClass } from "../../../../electron/engine/failure";
import { decideAfter, maximumFailures } from "../../../../electron/engine/queue/retry-policy";
import { uploadErrorCodes } from "../../../../electron/shared/upload-error";

const facts = { failures: 0, repeatable: false, random: 0.5 };

describe("decideAfter", () => {
  it("repeats by itself what provably was not applied, after a jittered back-off that doubles up to its cap", () => {
    const failure = new Failure("transient", "network");
    const delays = [0, 1, 2, 6].map((failures) => decideAfter(failure, { ...facts, failures }));
    expect(delays).toEqual([
      { kind: "wait", delayMs: 500, failures: 1, error: failure.error },
      { kind: "wait", delayMs: 1_000, failures: 2, error: failure.error },
      { kind: "wait", delayMs: 2_000, failures: 3, error: failure.error },
      { kind: "wait", delayMs: 32_000, failures: 7, error: failure.error },
    ]);
  });

  it("waits what the server said instead of a back-off of its own", () => {
    const failure = new Failure("transient", "server-busy", { retryAfterMs: 42_000 });
    expect(decideAfter(failure, facts)).toMatchObject({ kind: "wait", delayMs: 42_000 });
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

  it("parks the destination when the credentials are refused", () => {
    expect(decideAfter(new Failure("auth", "auth"), facts)).toMatchObject({ kind: "park" });
  });

  it("never repeats by itself what may have arrived, what was refused, or what is wrong with the file", () => {
    const classes: FailureClass[] = ["permanent", "unknown", "auth", "local", "canceled"];
    fc.assert(
      fc.property(
        fc.constantFrom(...classes),
        fc.constantFrom(...uploadErrorCodes),
        fc.nat(20),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.option(fc.nat(1e9), { nil: null }),
        (failureClass, code, failures, random, retryAfterMs) => {
          const failure = new Failure(failureClass, code, { retryAfterMs });
          const decision = decideAfter(failure, { failures, repeatable: false, random });
          return decision.kind !== "wait" && decision.kind !== "pace";
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("never waits longer than five minutes of its own accord", () => {
    fc.assert(
      fc.property(fc.nat(7), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const decision = decideAfter(new Failure("transient", "network"), {
          failures,
          repeatable: true,
          random,
        });
        return decision.kind !== "wait" || (decision.delayMs >= 250 && decision.delayMs <= 300_000);
      }),
    );
  });
});
