import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  findRuntime,
  noteRuntime,
  type Place,
  provideRuntime,
  resolveRuntime,
} from "../../../scripts/setup/electron-runtime.mjs";
import { fallbackExecutable } from "../../../scripts/setup/fallback-electron.mjs";

const DAY_MS = 86_400_000;
let folder = "";
let place: Place;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-runtime-"));
  const environment = { WAYBILL_CACHE: join(folder, "cache") };
  place = { project: join(folder, "project"), environment, platform: "linux", arch: "x64" };
  write(join(place.project, "node_modules/electron/package.json"), '{"version":"45.4.1"}');
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function putOfficial(version = "45.4.1") {
  const electron = join(place.project, "node_modules/electron");
  write(join(electron, "dist/electron"), "");
  write(join(electron, "dist/version"), version);
  write(join(electron, "path.txt"), "electron");
}

/** Fetchers that note what was asked of them; the official host answers or not. */
function fetchers(now: number, official: "reachable" | "unreachable") {
  const asked: string[] = [];
  return {
    asked,
    installOfficial: async () => {
      asked.push("official");
      if (official === "reachable") putOfficial();
      return { reason: "its host can't be reached" };
    },
    installFallback: async () => {
      asked.push("fallback");
      write(fallbackExecutable(place), "");
    },
    run: async () => ({ code: 1, output: "" }),
    say: () => undefined,
    now: () => now,
  };
}

describe("the order of runtimes", () => {
  test("an override goes before everything, and nothing is fetched", async () => {
    putOfficial();
    write(join(folder, "own/electron"), "");
    write(join(folder, "own/version"), "v46.0.0\n");
    place.environment["ELECTRON_OVERRIDE_DIST_PATH"] = join(folder, "own");
    const tools = fetchers(0, "reachable");
    expect(await provideRuntime(place, tools)).toEqual({
      executable: join(folder, "own/electron"),
      args: [place.project],
      kind: "override",
      version: "46.0.0",
    });
    expect(tools.asked).toEqual([]);
  });

  test("an override without Electron in it is an error, not a reason to use another", () => {
    putOfficial();
    place.environment["ELECTRON_OVERRIDE_DIST_PATH"] = join(folder, "empty");
    expect(() => resolveRuntime(place)).toThrow("ELECTRON_OVERRIDE_DIST_PATH");
  });

  test("the official binary is fetched and used where its host answers", async () => {
    const tools = fetchers(0, "reachable");
    expect((await provideRuntime(place, tools)).kind).toBe("official");
    expect(tools.asked).toEqual(["official"]);
  });

  test("an official binary of another version, or half unpacked, isn't used", () => {
    putOfficial("44.0.0");
    expect(() => resolveRuntime(place)).toThrow("no Electron");
    putOfficial();
    rmSync(join(place.project, "node_modules/electron/path.txt"));
    expect(() => resolveRuntime(place)).toThrow("no Electron");
  });

  test("the fallback is used where the official host doesn't answer", async () => {
    const tools = fetchers(0, "unreachable");
    expect((await provideRuntime(place, tools)).kind).toBe("fallback");
    expect(tools.asked).toEqual(["official", "fallback"]);
  });

  test.each([
    ["darwin", "arm64"],
    ["linux", "arm64"],
    ["win32", "x64"],
  ] as const)("%s %s has no fallback and says what to do", async (platform, arch) => {
    place = { ...place, platform, arch };
    await expect(provideRuntime(place, fetchers(0, "unreachable"))).rejects.toMatchObject({
      message: "Electron 45.4.1 can't be had: its host can't be reached.",
      hint: expect.stringContaining("ELECTRON_MIRROR"),
    });
  });
});

describe("a host that didn't answer", () => {
  test("isn't asked again for a day, then it is", async () => {
    await provideRuntime(place, fetchers(1_000, "unreachable"));
    const sameDay = fetchers(DAY_MS, "reachable");
    expect((await provideRuntime(place, sameDay)).kind).toBe("fallback");
    expect(sameDay.asked).toEqual([]);
    const nextDay = fetchers(DAY_MS + 1_000, "reachable");
    expect((await provideRuntime(place, nextDay)).kind).toBe("official");
  });

  test("is asked at once when a mirror is named or Electron's version changes", async () => {
    await provideRuntime(place, fetchers(0, "unreachable"));
    expect(findRuntime(place, 1)?.kind).toBe("fallback");
    const mirrored = {
      ...place,
      environment: { ...place.environment, ELECTRON_MIRROR: "https://mirror.example/" },
    };
    expect(findRuntime(mirrored, 1)).toBeUndefined();
    write(join(place.project, "node_modules/electron/package.json"), '{"version":"45.5.0"}');
    expect(findRuntime(place, 1)).toBeUndefined();
  });
});

test("the tests read the resolved runtime from a file", async () => {
  const runtime = await provideRuntime(place, fetchers(0, "unreachable"));
  noteRuntime(place.project, runtime);
  expect(JSON.parse(readFileSync(join(place.project, ".cache/runtime.json"), "utf8"))).toEqual(runtime);
});
