import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { mask } from "../../electron/shared/link-mask";
import { uploadError } from "../../electron/shared/upload-error";
import { expectAccessible } from "./accessibility";
import { dropPaths, expect, openView, readClipboard, rowOf, test } from "./app.fixture";
import { photo } from "./photo";
import { answerSaveDialog } from "./save-dialog";
import { openProfile, type SeededUpload, seedProfile } from "./seeded-profile";

const md5 = "9f2c01ab44de7710c3a95b6ff01ce4d1";
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
const signed = (name: string) =>
  `https://bucket.example/${name}?X-Amz-Expires=3600&X-Amz-Signature=canary-signature`;

/** Opens the receipt of an upload with the keyboard. */
async function openReceipt(page: Page, list: "queue" | "history", name: string) {
  await openView(page, list);
  await rowOf(page, name).locator(".row__words").click();
  await page.getByTestId(`${list}-list`).focus();
  await page.keyboard.press("Enter");
  const panel = page.getByTestId("detail-panel");
  await expect(panel.getByRole("heading", { level: 3 })).toHaveText(name);
  return panel;
}

const delivered: SeededUpload = {
  name: "Ferry at dusk.png",
  to: "Rewards",
  contentType: "image/png",
  receipt: {
    verified: "hash",
    hash: { algorithm: "md5", local: md5, remote: md5 },
    remoteId: "b63",
    storedName: "ferry_at_dusk.png",
    links: [{ url: signed("ferry.png"), expiresAt: inSeconds(1800), opensInBrowser: true }],
    fileExpiresAt: inSeconds(6 * 86_400),
    rawReply: JSON.stringify({ status: "stored", token: "***" }),
  },
};

test("a delivered upload's receipt tells from, to, when, the proof here and there, and every try", async ({
  launch,
  folder,
  profile,
}) => {
  await seedProfile(profile, join(folder, "Desktop"), [delivered]);
  const { page } = await launch();
  const panel = await openReceipt(page, "history", delivered.name);
  await expect(panel.getByTestId("receipt-from")).toContainText("Desktop");
  await expect(panel.getByTestId("receipt-to")).toContainText("RewardsCapillary");
  await expect(panel.getByTestId("receipt-ended")).toContainText("after");
  await expect(panel.getByTestId("receipt-proof")).toContainText("9f2c01…e4d1");
  await expect(panel.getByTestId("receipt-proof").getByRole("row", { name: "bytes" })).toContainText("=");
  await expect(panel.getByTestId("receipt-stored-name")).toContainText("ferry_at_dusk.png");
  await expect(panel.getByTestId("receipt-verdict")).toContainText("Checksum matches");
  await expect(panel.getByTestId("receipt-timeline").getByRole("listitem")).toHaveCount(2);
  await expect(panel.getByTestId("receipt-timeline")).toContainText("The service is busy.");
  await expect(panel.getByTestId("receipt-timeline").locator("[data-outcome=completed]")).toContainText(
    "delivered",
  );
  await panel.getByText("The server’s answer").click();
  await expect(panel.locator(".answer > .answer__text")).toContainText('"status": "stored"');
  expect(await panel.innerText()).not.toContain(folder);
  await expectAccessible(page, "the receipt of a delivered upload");
});

test("the three ends are told apart, and the nearest one is counted down by the second", async ({
  launch,
  folder,
  profile,
}) => {
  await seedProfile(profile, folder, [delivered]);
  const { page } = await launch();
  const panel = await openReceipt(page, "history", delivered.name);
  const countdown = panel.getByTestId("life-link").getByTestId("countdown");
  await expect(countdown).toHaveText(/^29:\d\d left$/);
  const before = await countdown.innerText();
  await expect(countdown).not.toHaveText(before);
  await expect(panel.getByTestId("life-file")).toContainText("kept until");
  await expect(panel.getByTestId("life-file").getByTestId("countdown")).toHaveCount(0);
  await expect(panel.getByTestId("life-access")).toContainText("for anybody who has the link, until it ends");
});

