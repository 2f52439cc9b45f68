import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type UploadErrorCode, uploadError } from "../../electron/shared/upload-error";
import { dropPaths, expect, openView, rowOf, test } from "./app.fixture";
import { type SeededUpload, seedProfile } from "./seeded-profile";
import { clinicAt, practiceRoom, saveDestinations, sendTo } from "./window";

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

/** What a failure of each kind offers first, to a service that is asked for a room and to one that is not. */
const offers: readonly (readonly [
  code: UploadErrorCode,
  to: SeededUpload["to"],
  action: string,
  /** The field that is under the cursor then. */
  field: string | null,
])[] = [
  ["auth", "Design room", "open-destination", "token"],
  ["forbidden", "Design room", "choose-target", "room"],
  ["target-not-found", "Design room", "choose-target", "room"],
  ["target-not-found", "Rewards", "open-destination", null],
  ["invalid-field", "Design room", "choose-target", "room"],
  ["too-large", "Chat", "move-to", null],
  ["type-refused", "Chat", "move-to", null],
  ["rate-limited", "Chat", "retry", null],
  ["quota-exceeded", "Chat", "retry", null],
  ["server-busy", "Chat", "retry", null],
  ["server-error", "Chat", "retry", null],
  ["network", "Chat", "open-destination", "baseUrl"],
  ["tls", "Chat", "open-destination", "caCertificate"],
  ["proxy", "Chat", "open-destination", "proxy"],
  ["redirect-refused", "Chat", "open-destination", "baseUrl"],
  ["endpoint-gone", "Chat", "open-destination", "baseUrl"],
  ["bad-response", "Chat", "open-destination", "baseUrl"],
  ["receipt-mismatch", "Chat", "retry", null],
  ["file-missing", "Chat", "locate", null],
  ["file-changed", "Chat", "retry", null],
  ["file-unreadable", "Chat", "locate", null],
  ["not-a-file", "Chat", "locate", null],
  ["empty-name", "Chat", "locate", null],
  ["storage-full", "Chat", "retry", null],
  ["config", "Chat", "open-destination", null],
];

test("every kind of failure says what happened and what to do, and its first button leads there", async ({
  launch,
  profile,
  folder,
}) => {
  test.setTimeout(180_000);
  const rows = offers.map(([code, to, action, field], index) => ({
    ...{ code, action, field, name: `${String(index + 1).padStart(2, "0")} ${code}.txt` },
    seeded: {
      ...{ name: `${String(index + 1).padStart(2, "0")} ${code}.txt`, to, contentType: "text/plain" },
      state: { kind: "failed", error: uploadError(code) },
    } satisfies SeededUpload,
  }));
  await seedProfile(
    profile,
    folder,
    rows.map(({ seeded }) => seeded),
  );
  const app = await launch();
  const { page } = app;
  await app.electron.evaluate(({ dialog }) => {
    Object.assign(dialog, { showOpenDialog: async () => ({ canceled: true, filePaths: [] }) });
  });
  await page.getByTestId("queue-list").focus();
  await page.keyboard.press("Home");
  for (const { code, action, field, name } of rows) {
    const row = rowOf(page, name);
    await expect(row, code).toBeVisible();
    const { message, hint } = uploadError(code);
    await expect(row.getByTestId("row-error"), code).toHaveText(`${message} ${hint}`);
    const first = row.locator(".trouble__actions button").first();
    await expect(first, code).toHaveAttribute("data-testid", `action-${action}`);
    if (action !== "retry" && action !== "locate") {
      await first.click();
      if (action === "move-to") await expect(page.getByRole("menuitem", { name: "Rewards" })).toBeVisible();
      else if (action === "choose-target") await expect(page.getByTestId("intake-sheet")).toBeVisible();
      else await expect(page.getByTestId("destination-sheet"), code).toBeVisible();
      if (field !== null) await expect(page.getByTestId(`field-${field}`), code).toBeFocused();
      await page.keyboard.press("Escape");
      await expect(page.locator(".sheet, .popover")).toHaveCount(0);
    }
    await page.getByTestId("queue-list").focus();
    await page.keyboard.press("ArrowDown");
  }
});

