import type { Page } from "playwright/test";

/** Adds a destination "Small" that refuses, before anything is sent, whatever is longer than one byte; answers its id. */
export async function addSmall(page: Page): Promise<string> {
  return await page.evaluate(async () => {
    const saved = await window.bridge.request("destinations:save", {
      name: "Small",
      service: "easemob",
      settings: { baseUrl: "http://127.0.0.1:9", org: "o", app: "a", maxSize: "1" },
      secrets: { token: "t" },
    });
    if (!saved.ok) throw new Error(saved.error.message);
    return saved.destination.id;
  });
}
