import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startSilentServer } from "../servers/silent-server";
import { dropPaths, expect, rowOf } from "./app.fixture";
import { missingForBus, test } from "./bus.fixture";
import { sendToSilent } from "./silent-destination";

test.skip(missingForBus !== null, `${missingForBus} is not installed`);

test("the computer is kept awake while something is being sent and that is wanted, and may sleep again afterwards", async ({
  launch,
  bus,
  folder,
}) => {
  // Which power manager Chromium asks depends on the desktop, and so does the keyring, for which it would wait here.
  const desktop = { environment: { XDG_CURRENT_DESKTOP: "XFCE" }, switches: ["--password-store=basic"] };
  const { page } = await launch(desktop);
  const server = await startSilentServer("nothing");
  await sendToSilent(page, server.port);
  const path = join(folder, "long.bin");
  // What was sent whole could not be paused.
  await writeFile(path, Buffer.alloc(40_000_000));
  expect(bus.power.isKeptAwake).toBe(false);
  await dropPaths(page, [path]);
  await expect.poll(() => bus.power.isKeptAwake).toBe(true);
  const allow = (keepAwake: boolean) =>
    page.evaluate((wanted) => window.bridge.request("settings:save", { keepAwake: wanted }), keepAwake);
  await allow(false);
  await expect.poll(() => bus.power.isKeptAwake).toBe(false);
  await allow(true);
  await expect.poll(() => bus.power.isKeptAwake).toBe(true);
  await page.evaluate(() => window.bridge.request("uploads:act", { ids: "queue", action: "pause" }));
  await expect(rowOf(page, "long.bin")).toHaveAttribute("data-state", "paused");
  await expect.poll(() => bus.power.isKeptAwake).toBe(false);
  await server.close();
});
