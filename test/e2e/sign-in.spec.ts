import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { dropPaths, expect, openView, rowOf, test } from "./app.fixture";

const userId = "00000000-0000-4000-8000-000000000001";

/** A Surgery Connect server that takes one key alone. */
async function startClinic(key: string): Promise<{ server: Server; baseUrl: string; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on("end", () => {
      const given = request.headers.authorization ?? "";
      seen.push(given);
      if (given !== `Bearer ${key}`) {
        response.writeHead(401).end();
        return;
      }
      const id = `00000000-0000-4000-8000-${String(seen.length).padStart(12, "0")}`;
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(JSON.stringify([{ id, originalName: null, size: null, expiresAt: null, bytes }]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, seen, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function addClinic(page: Page, baseUrl: string): Promise<void> {
  await page.evaluate(
    async ([url, user]) => {
      await window.bridge.request("destinations:save", {
        name: "Clinic",
        service: "surgery-connect",
        settings: { baseUrl: url ?? "", userId: user ?? "", body: "multipart", concurrency: "1" },
        secrets: { apiKey: "an old key" },
      });
    },
    [baseUrl, userId],
  );
}

test("refused credentials make one prompt for the destination; the new key sends everything", async ({
  launch,
  folder,
}) => {
  const { server, baseUrl, seen } = await startClinic("the new key");
  const { page } = await launch();
  await addClinic(page, baseUrl);
  const paths = ["one.txt", "two.txt", "three.txt"].map((name) => join(folder, name));
  for (const path of paths) await writeFile(path, path);
  await page.getByTestId("send-to").click();
  await page.getByRole("option", { name: /Clinic/ }).click();
  await dropPaths(page, paths);

  const notice = page.getByTestId("sign-in-notice");
  await expect(notice).toHaveCount(1);
  await expect(notice).toContainText("Sign-in for “Clinic” was refused");
  await expect(notice).toContainText("3 uploads are held up.");
  expect(seen).toHaveLength(1);
  // What waits behind it does not ask again.
  await expect(page.getByTestId("replace-secret")).toHaveCount(1);
  await openView(page, "history");
  await expect(notice).toBeVisible();

  await notice.getByTestId("replace-secret").click();
  const sheet = page.getByTestId("destination-sheet");
  const key = sheet.getByRole("textbox", { name: /API key/ });
  await expect(key).toBeFocused();
  await key.fill("the new key");
  await page.getByTestId("save-destination").click();
  await expect(notice).toHaveCount(0);
  for (const name of ["one.txt", "two.txt", "three.txt"]) {
    await expect(rowOf(page, name).getByTestId("row-verified")).toBeVisible();
  }
  await expect(rowOf(page, "one.txt")).toContainText("link needs the key");
  server.closeAllConnections();
  server.close();
});

test("a destination's card says when its token ends", async ({ launch }) => {
  const { page } = await launch();
  const endsAtSeconds = Math.floor(Date.now() / 1000) + 58 * 24 * 60 * 60 - 60;
  const claims = Buffer.from(JSON.stringify({ exp: endsAtSeconds })).toString("base64url");
  await page.evaluate(async (token) => {
    await window.bridge.request("destinations:save", {
      name: "Chat files",
      service: "easemob",
      settings: { baseUrl: "http://127.0.0.1:9", org: "o", app: "a" },
      secrets: { token },
    });
  }, `head.${claims}.signature`);
  await openView(page, "destinations");
  const card = page.getByTestId("destination-card").filter({ hasText: "Chat files" });
  await expect(card.getByTestId("token-end")).toHaveText("Token ends in 58 days");
  const practice = page.getByTestId("destination-card").filter({ hasText: "Practice" });
  await expect(practice.getByTestId("token-end")).toHaveCount(0);
});
