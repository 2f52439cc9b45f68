import type { Page } from "playwright/test";

/** Adds a destination "Silent" for such a server, and sends there from now on. */
export async function sendToSilent(
  page: Page,
  port: number,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const userId = "00000000-0000-4000-8000-000000000001";
  const settings = { baseUrl: `http://127.0.0.1:${port}`, userId, ...more };
  await page.evaluate(async (given) => {
    await window.bridge.request("destinations:save", {
      name: "Silent",
      service: "surgery-connect",
      settings: given,
      secrets: { apiKey: "key" },
    });
  }, settings);
  await page.getByTestId("send-to").click();
  await page.getByRole("option", { name: "Silent" }).click();
}
