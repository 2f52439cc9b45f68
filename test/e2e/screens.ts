import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { dropPaths, expect, openView, type RunningApp, rowOf } from "./app.fixture";
import { photo } from "./photo";
import { practiceAccess } from "./practice-access";
import { clinicAt, nobody, saveDestinations, sendTo } from "./window";

/** A state of the window that every general test looks at. */
export interface Screen {
  readonly name: string;
  /** Brings it about, from wherever the window is, and waits until it is there. */
  readonly open: (page: Page) => Promise<void>;
  /** Closes what lies over the window. */
  readonly close?: (page: Page) => Promise<void>;
}

const closeTop = async (page: Page): Promise<void> => {
  await page.keyboard.press("Escape");
  await expect(page.locator(".sheet, .popover")).toHaveCount(0);
};

/** The receipt lies beside the list, or over it in a small window. */
const closeReceipt = async (page: Page): Promise<void> => {
  const panel = page.getByTestId("detail-close");
  if (await panel.isVisible()) await panel.click();
  else await closeTop(page);
  await expect(page.getByTestId("detail-panel")).toHaveCount(0);
};

async function openReceipt(page: Page, view: "queue" | "history", name: string): Promise<void> {
  await openView(page, view);
  await rowOf(page, name).locator(".row__words").click();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("detail-panel")).toContainText(name);
}

const settingsParts = [
  "general",
  "desktop",
  "folders",
  "transfers",
  "links",
  "network",
  "history",
  "keyboard",
  "diagnostics",
  "about",
];

async function openForm(page: Page, service: string): Promise<void> {
  await openView(page, "destinations");
  await page.getByTestId("add-destination").click();
  await page.getByTestId(`service-${service}`).click();
  await expect(page.getByTestId("field-name")).toBeVisible();
}

/** Every screen of the window, with what may lie over it. */
export const screens: readonly Screen[] = [
  {
    name: "queue",
    open: async (page) => {
      await openView(page, "queue");
      await expect(page.getByRole("row").first()).toBeVisible();
    },
  },
  {
    name: "row menu",
    open: async (page) => {
      await openView(page, "queue");
      await rowOf(page, "letter.txt").locator(".row__words").click({ button: "right" });
      await expect(page.getByRole("menu")).toBeVisible();
    },
    close: closeTop,
  },
  {
    name: "receipt of a failure",
    open: (page) => openReceipt(page, "queue", "letter.txt"),
    close: closeReceipt,
  },
  {
    name: "history",
    open: async (page) => {
      await openView(page, "history");
      await expect(rowOf(page, "Harbour.png")).toBeVisible();
    },
  },
  {
    name: "receipt",
    open: (page) => openReceipt(page, "history", "Harbour.png"),
    close: closeReceipt,
  },
  {
    name: "history as pictures",
    open: async (page) => {
      await openView(page, "history");
      await page.getByTestId("history-layout").click();
      await expect(page.locator(".history-grid")).toBeVisible();
    },
    close: async (page) => {
      await page.getByTestId("history-layout").click();
    },
  },
  {
    name: "export",
    open: async (page) => {
      await openView(page, "history");
      await page.getByTestId("history-export").click();
      await expect(page.getByTestId("export-sheet")).toBeVisible();
    },
    close: closeTop,
  },
  {
    name: "destinations",
    open: async (page) => {
      await openView(page, "destinations");
      await expect(page.getByTestId("destination-card").first()).toBeVisible();
    },
  },
  {
    name: "destination menu",
    open: async (page) => {
      await openView(page, "destinations");
      await page.getByTestId("destination-menu").last().click();
      await expect(page.getByRole("menu")).toBeVisible();
    },
    close: closeTop,
  },
  {
    name: "service picker",
    open: async (page) => {
      await openView(page, "destinations");
      await page.getByTestId("add-destination").click();
      await expect(page.getByTestId("service-imkit")).toBeVisible();
    },
    close: closeTop,
  },
  ...["imkit", "rocket-chat", "capillary", "surgery-connect", "easemob"].map((service) => ({
    name: `form of ${service}`,
    open: async (page: Page) => {
      await openForm(page, service);
      await page.locator("details.form-section summary").click();
    },
    close: closeTop,
  })),
  {
    name: "form with errors",
    open: async (page) => {
      await openForm(page, "surgery-connect");
      await page.getByTestId("save-destination").click();
      await expect(page.locator(".field__error").first()).toBeVisible();
    },
    close: closeTop,
  },
  {
    name: "question",
    open: async (page) => {
      await openView(page, "destinations");
      await page.getByTestId("destination-menu").last().click();
      await page.getByRole("menuitem").last().click();
      await expect(page.getByTestId("remove-question")).toBeVisible();
    },
    close: closeTop,
  },
  ...settingsParts.map((part) => ({
    name: `settings: ${part}`,
    open: async (page: Page) => {
      await openView(page, "settings");
      await page.getByTestId(`settings-${part}`).click();
    },
  })),
  {
    name: "keys",
    open: async (page) => {
      await page.getByTestId("view-settings").focus();
      await page.keyboard.press("?");
      await expect(page.getByTestId("keys-sheet")).toBeVisible();
    },
    close: closeTop,
  },
];

