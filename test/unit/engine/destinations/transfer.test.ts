import { describe, expect, it } from "vitest";
import { readDestinations, writeDestinations } from "../../../../electron/engine/destinations/transfer";
import { Failure } from "../../../../electron/engine/failure";
import type { Destination } from "../../../../electron/shared/destination";

const room: Destination = {
  id: "1",
  name: "Design room",
  service: "imkit",
  settings: { baseUrl: "https://im.example", proxy: "http://mia:hunter2@proxy.example:3128/" },
  secrets: {
    token: { kind: "stored" },
    clientKey: { kind: "file", path: "/home/mia/.secrets/key" },
  },
  practice: false,
  createdAt: "2026-01-01T00:00:00.000Z",
  appearance: { colour: "teal", icon: "chat" },
};

function failureOf(text: string): Failure | null {
  try {
    readDestinations(text);
  } catch (thrown) {
    return thrown instanceof Failure ? thrown : null;
  }
  return null;
}

describe("destinations in a file", () => {
  it("keep settings and looks, and name the secrets that are to be entered", () => {
    expect(readDestinations(writeDestinations([room]))).toEqual([
      {
        name: "Design room",
        service: "imkit",
        settings: { baseUrl: "https://im.example", proxy: "http://proxy.example:3128/" },
        secrets: ["token", "clientKey"],
        appearance: { colour: "teal", icon: "chat" },
      },
    ]);
  });

  it("carry no secret, no password of a proxy, and nothing of where secrets lie on this computer", () => {
    const text = writeDestinations([room]);
    for (const secret of ["hunter2", "mia", "/home", "stored"]) expect(text).not.toContain(secret);
  });

  it("leave Practice out, which everybody has", () => {
    const text = writeDestinations([room, { ...room, name: "Practice", practice: true }]);
    expect(readDestinations(text).map(({ name }) => name)).toEqual(["Design room"]);
  });

  it.each(["", "no json", "[]", "{}", '{"kind":"waybill-destinations","version":1,"destinations":[]}'])(
    "are refused when they are none: %j",
    (text) => {
      expect(failureOf(text)?.error.message).toBe("This file holds no destinations of Waybill.");
    },
  );

  it("are refused from a newer Waybill, which may mean something else", () => {
    const text = writeDestinations([room]).replace('"version": 1', '"version": 2');
    expect(failureOf(text)?.error.message).toBe("This file was written by a newer Waybill.");
  });

  it("lose an unknown colour, not the destination", () => {
    const text = writeDestinations([room]).replace('"teal"', '"mauve"');
    expect(readDestinations(text)[0]?.appearance).toEqual({ colour: null, icon: "chat" });
  });

  it("never bring a reference to a file or variable of this computer along", () => {
    const text = writeDestinations([room]).replace('"token"', '{"kind":"file","path":"/etc/passwd"}');
    expect(failureOf(text)).not.toBeNull();
  });
});
