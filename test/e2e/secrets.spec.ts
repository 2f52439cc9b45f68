import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { expect, openView, test } from "./app.fixture";
import { type Keyring, missingProgram, startKeyring } from "./keyring";
import { practiceAccess } from "./practice-access";

/** Files of a folder, at any depth, that contain these bytes in the clear, in Base64 or in UTF-16. */
async function filesWith(folder: string, secret: string): Promise<readonly string[]> {
  const forms = [
    Buffer.from(secret),
    Buffer.from(Buffer.from(secret).toString("base64")),
    Buffer.from(secret, "utf16le"),
  ];
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    if (forms.some((form) => bytes.includes(form))) found.push(path);
  }
  return found;
}

/** Saves a destination that leads to this profile's Practice server and answers its id. */
async function saveDestination(page: Page, profile: string, apiKey: string): Promise<string> {
  const { baseUrl } = await practiceAccess(profile);
  const saved = await page.evaluate(
    async ([url = "", key = ""]) => {
      return await window.bridge.request("destinations:save", {
        name: "Clinic",
        service: "surgery-connect",
        settings: { baseUrl: url, userId: "00000000-0000-4000-8000-000000000001" },
        secrets: { apiKey: key },
      });
    },
    [baseUrl, apiKey],
  );
  if (!saved.ok) throw new Error(saved.error.message);
  return saved.destination.id;
}

const sourceOfKey = async (page: Page) =>
  await page.evaluate(async () => {
    const destinations = await window.bridge.request("destinations:list", undefined);
    return destinations.find(({ name }) => name === "Clinic")?.secrets["apiKey"]?.kind ?? null;
  });

test("without a keyring the window says so, and secrets end with the program", async ({
  launch,
  profile,
}) => {
  const switches = ["--password-store=basic"];
  const secret = "canary-3f9c2b7a51d0";
  const first = await launch({ switches });
  await openView(first.page, "destinations");
  await expect(first.page.getByTestId("keyring-warning")).toContainText("no keyring");
  await saveDestination(first.page, profile, secret);
  expect(await sourceOfKey(first.page)).toBe("session");
  await first.quit();
  expect(await filesWith(profile, secret)).toEqual([]);

  const second = await launch({ switches });
  await openView(second.page, "destinations");
  const card = second.page.getByTestId("destination-card").filter({ hasText: "Clinic" });
  await card.getByTestId("test-destination").click();
  await expect(card.getByTestId("test-result")).toHaveAttribute("data-ok", "false");
});

test.describe("with a keyring", () => {
  const missing = missingProgram();
  test.skip(
    missing !== null,
    `${missing} is not installed; install dbus and gnome-keyring to run this test.`,
  );
  let keyring: Keyring | null = null;
  test.afterEach(async () => await keyring?.stop());

  test("S-15 a secret survives a restart and is in no file in the clear", async ({
    launch,
    folder,
    profile,
  }) => {
    keyring = await startKeyring(join(folder, "keyring"));
    const options = { switches: ["--password-store=gnome-libsecret"], environment: keyring.environment };
    const first = await launch(options);
    await openView(first.page, "destinations");
    await expect(first.page.getByTestId("add-destination")).toBeVisible();
    await expect(first.page.getByTestId("keyring-warning")).toHaveCount(0);
    const { token } = await practiceAccess(profile);
    await saveDestination(first.page, profile, token);
    expect(await sourceOfKey(first.page)).toBe("stored");
    await first.quit();

    const second = await launch(options);
    expect(await sourceOfKey(second.page)).toBe("stored");
    await openView(second.page, "destinations");
    const card = second.page.getByTestId("destination-card").filter({ hasText: "Clinic" });
    await card.getByTestId("test-destination").click();
    await expect(card.getByTestId("test-result")).toHaveAttribute("data-ok", "true");
    await second.quit();
    // Practice's own note holds the same token, on purpose: it opens nothing but this computer's Practice server.
    const elsewhere = (await filesWith(profile, token)).filter((path) => !path.endsWith("practice.json"));
    expect(elsewhere).toEqual([]);
  });

  test("P9: a keyring that is gone at the next start: the secret is asked for, and is there again with the keyring", async ({
    launch,
    folder,
    profile,
  }) => {
    keyring = await startKeyring(join(folder, "keyring"));
    const options = { switches: ["--password-store=gnome-libsecret"], environment: keyring.environment };
    const first = await launch(options);
    const { token } = await practiceAccess(profile);
    await saveDestination(first.page, profile, token);
    expect(await sourceOfKey(first.page)).toBe("stored");
    await first.quit();

    const second = await launch({ switches: ["--password-store=basic"] });
    await openView(second.page, "destinations");
    await expect(second.page.getByTestId("keyring-warning")).toBeVisible();
    const lost = second.page.getByTestId("destination-card").filter({ hasText: "Clinic" });
    await lost.getByTestId("test-destination").click();
    await expect(lost.getByTestId("test-result")).toHaveAttribute("data-ok", "false");
    await expect(lost.getByTestId("test-result")).toContainText("is not at hand");
    await second.quit();
    const elsewhere = (await filesWith(profile, token)).filter((path) => !path.endsWith("practice.json"));
    expect(elsewhere).toEqual([]);

    const third = await launch(options);
    await openView(third.page, "destinations");
    const found = third.page.getByTestId("destination-card").filter({ hasText: "Clinic" });
    await found.getByTestId("test-destination").click();
    await expect(found.getByTestId("test-result")).toHaveAttribute("data-ok", "true");
    await third.quit();
  });
});
