import { describe, expect, it } from "vitest";
import { writeReport } from "../../../electron/main/report";
import type { Destination } from "../../../electron/shared/destination";
import { noCounts } from "../../../electron/shared/ipc";
import { defaultAppSettings } from "../../../electron/shared/settings";

const room: Destination = {
  id: "1",
  name: "Dr Smith's patients",
  service: "imkit",
  settings: { baseUrl: "https://im.example" },
  secrets: {},
  practice: false,
  createdAt: "",
};

function report(part: { log?: string; settings?: Partial<typeof defaultAppSettings> } = {}): string {
  return writeReport({
    info: {
      version: "1.2.3",
      electron: "45.0.0",
      runtime: "packaged",
      platform: "linux",
      keyringAvailable: true,
      locale: "en-GB",
    },
    versions: { chrome: "150", node: "24" },
    system: "Linux 6.1 x64",
    settings: { ...defaultAppSettings, ...part.settings },
    destinations: [room, { ...room, id: "2", name: "Other" }, { ...room, id: "3", service: "easemob" }],
    counts: { ...noCounts, failed: 2 },
    log: part.log ?? "",
    madeAt: "2026-01-01T00:00:00.000Z",
  });
}

describe("the report for whoever helps", () => {
  it("names versions, settings, and how many there are of what", () => {
    const text = report();
    for (const part of ["Waybill 1.2.3", "Electron 45.0.0", "theme: system", "imkit: 2", "failed: 2"]) {
      expect(text).toContain(part);
    }
  });

  it("names no destination, no address, no proxy and no path", () => {
    const text = report({
      settings: { proxy: "http://mia:hunter2@proxy.example", caCertificate: "/home/mia/ca.pem" },
    });
    for (const personal of ["Smith", "im.example", "hunter2", "proxy.example", "/home/mia"]) {
      expect(text).not.toContain(personal);
    }
    expect(text).toContain("proxy: set");
  });

  it("takes the last warnings and errors of the log along, secrets removed, and nothing else of it", () => {
    const lines = Array.from({ length: 50 }, (_, number) => `[2026-01-01] [error] number ${number}.`);
    const log = [
      "[2026-01-01] [info]  all is well",
      ...lines,
      "[2026-01-01] [warn]  token=abc123 refused",
    ].join("\n");
    const text = report({ log });
    expect(text).not.toContain("all is well");
    expect(text).not.toContain("abc123");
    expect(text).toContain("number 49.");
    expect(text).not.toContain("number 20.");
    expect(text).toContain("(30)");
  });
});