test("a link's signature is masked until it is asked for, and copied whole all the same", async ({
  launch,
  folder,
  profile,
}) => {
  await seedProfile(profile, folder, [delivered]);
  const { page, electron } = await launch();
  const panel = await openReceipt(page, "history", delivered.name);
  const link = panel.getByTestId("receipt-link");
  await expect(link).toContainText(`https://bucket.example/ferry.png?${mask}`);
  expect(await page.content()).not.toContain("canary-signature");
  await link.getByTestId("link-copy").click();
  await expect.poll(() => readClipboard(electron)).toBe(signed("ferry.png"));
  await link.getByTestId("link-reveal").click();
  await expect(link).toContainText("canary-signature");
  await link.getByTestId("link-reveal").click();
  await expect(link).not.toContainText("canary-signature");
});

test("links that need more say what, and their secret comes to the page only when it is asked for", async ({
  launch,
  folder,
  profile,
}) => {
  const links = (url: string) => [{ url, expiresAt: null, opensInBrowser: false }];
  await seedProfile(profile, folder, [
    {
      name: "chat.csv",
      to: "Chat",
      contentType: "text/csv",
      secrets: { "share-secret": "canary-share" },
      receipt: { remoteId: "1", links: links("https://a.example/1") },
    },
    {
      name: "plan.pdf",
      to: "Design room",
      contentType: "application/pdf",
      receipt: { remoteId: "2", links: links("https://a.example/2") },
    },
  ]);
  const { page, electron } = await launch();
  const chat = await openReceipt(page, "history", "chat.csv");
  await expect(chat.getByTestId("life-access")).toContainText("needs the key of Chat");
  const secret = chat.getByTestId("receipt-secret");
  await expect(secret).toContainText(`share-secret`);
  expect(await page.content()).not.toContain("canary-share");
  await secret.getByTestId("secret-copy").click();
  await expect.poll(() => readClipboard(electron)).toBe("canary-share");
  expect(await page.content()).not.toContain("canary-share");
  await secret.getByTestId("secret-reveal").click();
  await expect(secret).toContainText("canary-share");
  await page.getByTestId("detail-close").click();
  const room = await openReceipt(page, "history", "plan.pdf");
  await expect(room.getByTestId("life-access")).toContainText("only for members of the room");
});

test("an expired link says so and gets a fresh one from the service", async ({ launch, folder, profile }) => {
  await writeFile(join(folder, "sea.png"), photo(64, 40));
  const first = await launch();
  await dropPaths(first.page, [join(folder, "sea.png")]);
  await openView(first.page, "history");
  await expect(rowOf(first.page, "sea.png")).toHaveAttribute("data-state", "completed");
  await first.quit();
  const { store, close } = openProfile(profile);
  const [row] = store.page({ list: "history", search: "", offset: 0, limit: 1 }).rows;
  if (row?.receipt == null) throw new Error("Nothing was delivered.");
  const ended = row.receipt.links.map((link) => ({ ...link, expiresAt: inSeconds(-60) }));
  store.updateReceipt(row.id, { ...row.receipt, links: ended });
  close();
  const { page } = await launch();
  const panel = await openReceipt(page, "history", "sea.png");
  await expect(panel.getByTestId("receipt-expired")).toContainText("This link has ended");
  await expect(panel.getByTestId("expired-download")).toBeVisible();
  await expect(panel.getByTestId("expired-resend")).toBeVisible();
  await expectAccessible(page, "the receipt with an expired link");
  await panel.getByTestId("fresh-link").click();
  await expect(panel.getByTestId("receipt-expired")).toHaveCount(0);
  await expect(panel.getByTestId("life-link").getByTestId("countdown")).toBeVisible();
});

test("a receipt is saved as PDF and as JSON, with nothing in it that opens the link", async ({
  launch,
  folder,
  profile,
}) => {
  await seedProfile(profile, folder, [delivered]);
  const { page, electron } = await launch();
  await openReceipt(page, "history", delivered.name);
  const save = async (kind: "pdf" | "json") => {
    await answerSaveDialog(electron, join(folder, `receipt.${kind}`));
    await page.getByTestId("receipt-menu").click();
    await page.getByTestId(`menu-save-${kind}`).click();
    await expect(page.getByTestId("notice")).toContainText("Receipt saved");
    await page.getByTestId("notice").getByRole("button").click();
    return await readFile(join(folder, `receipt.${kind}`));
  };
  const pdf = await save("pdf");
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  expect(pdf.length).toBeGreaterThan(5_000);
  const json = (await save("json")).toString("utf8");
  expect(JSON.parse(json)).toMatchObject({
    name: delivered.name,
    state: "completed",
    receipt: { verified: "hash" },
  });
  expect(json).not.toContain("canary-signature");
  const answer = page.getByTestId("receipt-answer-paper");
  await expect(answer).toBeHidden();
  await page.emulateMedia({ media: "print" });
  // What is folded on the screen is written out on paper.
  await expect(answer).toBeVisible();
  await expect(answer).toContainText('"status": "stored"');
  await expect(page.getByTestId("history-list")).toBeHidden();
  await expect(page.locator(".side-bar")).toBeHidden();
  await expect(page.getByTestId("receipt-menu")).toBeHidden();
  await expect(page.locator(".hash__whole").first()).toBeVisible();
  await page.emulateMedia({ media: null });
});

