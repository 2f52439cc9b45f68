import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { dropPaths, expect, openView, rowOf, test } from "./app.fixture";

const card = (page: Page, name: string) => page.getByTestId("destination-card").filter({ hasText: name });

/** A service that takes nothing for a while. */
async function startBusyServer(): Promise<{ server: Server; baseUrl: string }> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(429, { "retry-after": "300", "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { server, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Sends a file to a destination named Clinic that takes nothing for a while. */
async function sendToBusyClinic(page: Page, baseUrl: string, path: string): Promise<void> {
  await writeFile(path, "patient");
  await page.evaluate(async (url) => {
    await window.bridge.request("destinations:save", {
      name: "Clinic",
      service: "surgery-connect",
      settings: { baseUrl: url, userId: "00000000-0000-4000-8000-000000000001" },
      secrets: { apiKey: "key" },
    });
  }, baseUrl);
  await openView(page, "queue");
  await page.getByTestId("send-to").click();
  await page.getByRole("option", { name: "Clinic" }).click();
  await dropPaths(page, [path]);
  await expect(rowOf(page, "letter.txt")).toBeVisible();
  await openView(page, "destinations");
  await expect(card(page, "Clinic").getByTestId("destination-state")).toHaveAttribute(
    "data-state",
    "rate-limit",
  );
}

async function askToRemove(page: Page): Promise<void> {
  await card(page, "Clinic").getByTestId("destination-menu").click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await expect(page.getByTestId("remove-question")).toContainText("1 upload is not finished");
}

test("a card says that the server asked for a pause, and until when", async ({ launch, folder }) => {
  const { server, baseUrl } = await startBusyServer();
  const { page } = await launch();
  await sendToBusyClinic(page, baseUrl, join(folder, "letter.txt"));
  await expect(card(page, "Clinic")).toContainText(/Paused by the server\s*\d:\d\d/);
  await expect(card(page, "Practice").getByTestId("destination-state")).toHaveAttribute(
    "data-state",
    "ready",
  );
  server.close();
});

test("a destination with unfinished uploads is removed when they are canceled", async ({
  launch,
  folder,
}) => {
  const { server, baseUrl } = await startBusyServer();
  const { page } = await launch();
  await sendToBusyClinic(page, baseUrl, join(folder, "letter.txt"));
  await askToRemove(page);
  await page.getByTestId("confirm").click();
  await expect(card(page, "Clinic")).toHaveCount(0);
  await openView(page, "history");
  await expect(rowOf(page, "letter.txt")).toHaveAttribute("data-state", "canceled");
  server.close();
});

test("or when they are sent to another destination instead", async ({ launch, folder }) => {
  const { server, baseUrl } = await startBusyServer();
  const { page } = await launch();
  await sendToBusyClinic(page, baseUrl, join(folder, "letter.txt"));
  await askToRemove(page);
  await page.getByTestId("unfinished-fate").getByRole("button").click();
  await page.getByRole("option", { name: "Send them to Practice" }).click();
  await page.getByTestId("confirm").click();
  await expect(card(page, "Clinic")).toHaveCount(0);
  await openView(page, "history");
  await expect(rowOf(page, "letter.txt")).toHaveAttribute("data-state", "completed");
  await expect(rowOf(page, "letter.txt")).toContainText("Practice");
  server.close();
});
