import type { Page } from "playwright/test";
import type { RunningApp } from "./app.fixture";
import { practiceAccess } from "./practice-access";

/** A user id as Surgery Connect wants it. */
export const someUserId = "00000000-0000-4000-8000-000000000001";

/** A destination for a test. */
export interface TestDestination {
  readonly name: string;
  readonly service: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Saves destinations as the form does; answers their ids in order. */
export async function saveDestinations(
  page: Page,
  destinations: readonly TestDestination[],
): Promise<readonly string[]> {
  return await page.evaluate(async (drafts) => {
    const ids: string[] = [];
    for (const draft of drafts) {
      const saved = await window.bridge.request("destinations:save", { ...draft });
      if (!saved.ok) throw new Error(saved.error.message);
      ids.push(saved.destination.id);
    }
    return ids;
  }, destinations);
}

/** A destination at Practice's own server: all that is sent there arrives. */
export async function practiceRoom(profile: string, name: string): Promise<TestDestination> {
  const { baseUrl, token } = await practiceAccess(profile);
  return {
    name,
    service: "imkit",
    settings: { baseUrl, bucket: "practice", roomID: "design" },
    secrets: { clientKey: "practice", token },
  };
}

/** A destination at an address; what it does there is up to the server. */
export function clinicAt(name: string, baseUrl: string, more: Record<string, string> = {}): TestDestination {
  return {
    name,
    service: "surgery-connect",
    settings: { baseUrl, userId: someUserId, body: "multipart", ...more },
    secrets: { apiKey: "a key" },
  };
}

/** An address where nobody answers (the discard port): uploads wait there and are tried again. */
export const nobody = "http://127.0.0.1:9";

/** Chooses where files go from now on. */
export async function sendTo(page: Page, name: string): Promise<void> {
  await page.getByTestId("send-to").click();
  await page.getByRole("option", { name }).click();
}

/** Gives the window's content another size, CSS pixels. */
export async function resize({ electron }: RunningApp, width: number, height: number): Promise<void> {
  await electron.evaluate(
    ({ BrowserWindow }, size) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.isVisible());
      window?.setContentSize(size.width, size.height);
    },
    { width, height },
  );
}

/** Files that are held over the window. */
export interface HeldFiles {
  over(x: number, y: number): Promise<void>;
  drop(x: number, y: number): Promise<void>;
  /** Leaves the window, as far as the page is told of it. */
  leave(): Promise<void>;
}

/** Holds files over a place of the window; `drop` lets go of them there. Real drag events of the browser. */
export async function holdFiles(page: Page, paths: readonly string[]): Promise<HeldFiles> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const send = async (type: "dragEnter" | "dragOver" | "drop", x: number, y: number): Promise<void> => {
    await session.send("Input.dispatchDragEvent", { type, x, y, data });
  };
  await send("dragEnter", 300, 8);
  await send("dragOver", 300, 8);
  return {
    over: async (x: number, y: number) => await send("dragOver", x, y),
    drop: async (x: number, y: number) => {
      await send("dragOver", x, y);
      await send("drop", x, y);
      await session.detach();
    },
    leave: async () => {
      // The driver's own "dragCancel" tells the page nothing; the system's does this.
      await page.evaluate(() => window.dispatchEvent(new DragEvent("dragleave")));
      await session.detach();
    },
  };
}