/** A server that takes every file and answers nothing, until `close`. */
async function startDeafServer(): Promise<{ readonly baseUrl: string; close(): void }> {
  const server = createServer((request) => {
    request.resume();
    request.on("end", () => request.socket.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/**
 * Fills a profile so that every screen has something to show: several destinations, a delivered file, and in the queue one
 * that failed, one that may have arrived, one that waits, one that is paused.
 */
export async function fillProfile({ page }: RunningApp, folder: string, profile: string): Promise<void> {
  const { baseUrl, token } = await practiceAccess(profile);
  await page.evaluate(
    async ({ baseUrl, token }) => {
      const save = window.bridge.request;
      await save("destinations:save", {
        name: "Design room",
        service: "imkit",
        settings: { baseUrl, bucket: "practice", roomID: "design" },
        secrets: { clientKey: "practice", token },
        appearance: { colour: "violet", icon: "chat" },
      });
      await save("destinations:save", {
        name: "Clinic",
        service: "surgery-connect",
        settings: { baseUrl, userId: "00000000-0000-4000-8000-000000000001" },
        secrets: { apiKey: "a wrong key" },
        appearance: { colour: "teal", icon: null },
      });
    },
    { baseUrl, token },
  );
  await writeFile(join(folder, "Harbour.png"), photo(400, 300));
  await writeFile(join(folder, "letter.txt"), "Dear Sir or Madam");
  await dropPaths(page, [join(folder, "Harbour.png")]);
  await openView(page, "history");
  await expect(rowOf(page, "Harbour.png")).toHaveAttribute("data-state", "completed");
  await page.getByTestId("detail-close").click();
  await openView(page, "queue");
  await page.getByTestId("send-to").click();
  await page.getByRole("option", { name: "Clinic" }).click();
  await dropPaths(page, [join(folder, "letter.txt")]);
  await expect(rowOf(page, "letter.txt")).toHaveAttribute("data-state", /failed|waiting/);
  const deaf = await startDeafServer();
  await saveDestinations(page, [clinicAt("Surgery north", deaf.baseUrl), clinicAt("Surgery south", nobody)]);
  for (const [name, to, state] of [
    ["scan.txt", "Surgery north", "unconfirmed"],
    ["notes.txt", "Surgery south", "waiting"],
    ["plan.txt", "Surgery south", "waiting"],
  ] as const) {
    await writeFile(join(folder, name), name);
    await sendTo(page, to);
    await dropPaths(page, [join(folder, name)]);
    await expect(rowOf(page, name)).toHaveAttribute("data-state", state);
  }
  deaf.close();
  await rowOf(page, "plan.txt").getByTestId("action-pause").click();
  await expect(rowOf(page, "plan.txt")).toHaveAttribute("data-state", "paused");
}

/** Walks all screens, calling back in each. */
export async function walkScreens(
  page: Page,
  look: (screen: Screen) => Promise<void>,
  which: (screen: Screen) => boolean = () => true,
): Promise<void> {
  for (const screen of screens.filter(which)) {
    await screen.open(page);
    await look(screen);
    await screen.close?.(page);
  }
}
