import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { dropPaths, expect, openView, readClipboard, rowOf, test } from "./app.fixture";
import { resize } from "./window";

const settingsOf = (page: Page) => page.evaluate(() => window.bridge.request("settings:get", undefined));

async function openPart(page: Page, part: string): Promise<void> {
  await openView(page, "settings");
  await page.getByTestId(`settings-${part}`).click();
}

const backgroundOf = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.body).getPropertyValue("background-color"));

test("the theme changes at once, for the page and for the system's own parts, and is kept", async ({
  launch,
}) => {
  const first = await launch();
  const source = () => first.electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource);
  // Playwright shows a light page by itself; here the app decides.
  await first.page.emulateMedia({ colorScheme: null });
  await openPart(first.page, "general");
  await first.page.getByRole("radio", { name: "Dark" }).click({ force: true });
  await expect.poll(() => backgroundOf(first.page)).toBe("rgb(31, 32, 34)");
  expect(await source()).toBe("dark");
  await first.page.getByRole("radio", { name: "High contrast" }).click({ force: true });
  await expect(first.page.locator("html")).toHaveAttribute("data-contrast", "more");
  await expect.poll(source).toBe("system");
  await first.page.getByRole("radio", { name: "Compact" }).click({ force: true });
  await expect(first.page.locator("html")).toHaveAttribute("data-density", "compact");
  await first.quit();
  const second = await launch();
  await expect(second.page.locator("html")).toHaveAttribute("data-contrast", "more");
  await expect(second.page.locator("html")).toHaveAttribute("data-density", "compact");
});

test("the system's wish for more contrast is followed without a setting", async ({ launch }) => {
  const { page } = await launch();
  await expect(page.locator("html")).toHaveAttribute("data-contrast", "usual");
  await page.emulateMedia({ contrast: "more" });
  await expect(page.locator("html")).toHaveAttribute("data-contrast", "more");
});

test("transfers: uploads at a time and a speed limit are set by keyboard and kept in the records", async ({
  launch,
}) => {
  const { page } = await launch();
  await openPart(page, "transfers");
  await page.getByTestId("setting-concurrency").fill("4");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await settingsOf(page)).concurrency).toBe(4);
  await page.getByTestId("setting-concurrency").press("ArrowUp");
  await expect.poll(async () => (await settingsOf(page)).concurrency).toBe(5);
  await page.getByTestId("setting-bandwidth").focus();
  await page.keyboard.press("Space");
  await page.getByTestId("setting-bandwidth-limit").fill("1.5");
  await page.keyboard.press("Tab");
  await expect.poll(async () => (await settingsOf(page)).bandwidthBytesPerSecond).toBe(1_500_000);
});

test("links are copied by themselves only while that is wanted", async ({ launch, folder }) => {
  const { page, electron } = await launch();
  await electron.evaluate(({ clipboard }) => clipboard.writeText("mine"));
  await openPart(page, "links");
  await page.getByTestId("setting-copy-links").click();
  await expect.poll(async () => (await settingsOf(page)).copyLinks).toBe(false);
  await writeFile(join(folder, "a.txt"), "a");
  await openView(page, "queue");
  await dropPaths(page, [join(folder, "a.txt")]);
  await openView(page, "history");
  await expect(rowOf(page, "a.txt")).toHaveAttribute("data-state", "completed");
  expect(await readClipboard(electron)).toBe("mine");
});

test("a manual proxy is asked for its address, refused in a sentence at its field, and then really used", async ({
  launch,
}) => {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(502).end();
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  const { port } = proxy.address() as AddressInfo;
  const { page, electron } = await launch();
  await openPart(page, "network");
  await page.getByRole("radio", { name: "Manual" }).click({ force: true });
  await page.getByTestId("setting-proxy").fill("proxy.example");
  await page.getByTestId("setting-proxy").press("Enter");
  await expect(page.locator(".field__error")).toContainText("must begin with http:// or https://");
  await page.getByTestId("setting-proxy").fill(`http://127.0.0.1:${port}`);
  await page.getByTestId("setting-proxy").press("Enter");
  await expect.poll(async () => (await settingsOf(page)).proxyMode).toBe("manual");
  await electron.evaluate(({ dialog }) => {
    Object.assign(dialog, { showMessageBox: async () => ({ response: 0, checkboxChecked: false }) });
  });
  await page.evaluate(() =>
    window.bridge.request("destinations:test", {
      name: "Far",
      service: "surgery-connect",
      settings: {
        baseUrl: "http://far.example",
        userId: "00000000-0000-4000-8000-000000000001",
        allowInsecureHttp: "true",
      },
      secrets: { apiKey: "key" },
    }),
  );
  expect(asked[0]).toContain("http://far.example/");
  proxy.close();
});

test("a certificate authority is chosen in a dialog and can be taken back", async ({ launch, folder }) => {
  const { page, electron } = await launch();
  const path = join(folder, "authority.pem");
  await writeFile(path, "-----BEGIN CERTIFICATE-----");
  await electron.evaluate(({ dialog }, filePath) => {
    Object.assign(dialog, { showOpenDialog: async () => ({ canceled: false, filePaths: [filePath] }) });
  }, path);
  await openPart(page, "network");
  await page.getByTestId("choose-certificate").click();
  await expect(page.getByTestId("setting-certificate")).toContainText("authority.pem");
  await page.getByTestId("remove-certificate").click();
  await expect.poll(async () => (await settingsOf(page)).caCertificate).toBe("");
});

