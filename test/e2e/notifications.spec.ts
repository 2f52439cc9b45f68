import type { ElectronApplication, Page } from "playwright/test";
import { startStrictSurgeryConnectServer } from "../servers/strict-surgery-connect-server";
import { expect, readClipboard } from "./app.fixture";
import { missingForBus, test } from "./bus.fixture";
import { copyPicture } from "./clipboard";
import { photo } from "./photo";
import type { SessionBus } from "./session-bus";

test.skip(missingForBus !== null, `${missingForBus} is not installed`);

/** Has a picture on the clipboard sent from the tray, with the window closed, and answers what the user is told. */
async function sendPicture(bus: SessionBus, electron: ElectronApplication, page: Page) {
  await expect.poll(() => bus.tray.count).toBe(1);
  await page.close();
  await copyPicture(electron, photo(320, 200));
  await bus.tray.choose("Upload clipboard");
  return await told(bus);
}

async function told(bus: SessionBus) {
  await expect.poll(() => bus.notifications.shown.length).toBe(1);
  const [first] = bus.notifications.shown;
  if (first === undefined) throw new Error("Nothing was told.");
  return first;
}

test("a picture that was sent without the window is told with name, result and a small picture of it; a click opens its row", async ({
  launch,
  bus,
}) => {
  const { electron, page } = await launch();
  const notification = await sendPicture(bus, electron, page);
  expect(notification.summary).toMatch(/^Delivered: Clipboard .*\.png$/);
  expect(notification.body).toBe("Its link is copied.");
  expect(notification.picture?.width).toBeGreaterThan(notification.picture?.height ?? 0);
  const opened = electron.waitForEvent("window");
  bus.notifications.click(notification.id);
  const again = await opened;
  await expect(again.getByTestId("detail-panel")).toContainText("Clipboard");
});

test("where links are not copied by themselves, a click on the notification copies the link and opens nothing", async ({
  launch,
  bus,
}) => {
  const { electron, page } = await launch();
  await page.evaluate(() => window.bridge.request("settings:save", { copyLinks: false }));
  const notification = await sendPicture(bus, electron, page);
  expect(notification.body).toBe("");
  expect(await readClipboard(electron)).toBe("");
  bus.notifications.click(notification.id);
  await expect.poll(() => readClipboard(electron)).toMatch(/^http:/);
  const isShown = ({ BrowserWindow }: typeof import("electron")) =>
    BrowserWindow.getAllWindows().some((window) => window.isVisible());
  expect(await electron.evaluate(isShown)).toBe(false);
});

test("a click on a failure opens its row with what helps under the hand: Enter tries again", async ({
  launch,
  bus,
}) => {
  const account = { apiKey: "key", userId: "00000000-0000-4000-8000-000000000001" };
  const server = await startStrictSurgeryConnectServer(account);
  server.faults = { answer: { status: 500 } };
  const { electron, page } = await launch();
  await sendToClinic(page, server.baseUrl, account);
  const notification = await sendPicture(bus, electron, page);
  expect(notification.summary).toBe("Not delivered");
  expect(notification.body).toContain("Clipboard");
  expect(notification.picture).not.toBeNull();
  const opened = electron.waitForEvent("window");
  bus.notifications.click(notification.id);
  const again = await opened;
  await expect(again.getByTestId("receipt-retry")).toBeFocused();
  server.faults = {};
  await again.keyboard.press("Enter");
  await expect(again.getByTestId("detail-panel")).toHaveAttribute("data-state", "completed");
  expect(server.files).toHaveLength(1);
  await server.close();
});

/** Adds a destination "Clinic" for this server and makes it the current one. */
async function sendToClinic(page: Page, baseUrl: string, account: { apiKey: string; userId: string }) {
  await page.evaluate(
    async ({ apiKey, userId, address }) => {
      const saved = await window.bridge.request("destinations:save", {
        name: "Clinic",
        service: "surgery-connect",
        settings: { baseUrl: address, userId, body: "multipart" },
        secrets: { apiKey },
      });
      if (!saved.ok) throw new Error(saved.error.message);
      const currentDestinationId = saved.destination.id;
      await window.bridge.request("settings:save", { currentDestinationId });
    },
    { ...account, address: baseUrl },
  );
}
