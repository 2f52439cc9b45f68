import { execFile } from "node:child_process";
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright/test";
import { uploadError } from "../../electron/shared/upload-error";
import { dropPaths, expect, readClipboard, rowOf, test } from "./app.fixture";

/** A port on which nobody listens: it was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Saves a destination at an address where no server is, and sends files there from now on. */
async function useUnreachable(page: Page): Promise<void> {
  const baseUrl = `http://127.0.0.1:${await closedPort()}`;
  const saved = await page.evaluate(async (url) => {
    return await window.bridge.request("destinations:save", {
      name: "Nobody there",
      service: "surgery-connect",
      settings: { baseUrl: url, userId: "00000000-0000-4000-8000-000000000001" },
      secrets: { apiKey: "not-used" },
    });
  }, baseUrl);
  expect(saved.ok).toBe(true);
  await page.getByTestId("send-to").click();
  await page.getByRole("option", { name: "Nobody there" }).click();
}

test("a pipe, a missing file and an empty folder are refused by name, with sentence and hint", async ({
  launch,
  folder,
}) => {
  const { page, electron } = await launch();
  await electron.evaluate(({ clipboard }) => clipboard.writeText("before"));
  const notice = page.getByTestId("notice");

  await promisify(execFile)("mkfifo", [join(folder, "a pipe")]);
  await dropPaths(page, [join(folder, "a pipe")]);
  await expect(notice).toContainText("a pipe");
  await expect(notice).toContainText(uploadError("not-a-file").message);
  await expect(notice).toContainText(uploadError("not-a-file").hint);

  await dropPaths(page, [join(folder, "gone.txt")]);
  await expect(notice).toContainText("gone.txt");
  await expect(notice).toContainText(uploadError("file-missing").message);
  await expect(notice).toContainText(uploadError("file-missing").hint);

  await mkdir(join(folder, "nothing inside"));
  await dropPaths(page, [join(folder, "nothing inside")]);
  await expect(notice).toContainText("nothing inside");
  await expect(page.getByRole("row")).toHaveCount(0);
  expect(await readClipboard(electron)).toBe("before");
});

test("the good file among bad ones is still delivered", async ({ launch, folder }) => {
  await writeFile(join(folder, "good.txt"), "good");
  const { page, electron } = await launch();
  await dropPaths(page, [join(folder, "gone.txt"), join(folder, "good.txt")]);
  await expect(page.getByTestId("notice")).toContainText("gone.txt");
  await expect.poll(() => readClipboard(electron)).toContain("good.txt");
});

test("a server that is not there makes the row wait and say so; a file changed meanwhile is not sent", async ({
  launch,
  folder,
}) => {
  const path = join(folder, "report.txt");
  await writeFile(path, "first version");
  const { page } = await launch();
  await useUnreachable(page);
  await dropPaths(page, [path]);
  const row = rowOf(page, "report.txt");
  await expect(row).toHaveAttribute("data-state", "waiting");
  await expect(row.getByTestId("row-error")).toHaveAttribute("data-code", "network");

  await appendFile(path, ", and a second one");
  // The next try by itself, a few seconds of back-off later, meets the changed file.
  await expect(row).toHaveAttribute("data-state", "failed", { timeout: 40_000 });
  await expect(row.getByTestId("row-error")).toHaveAttribute("data-code", "file-changed");
  await expect(row.getByTestId("row-error")).toContainText(uploadError("file-changed").message);
  await expect(row.getByTestId("row-error")).toContainText(uploadError("file-changed").hint);
});
