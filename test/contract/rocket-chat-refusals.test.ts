import { describe, expect, it } from "vitest";
import { content, expectMore, resumeOf, server, stageRocketChat, step, upload } from "./rocket-chat-stage";

stageRocketChat();

describe("Rocket.Chat's test vectors of refusals (services.md 2.6)", () => {
  it("6: understands a refused part, though it never sends one", async () => {
    const error = "Match error: Unknown key in field foo";
    server.faults = { answer: { status: 400, body: { success: false, error } } };
    expect((await upload()).failure).toMatchObject({
      class: "permanent",
      error: { code: "invalid-field", message: error },
    });
  });

  describe("7: the rate limit", () => {
    const error =
      "Error, too many requests. Please slow down. You must wait 42 seconds before trying this endpoint again. [error-too-many-requests]";

    it.each([0, 7_200_000, -7_200_000])(
      "waits until the reset, with the server's clock %i ms ahead",
      async (clockAheadMs) => {
        server.faults = {
          clockAheadMs,
          limit: { remaining: 0, resetInMs: 42_000 },
          answer: { status: 429, body: { success: false, error } },
        };
        const { failure } = await upload();
        expect(failure).toMatchObject({ class: "transient", error: { code: "rate-limited" } });
        expect(failure?.message).not.toContain("[");
        expect(failure?.retryAfterMs).toBeGreaterThan(40_000);
        expect(failure?.retryAfterMs).toBeLessThan(44_000);
      },
    );

    it("waits as long as the sentence says where no header does", async () => {
      server.faults = { answer: { status: 429, body: { success: false, error } } };
      expect((await upload()).failure?.retryAfterMs).toBe(42_000);
    });

    it.each([
      [1e10, 3_600_000],
      [-5000, 1000],
    ])("waits no absurd time for a reset in %i ms", async (resetInMs, expected) => {
      server.faults = {
        limit: { remaining: 0, resetInMs },
        answer: { status: 429, body: { success: false, error } },
      };
      expect((await upload()).failure?.retryAfterMs).toBe(expected);
    });

    it("holds the destination back when an answer announces its end, after either step", async () => {
      server.faults = { limit: { remaining: 0, resetInMs: 42_000 } };
      const first = (await step(null)).outcome;
      expect(first).toMatchObject({ kind: "next", paceMs: expect.any(Number) });
      const second = (await step(resumeOf(first))).outcome;
      const paceMs = second.kind === "receipt" ? (second.paceMs ?? 0) : 0;
      expect(paceMs).toBeGreaterThan(40_000);
      expect(paceMs).toBeLessThan(44_000);
    });

    it("does not hold back while calls are left", async () => {
      server.faults = { limit: { remaining: 1, resetInMs: 42_000 } };
      expect((await step(null)).outcome).not.toHaveProperty("paceMs");
    });
  });

  it("8: reports a refused token as one for the whole destination", async () => {
    const message = "You must be logged in to do this.";
    for (const body of [
      { success: false, error: message },
      { status: "error", message },
    ]) {
      server.faults = { answer: { status: 401, body } };
      expect((await upload()).failure).toMatchObject({
        class: "auth",
        field: "token",
        error: { code: "auth", message },
      });
    }
  });

  it("9: tells a proxy's limit from the server's", async () => {
    const page = "<html><head><title>413 Request Entity Too Large</title></head></html>";
    server.faults = { answer: { status: 413, body: page, headers: { "Content-Type": "text/html" } } };
    const { failure } = await upload();
    expect(failure).toMatchObject({ class: "permanent", error: { code: "too-large", httpStatus: 413 } });
    expect(failure?.message).toBe(`A proxy in front of the server refused ${content.length} bytes.`);
  });

  it.each([
    ["error-invalid-file-type", "File type is not accepted.", "type-refused"],
    ["error-file-too-large", "File exceeds allowed size of 1 MB", "too-large"],
    ["error-file-upload-disabled", "File upload is disabled", "forbidden"],
    ["error-direct-message-file-upload-not-allowed", "Not in direct messages", "forbidden"],
    ["error-message-size-exceeded", "Too long", "invalid-field"],
    ["error-app-prevented", "A virus was found", "forbidden"],
    ["error-room-not-found", "No such room", "target-not-found"],
    ["error-something-new", "Something new", "invalid-field"],
  ])("10: understands %s, with its code apart or in brackets", async (errorType, reason, code) => {
    const error = `${reason} [${errorType}]`;
    for (const body of [
      { success: false, error, errorType },
      { success: false, error },
    ]) {
      server.faults = { answer: { status: 400, body } };
      expect((await upload()).failure).toMatchObject({
        class: "permanent",
        error: { code, message: reason, httpStatus: 400 },
      });
    }
  });

  it("10b: names the room when it is closed to this account", async () => {
    expect((await upload({ room: "other" })).failure).toMatchObject({
      class: "permanent",
      field: "room",
      error: { code: "forbidden", message: "unauthorized" },
    });
  });

  it.each(["single", "two-step"])("11: says that a file was stored but not posted, %s", async (flow) => {
    expectMore({ version: "7.10" }, { flow });
    server.faults = { postsNothing: true };
    const { failure } = await upload();
    expect(failure).toMatchObject({ class: "permanent", field: "room", error: { code: "server-error" } });
    expect(failure?.message).toContain("did not post it");
  });

  it("12: does not take an unreadable confirm for an unposted file", async () => {
    server.faults = { answers: { "rooms.mediaConfirm": { status: 200, body: "<html>Hello</html>" } } };
    const run = await upload();
    expect(run.steps).toEqual(["media", "confirm"]);
    expect(run.failure).toMatchObject({ class: "unknown", error: { code: "outcome-unknown" } });
  });
});
