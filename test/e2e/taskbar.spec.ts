import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startSilentServer } from "../servers/silent-server";
import { dropPaths, expect, openView } from "./app.fixture";
import { missingForBus, test } from "./bus.fixture";
import { sendToSilent } from "./silent-destination";
import { addSmall } from "./small-destination";
import { sendTo } from "./window";

test.skip(missingForBus !== null, `${missingForBus} is not installed`);

/** Electron speaks to docks through it, where it is installed. */
function hasUnityLibrary(): boolean {
  try {
    return execFileSync("ldconfig", ["-p"], { encoding: "utf8" }).includes("libunity.so");
  } catch {
    return false;
  }
}

test("the dock shows how far the sending is, and how many uploads need a decision", async ({
  launch,
  bus,
  folder,
}) => {
  test.skip(!hasUnityLibrary(), "libunity is not installed");
  const { page, electron } = await launch();
  const silent = await startSilentServer("nothing");
  await sendToSilent(page, silent.port);
  await writeFile(join(folder, "large.bin"), Buffer.alloc(40_000_000));
  await dropPaths(page, [join(folder, "large.bin")]);
  // Part of it is on its way: the server reads no more.
  await expect.poll(() => bus.launcher.progress ?? 0).toBeGreaterThan(0);
  expect(bus.launcher.progress).toBeLessThan(1);
  await page.evaluate(() => window.bridge.request("uploads:act", { ids: "queue", action: "cancel" }));
  await expect.poll(() => bus.launcher.progress).toBeNull();
  expect(bus.launcher.badge).toBeNull();
  await silent.close();

  await addSmall(page);
  await openView(page, "queue");
  await sendTo(page, "Small");
  await electron.evaluate(({ clipboard }) => clipboard.writeText("more than one byte"));
  await bus.tray.choose("Upload clipboard");
  await expect.poll(() => bus.launcher.badge).toBe(1);
  await page.evaluate(() => window.bridge.request("uploads:act", { ids: "queue", action: "remove" }));
  await expect.poll(() => bus.launcher.badge).toBeNull();
});
