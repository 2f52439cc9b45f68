import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { pack } from "../../scripts/package/pack.mjs";
import { sandboxFacts } from "../../scripts/setup/sandbox.mjs";
import { missingProgram } from "../e2e/keyring";
import { startDisplay } from "./display";
import { feedFor, ownFeed, startUpdateServer, type UpdateServer, updateKeys } from "./update-server";
import { outcomeOf, User } from "./user";

const newVersion = "#!/bin/sh\nexit 0\n";
const canShow =
  process.platform === "linux" &&
  missingProgram(["Xvfb", "xdotool"]) === null &&
  sandboxFacts("/", process.env).mayMakeNamespaces;

describe.skipIf(!canShow)("S-35 a package that was told where its updates are", { timeout: 120_000 }, () => {
  const output = mkdtempSync(join(tmpdir(), "waybill-updated-"));
  const { privateKey, publicKey } = updateKeys();
  let server: UpdateServer;

  beforeAll(async () => {
    chmodSync(output, 0o755);
    server = await startUpdateServer();
    vi.stubEnv("WAYBILL_UPDATE_URL", server.url);
    vi.stubEnv("WAYBILL_UPDATE_PUBLIC_KEY", publicKey);
    await pack({ targets: ["dir"], archs: [], output, withRuntimeAtHand: true, quickly: true });
    vi.unstubAllEnvs();
    // electron-builder writes it into AppImages, not into a folder.
    const note = join(output, "linux-unpacked/resources/app-update.yml");
    writeFileSync(note, "provider: generic\nupdaterCacheDirName: updates\n");
  });
  afterAll(async () => {
    await server.stop();
    rmSync(output, { recursive: true, force: true });
  });

  /** Starts the AppImage, waits until its log says what came of the search, and quits as the user does. */
  async function lookAndQuit(someone: User, found: RegExp): Promise<string> {
    const display = await startDisplay();
    const place = someone.file("Waybill.AppImage", "the old version");
    const program = join(output, "linux-unpacked/waybill");
    const environment = { ...display.environment, APPIMAGE: place, APPDIR: join(output, "linux-unpacked") };
    const child = someone.start(program, ["--profile", someone.profile], environment);
    const ended = outcomeOf(child);
    await display.window("^Waybill$");
    const log = join(someone.profile, "logs/waybill.log");
    await vi.waitFor(() => expect(readFileSync(log, "utf8")).toMatch(found), {
      timeout: 40_000,
      interval: 200,
    });
    await display.press("ctrl+q");
    expect((await ended).code).toBe(0);
    await display.stop();
    return readFileSync(place, "utf8");
  }

  test("takes a newer version that its makers signed, when it quits", async () => {
    const someone = new User();
    server.put(`/${ownFeed}`, feedFor(newVersion, privateKey));
    server.put("/Waybill.AppImage", newVersion);
    expect(await lookAndQuit(someone, /version 1\.1\.0 was fetched and verified/)).toBe(newVersion);
    await someone.leave();
  });

  test("stays as it is when the newer version is not what was signed", async () => {
    const someone = new User();
    server.put(`/${ownFeed}`, feedFor(newVersion, privateKey));
    server.put("/Waybill.AppImage", "#!/bin/sh\nevil\n");
    expect(await lookAndQuit(someone, /Updates: untrusted/)).toBe("the old version");
    await someone.leave();
  });
});
