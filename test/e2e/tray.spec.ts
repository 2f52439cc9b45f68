import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dropPaths, expect, openView, readClipboard, rowOf } from "./app.fixture";
import { missingForBus, test } from "./bus.fixture";
import type { SessionBus } from "./session-bus";
import { addSmall } from "./small-destination";

test.skip(missingForBus !== null, `${missingForBus} is not installed`);

const labelsOf = (bus: SessionBus) => async () => (await bus.tray.menu()).map(({ label }) => label);

test.describe("where the desktop shows a tray", () => {
  test("the menu offers everything that can be done without the window", async ({ launch, bus }) => {
    await launch();
    await expect.poll(() => bus.tray.count).toBe(1);
    await expect
      .poll(labelsOf(bus))
      .toEqual([
        "Quick upload…",
        "Upload clipboard",
        "Send to",
        "",
        "Pause all",
        "Copy link",
        "",
        "Drop target",
        "Open Waybill",
        "Quit",
      ]);
  });

  test("Waybill stays when its window is closed, sends the clipboard, tells the result, and opens again", async ({
    launch,
    bus,
  }) => {
    const { electron, page } = await launch();
    await expect.poll(() => bus.tray.count).toBe(1);
    await page.close();
    await electron.evaluate(({ clipboard }) => clipboard.writeText("words from elsewhere"));
    await bus.tray.choose("Upload clipboard");
    await expect.poll(() => bus.notifications.shown.length).toBe(1);
    const [told] = bus.notifications.shown;
    expect(told?.summary).toMatch(/^Delivered: Clipboard .*\.txt$/);
    const link = await readClipboard(electron);
    expect(await (await fetch(link)).text()).toBe("words from elsewhere");
    const opened = electron.waitForEvent("window");
    bus.notifications.click(told?.id ?? 0);
    const again = await opened;
    await expect(rowOf(again, "Clipboard")).toBeVisible();
    expect(bus.tray.count).toBe(1);
  });

  test("a failure is told, changes the icon, and can be tried again from the menu", async ({
    launch,
    bus,
  }) => {
    const { electron, page } = await launch();
    await expect.poll(() => bus.tray.count).toBe(1);
    const calm = await bus.tray.picture();
    await addSmall(page);
    await expect
      .poll(async () => (await bus.tray.menu()).find(({ label }) => label === "Send to")?.children.length)
      .toBe(2);
    await page.close();
    await bus.tray.choose("Send to", "Small");
    await electron.evaluate(({ clipboard }) => clipboard.writeText("more than one byte"));
    await bus.tray.choose("Upload clipboard");
    await expect.poll(() => bus.notifications.shown.map(({ summary }) => summary)).toEqual(["Not delivered"]);
    await expect.poll(() => bus.tray.picture()).not.toBe(calm);
    await expect.poll(labelsOf(bus)).toContain("Try 1 failed upload again");
    await bus.tray.choose("Try 1 failed upload again");
    await expect.poll(() => bus.notifications.shown.length).toBe(2);
    const opened = electron.waitForEvent("window");
    bus.notifications.click(2);
    await expect(rowOf(await opened, "Clipboard")).toBeVisible();
  });

  test("the last links are there to copy, newest first, and the current destination can be chosen", async ({
    launch,
    bus,
    folder,
  }) => {
    const { electron, page } = await launch();
    const paths = ["first.txt", "second.txt"].map((name) => join(folder, name));
    for (const path of paths) await writeFile(path, path);
    await dropPaths(page, paths.slice(0, 1));
    await openView(page, "history");
    await expect(rowOf(page, "first.txt")).toBeVisible();
    await openView(page, "queue");
    await dropPaths(page, paths.slice(1));
    const recent = async () =>
      (await bus.tray.menu()).find(({ label }) => label === "Copy link")?.children.map(({ label }) => label);
    await expect.poll(recent).toEqual(["second.txt", "first.txt"]);
    await bus.tray.choose("Copy link", "first.txt");
    await expect.poll(async () => (await fetch(await readClipboard(electron))).text()).toBe(paths[0]);
    const destinations = (await bus.tray.menu()).find(({ label }) => label === "Send to")?.children;
    expect(destinations?.map(({ label, checked }) => [label, checked])).toEqual([["Practice", true]]);
  });

  test("the current destination is one: what is chosen in the window holds for tray and clipboard, and back", async ({
    launch,
    bus,
  }) => {
    const { electron, page } = await launch();
    await addSmall(page);
    const chosenInTray = async () =>
      (await bus.tray.menu())
        .find(({ label }) => label === "Send to")
        ?.children.find(({ checked }) => checked)?.label;
    await expect.poll(chosenInTray).toBe("Practice");
    await page.getByTestId("send-to").click();
    await page.getByRole("option", { name: "Small" }).click();
    await expect.poll(chosenInTray).toBe("Small");
    await electron.evaluate(({ clipboard }) => clipboard.writeText("more than one byte"));
    await bus.tray.choose("Upload clipboard");
    await expect(rowOf(page, "Clipboard")).toContainText("Small");
    await bus.tray.choose("Send to", "Practice");
    await expect(page.getByTestId("send-to")).toContainText("Practice");
  });

  test("Quit ends Waybill", async ({ launch, bus }) => {
    const { electron } = await launch();
    await expect.poll(() => bus.tray.count).toBe(1);
    const closed = electron.waitForEvent("close");
    // The icon may be gone before it has answered.
    await bus.tray.choose("Quit").catch((error: unknown) => expect(String(error)).toContain("NoReply"));
    await closed;
  });
});

test.describe("where the desktop shows no tray", () => {
  test.use({ hasTray: false });

  test("closing the window ends Waybill, so that it is never lost", async ({ launch }) => {
    const { electron, page } = await launch();
    const closed = electron.waitForEvent("close");
    await page.close();
    await closed;
  });
});
