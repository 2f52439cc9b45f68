import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAbout, versionsText } from "../../../electron/main/about";

const runtime = {
  version: "0.1.0",
  runtime: "packaged",
  versions: { electron: "45.1.0", chrome: "150.0", node: "24.2" },
};

describe("what About says", () => {
  it("names all that runs, on the clipboard too", () => {
    const { versions } = readAbout({ ...runtime, build: { commit: "abc123" }, folders: [] });
    expect(versions).toMatchObject({ waybill: "0.1.0", commit: "abc123", chromium: "150.0" });
    const lines = versionsText(versions).split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "Waybill 0.1.0 (abc123)",
      "Electron 45.1.0 (packaged)",
      "Chromium 150.0",
      "Node 24.2",
    ]);
    expect(lines[4]).toContain(process.arch);
  });

  it("leads to the project only where there is such a place on the web", () => {
    const homepage = (given?: string) =>
      readAbout({ ...runtime, build: given === undefined ? {} : { homepage: given }, folders: [] }).homepage;
    expect(homepage("https://github.example/waybill")).toBe("https://github.example/waybill");
    for (const none of [
      undefined,
      "https://waybill.invalid",
      "file:///etc/passwd",
      "javascript:alert(1)",
      "x",
    ])
      expect(homepage(none)).toBeNull();
  });

  it("finds the notices of Chromium where a package keeps them", () => {
    const folder = mkdtempSync(join(tmpdir(), "waybill-about-"));
    const about = () => readAbout({ ...runtime, build: {}, folders: [join(folder, "none"), folder] });
    expect(about().noticesPath).toBeNull();
    writeFileSync(join(folder, "LICENSES.chromium.html"), "<html>");
    expect(about().noticesPath).toBe(join(folder, "LICENSES.chromium.html"));
    rmSync(folder, { recursive: true });
  });
});
