import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { uploadError } from "../../electron/shared/upload-error";
import { dropPaths, expect, rowOf, test } from "./app.fixture";
import { type SeededUpload, seedProfile } from "./seeded-profile";
import { clinicAt, saveDestinations, sendTo } from "./window";

/** A service that asks for five minutes until it is told to take what comes. */
async function startPacingServer() {
  let takes = false;
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      asked += 1;
      const [status, body] = takes ? [200, [{ id: `file-${asked}` }]] : [429, {}];
      response.writeHead(status, { "retry-after": "300", "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    takeAll: () => {
      takes = true;
    },
    close: () => server.close(),
  };
}

test("a server that asks to wait is asked again at the user's word: from the row, the receipt and the menu", async ({
  launch,
  folder,
}) => {
  const server = await startPacingServer();
  for (const name of ["one.txt", "two.txt"]) await writeFile(join(folder, name), name);
  const { page } = await launch();
  await saveDestinations(page, [clinicAt("Clinic", server.baseUrl, { concurrency: "1" })]);
  await sendTo(page, "Clinic");
  await dropPaths(page, [join(folder, "one.txt"), join(folder, "two.txt")]);
  const one = rowOf(page, "one.txt");
  await expect(one).toContainText(/Server asks to wait\s*[45]:\d\d/);
  await expect(rowOf(page, "two.txt")).toContainText(/Server asks to wait\s*[45]:\d\d/);
  expect(server.asked()).toBe(1);

  await one.getByTestId("action-retry").click();
  await expect.poll(() => server.asked()).toBe(2);
  await expect(one).toContainText(/Server asks to wait\s*[45]:\d\d/);

  await one.locator(".row__words").click();
  await page.keyboard.press("Enter");
  await page.getByTestId("receipt-retry").click();
  await expect.poll(() => server.asked()).toBe(3);
  await page.getByTestId("detail-close").click();

  // The second one was never refused itself: the wait of its destination is what ends.
  await expect(rowOf(page, "two.txt")).toContainText("Server asks to wait");
  server.takeAll();
  await rowOf(page, "two.txt").locator(".row__words").click({ button: "right" });
  await page.getByTestId("menu-retry").click();
  await expect(rowOf(page, "two.txt")).toHaveCount(0);
  await one.getByTestId("action-retry").click();
  await expect(page.getByTestId("queue-empty")).toBeVisible();
  server.close();
});

test("a file that was moved is located: from the row, the menu and the receipt, and its new size is told", async ({
  launch,
  profile,
  folder,
}) => {
  const gone = (name: string): SeededUpload => ({
    ...{ name, to: "Design room", contentType: "text/plain", isMissing: true },
    state: { kind: "failed", error: uploadError("file-missing") },
  });
  await seedProfile(profile, folder, [gone("one.txt"), gone("two.txt"), gone("three.txt")]);
  const { electron, page } = await launch();
  const answerWith = async (path: string | null): Promise<void> =>
    await electron.evaluate(({ dialog }, chosen) => {
      const answer = { canceled: chosen === null, filePaths: chosen === null ? [] : [chosen] };
      Object.assign(dialog, { showOpenDialog: async () => answer });
    }, path);
  const help = rowOf(page, "one.txt").getByTestId("action-locate");
  await expect(rowOf(page, "one.txt").getByTestId("row-error")).toContainText("locate it where it is now");

  // Thought better of it, then a folder: the row stays as it is.
  await answerWith(null);
  await help.click();
  await answerWith(folder);
  await help.click();
  await expect(page.getByTestId("notice")).toContainText("This is not a regular file.");
  await expect(rowOf(page, "one.txt")).toHaveAttribute("data-state", "failed");

  // The destination has no token: that is what the upload fails for now, and no longer for its file.
  await answerWith(join(folder, "one.txt"));
  await help.click();
  await expect(page.getByTestId("notice")).toContainText("one.txt is sent from where it is now");
  await expect(rowOf(page, "one.txt").getByTestId("action-locate")).toHaveCount(0);

  await writeFile(join(folder, "two as found.md"), "# Two");
  await answerWith(join(folder, "two as found.md"));
  await rowOf(page, "two.txt").locator(".row__words").click({ button: "right" });
  await page.getByTestId("menu-locate").click();
  await expect(page.getByTestId("notice")).toContainText(
    "two as found.md is sent as it is now, with 5 bytes. When it was added, it had 41,300.",
  );
  await expect(rowOf(page, "two as found.md").getByTestId("action-locate")).toHaveCount(0);

  await answerWith(join(folder, "three.txt"));
  await rowOf(page, "three.txt").locator(".row__words").click();
  await page.keyboard.press("Enter");
  await page.getByTestId("receipt-locate").click();
  await expect(page.getByTestId("receipt-locate")).toHaveCount(0);
  await expect(page.getByTestId("notice")).toContainText("three.txt is sent from where it is now");
});