test("a checksum that is short enough for the panel stands on the printed paper too", async ({
  launch,
  folder,
  profile,
}) => {
  const hash = { algorithm: "crc32", local: "9f2c33aa", remote: "9f2c33aa" } as const;
  const receipt = { remoteId: "r", hash, verified: "hash" } as const;
  await seedProfile(profile, folder, [
    { name: "short.bin", to: "Rewards", contentType: "application/octet-stream", receipt },
  ]);
  const { page } = await launch();
  await openView(page, "history");
  await rowOf(page, "short.bin").click();
  await page.keyboard.press("Enter");
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".hash").first()).toBeVisible();
  await expect(page.locator(".hash").first()).toHaveText("9f2c33aa");
  await expect(page.locator(".hash__short").first()).toBeVisible();
  await page.emulateMedia({ media: null });
});

test("what failed, may have arrived or waits says what happened, what is awaited, and offers what helps", async ({
  launch,
  folder,
  profile,
}) => {
  const error = uploadError("rate-limited", { httpStatus: 429 });
  const until = Date.now() + 3_600_000;
  await seedProfile(profile, folder, [
    {
      name: "failed.pdf",
      to: "Design room",
      contentType: "application/pdf",
      state: { kind: "failed", error: uploadError("tls") },
    },
    {
      name: "unsure.mov",
      to: "Surgery north",
      contentType: "video/quicktime",
      state: { kind: "unconfirmed", error: uploadError("outcome-unknown") },
    },
    {
      name: "waits.jpg",
      to: "Chat",
      contentType: "image/jpeg",
      state: { kind: "waiting", reason: "rate-limit", until, error },
    },
  ]);
  const { page } = await launch();
  const failed = await openReceipt(page, "queue", "failed.pdf");
  await expect(failed.getByTestId("receipt-error")).toHaveAttribute("data-code", "tls");
  await expect(failed.getByTestId("receipt-timeline").locator("[data-outcome=failed]")).toBeVisible();
  await expectAccessible(page, "the receipt of a failed upload");
  await failed.getByTestId("receipt-open-destination").click();
  await expect(page.getByRole("dialog")).toContainText("Design room");
  await page.keyboard.press("Escape");
  await page.getByTestId("detail-close").click();

  const waits = await openReceipt(page, "queue", "waits.jpg");
  await expect(waits.getByTestId("receipt-now")).toContainText(/Server asks to wait\s*59:\d\d/);
  await expectAccessible(page, "the receipt of a waiting upload");
  await page.getByTestId("detail-close").click();

  const unsure = await openReceipt(page, "queue", "unsure.mov");
  await expect(unsure.getByTestId("receipt-now")).toContainText("May have arrived");
  await expectAccessible(page, "the receipt of an unconfirmed upload");
  await unsure.getByTestId("receipt-resolve-arrived").click();
  await expect(page.getByTestId("receipt-verdict")).toHaveAttribute("data-finding", "word");
});

test("a file that is gone here is said, and not offered to be sent again", async ({
  launch,
  folder,
  profile,
}) => {
  await seedProfile(profile, folder, [delivered]);
  await rm(join(folder, delivered.name));
  const { page } = await launch();
  const panel = await openReceipt(page, "history", delivered.name);
  await expect(panel.getByTestId("receipt-from")).toContainText("not in its place here any more");
  await page.getByTestId("receipt-menu").click();
  await expect(page.getByTestId("menu-save-pdf")).toBeVisible();
  await expect(page.getByTestId("menu-again")).toHaveCount(0);
});