test("the history's span is chosen", async ({ launch }) => {
  const { page } = await launch();
  await openPart(page, "history");
  await page.getByTestId("setting-history").getByRole("button").click();
  await page.getByRole("option", { name: "30 days" }).click();
  await expect.poll(async () => (await settingsOf(page)).historyDays).toBe(30);
});

test("diagnostics show what would be copied, copy it, and open the log's folder", async ({
  launch,
  profile,
}) => {
  const { page, electron } = await launch();
  await electron.evaluate(({ shell }) => {
    Object.assign(shell, {
      openPath: async (path: string) => {
        Object.assign(globalThis, { opened: path });
        return "";
      },
    });
  });
  await openPart(page, "diagnostics");
  await expect(page.getByTestId("report")).toContainText("Last warnings and errors");
  await page.getByTestId("copy-report").click();
  await expect(page.getByTestId("notice")).toContainText("Report copied");
  expect(await readClipboard(electron)).toContain("Uploads\n  queued: 0");
  await page.getByTestId("open-logs").click();
  await expect
    .poll(() => electron.evaluate(() => (globalThis as { opened?: string }).opened))
    .toBe(join(profile, "logs"));
});

test("about names the program and the licences of everything in it, Electron's too", async ({ launch }) => {
  const { page, electron } = await launch();
  await openPart(page, "about");
  await expect(page.getByText(/^Waybill \d/)).toBeVisible();
  const runs = await electron.evaluate(() => ({ ...process.versions }));
  for (const version of [runs["chrome"], runs["electron"], runs["node"]])
    await expect(page.getByTestId("versions")).toContainText(version ?? "?");
  await page.getByTestId("copy-versions").click();
  await expect.poll(() => readClipboard(electron)).toContain(`Chromium ${runs["chrome"]}`);
  // What opens is decided by main: the page names a word, and the notices lie beside the program.
  await electron.evaluate(({ shell }) => {
    Object.assign(shell, {
      openPath: async (path: string) => {
        Object.assign(globalThis, { opened: path });
        return "";
      },
    });
  });
  await page.getByTestId("open-notices").click();
  await expect
    .poll(() => electron.evaluate(() => (globalThis as { opened?: string }).opened))
    .toMatch(/LICENSES\.chromium\.html$/);
  const licences = page.getByTestId("licence");
  for (const name of ["electron", "react", "axios", "@photostructure/sqlite"]) {
    await expect(licences.filter({ hasText: new RegExp(`^${name}\\d`) }).first()).toBeVisible();
  }
  await licences
    .filter({ hasText: /^react\d/ })
    .locator("summary")
    .click();
  await expect(licences.locator("details[open]").getByText("Permission is hereby granted")).toBeVisible();
});

test("keys open the rooms, the settings and the list of keys; typing is left alone", async ({ launch }) => {
  const { page } = await launch();
  await expect(page.getByTestId("view-queue")).toBeVisible();
  await page.keyboard.press("Control+2");
  await expect(page.getByTestId("view-history")).toHaveAttribute("aria-current", "page");
  await page.keyboard.press("Control+,");
  await expect(page.getByTestId("view-settings")).toHaveAttribute("aria-current", "page");
  await page.getByTestId("view-settings").focus();
  await page.keyboard.press("?");
  await expect(page.getByTestId("keys-sheet")).toContainText("Send the clipboard");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("keys-sheet")).toBeHidden();
  await page.keyboard.press("Control+f");
  await page.keyboard.type("what?");
  await expect(page.getByTestId("keys-sheet")).toBeHidden();
});

test("in a small window the chosen part of the settings is among those in view, however it was chosen", async ({
  launch,
}) => {
  const app = await launch();
  const { page } = app;
  await openView(page, "settings");
  await resize(app, 480, 360);
  const strip = page.getByRole("tablist");
  await expect(strip).toHaveAttribute("aria-orientation", "horizontal");
  const isSeen = () =>
    strip.evaluate((list) => {
      const tab = list.querySelector("[aria-selected=true]")?.getBoundingClientRect();
      const { left, right } = list.getBoundingClientRect();
      return tab !== undefined && tab.left >= left && tab.right <= right;
    });
  for (const name of ["about", "history", "general", "network"]) {
    await page.getByTestId(`settings-${name}`).click();
    await expect.poll(isSeen, name).toBe(true);
  }
  for (let step = 0; step < 5; step += 1) {
    await page.keyboard.press("ArrowRight");
    await expect.poll(isSeen).toBe(true);
  }
  // The menu chooses a part, too.
  await openView(page, "queue");
  await openView(page, "settings");
  await expect.poll(isSeen).toBe(true);
});

test("a checkout says that it does not update itself, and why", async ({ launch }) => {
  const { page } = await launch();
  await openView(page, "settings");
  await page.getByTestId("settings-updates").click();
  await expect(page.getByText("This copy does not update itself")).toBeVisible();
  await expect(page.getByText("It runs from its sources")).toBeVisible();
});
