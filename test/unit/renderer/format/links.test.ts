import { describe, expect, it } from "vitest";
import { canOpen, changesWithTime, linkState, mainLink } from "../../../../renderer/format/links";
import { receipt } from "../fake-page";

const now = Date.parse("2025-11-22T10:00:00Z");
const link = (expiresAt: string | null, opensInBrowser = true) => ({
  url: "https://files.example/1",
  expiresAt,
  opensInBrowser,
});
const stateOf = (expiresAt: string | null, opensInBrowser = true) =>
  linkState(receipt({ links: [link(expiresAt, opensInBrowser)] }), now);

describe("the state of a link", () => {
  it("is none without a receipt, and an id where there is only that", () => {
    expect(linkState(null, now).kind).toBe("none");
    expect(linkState(receipt(), now).kind).toBe("none");
    expect(linkState(receipt({ remoteId: "7" }), now).kind).toBe("id-only");
  });

  it("counts down within the last hour and ends exactly at its end", () => {
    expect(stateOf("2025-11-22T11:00:00Z").kind).toBe("until");
    expect(stateOf("2025-11-22T10:59:59Z")).toMatchObject({ kind: "ending", remainingMs: 3_599_000 });
    expect(stateOf("2025-11-22T10:00:00Z").kind).toBe("expired");
  });

  it("lasts when nobody names an end or the end can't be read", () => {
    expect(stateOf(null).kind).toBe("lasting");
    expect(stateOf("some day").kind).toBe("lasting");
  });

  it("is gone with the file that was deleted at the service", () => {
    const removedAt = "2025-11-22T09:00:00Z";
    const state = linkState(receipt({ remoteId: "7", links: [link(null)], removedAt }), now);
    expect(state).toEqual({ kind: "removed", removedAt });
    expect(canOpen(state)).toBe(false);
  });

  it("opens only what a browser can open and what has not ended", () => {
    expect(canOpen(stateOf(null))).toBe(true);
    expect(canOpen(stateOf(null, false))).toBe(false);
    expect(canOpen(stateOf("2025-11-22T09:00:00Z"))).toBe(false);
    expect(canOpen(linkState(receipt({ remoteId: "7" }), now))).toBe(false);
  });

  it("offers first what opens in a browser", () => {
    const open = link(null);
    expect(mainLink(receipt({ links: [link(null, false), open] }))).toBe(open);
  });

  it("needs the clock only where a link ends", () => {
    expect(changesWithTime(receipt({ links: [link(null)] }))).toBe(false);
    expect(changesWithTime(receipt({ links: [link("2025-11-22T11:00:00Z")] }))).toBe(true);
    expect(changesWithTime(null)).toBe(false);
  });
});