test("a failed upload is sent elsewhere from its own button", async ({ launch, profile, folder }) => {
  await seedProfile(profile, folder, [
    {
      ...{ name: "film.mov", to: "Chat", contentType: "video/quicktime" },
      state: { kind: "failed", error: uploadError("too-large") },
    },
  ]);
  const { page } = await launch();
  await rowOf(page, "film.mov").getByTestId("action-move-to").click();
  // It opens where it was asked for.
  const [button, menu] = await Promise.all([
    rowOf(page, "film.mov").getByTestId("action-move-to").boundingBox(),
    page.getByRole("menu").boundingBox(),
  ]);
  expect(Math.abs((menu?.x ?? 0) - (button?.x ?? 0))).toBeLessThan(240);
  expect((menu?.y ?? 0) - (button?.y ?? 0)).toBeLessThan(80);
  await expect(page.getByRole("menuitem", { name: "Chat" })).toHaveCount(0);
  await page.getByRole("menuitem", { name: "Surgery north" }).click();
  await expect(page.getByTestId("notice")).toContainText("1 upload now goes to Surgery north");
  await expect(rowOf(page, "film.mov")).toContainText("Surgery north");
});

test("a wrong token is replaced from the row that met it", async ({ launch, profile, folder }) => {
  const { page } = await launch();
  const room = await practiceRoom(profile, "Design");
  await saveDestinations(page, [{ ...room, secrets: { ...room.secrets, token: "not the token" } }]);
  await writeFile(join(folder, "one.txt"), "one");
  await sendTo(page, "Design");
  await dropPaths(page, [join(folder, "one.txt")]);
  await expect(rowOf(page, "one.txt").getByTestId("action-open-destination")).toHaveText(
    "Replace Client token",
  );
  await rowOf(page, "one.txt").getByTestId("action-open-destination").click();
  await expect(page.getByTestId("field-token")).toBeFocused();
  await page.getByTestId("field-token").fill(room.secrets["token"] ?? "");
  await page.getByTestId("save-destination").click();
  await expect(page.getByTestId("queue-empty")).toBeVisible();
  await openView(page, "history");
  await expect(rowOf(page, "one.txt")).toHaveAttribute("data-state", "completed");
});

test("a secret that is missing is asked for where it belongs", async ({ launch, profile, folder }) => {
  await seedProfile(profile, folder, [
    { ...{ name: "two.txt", to: "Surgery north", contentType: "text/plain" }, state: { kind: "paused" } },
  ]);
  const { page } = await launch();
  await rowOf(page, "two.txt").getByTestId("action-resume").click();
  await expect(rowOf(page, "two.txt")).toHaveAttribute("data-state", "failed");
  await expect(rowOf(page, "two.txt").getByTestId("row-error")).toContainText("missing");
  await rowOf(page, "two.txt").getByTestId("action-open-destination").click();
  await expect(page.getByTestId("field-apiKey")).toBeFocused();
});

test("a file that changed is sent as it is now, and what may have arrived is decided in its row", async ({
  launch,
  profile,
  folder,
}) => {
  await seedProfile(profile, folder, [
    {
      ...{ name: "changed.txt", to: "Rewards", contentType: "text/plain" },
      state: { kind: "failed", error: uploadError("file-changed") },
    },
    ...["arrived.txt", "again.txt"].map(
      (name): SeededUpload => ({
        ...{ name, to: "Rewards", contentType: "text/plain" },
        state: { kind: "unconfirmed", error: uploadError("outcome-unknown") },
      }),
    ),
  ]);
  await writeFile(join(folder, "changed.txt"), "as it is now");
  const { page } = await launch();
  const changed = rowOf(page, "changed.txt");
  await expect(changed.getByTestId("action-retry")).toHaveText("Send as it is now");
  await changed.getByTestId("action-retry").click();
  // Rewards has no token: that is what stops it now.
  await expect(changed.getByTestId("row-error")).not.toHaveAttribute("data-code", "file-changed");
  await rowOf(page, "arrived.txt").getByTestId("action-resolve-arrived").click();
  await expect(rowOf(page, "arrived.txt")).toHaveCount(0);
  await rowOf(page, "again.txt").getByTestId("action-resolve-resend").click();
  await expect(rowOf(page, "again.txt")).not.toHaveAttribute("data-state", "unconfirmed");
});
