import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { rawReplyOf } from "../../electron/engine/services/replies";
import { KeyFileVault } from "../../electron/engine/store/key-file-vault";
import { SqliteUploadStore } from "../../electron/engine/store/upload-store";
import { csvLine } from "../../electron/main/export-rows";
import { safeLink } from "../../electron/main/links";
import { toUploadView } from "../../electron/main/upload-view";
import { mask } from "../../electron/shared/link-mask";
import type { Receipt } from "../../electron/shared/upload";
import { addedAt, newUpload, openStore, receipt } from "../unit/engine/store/store-fixture";

const canary = "c4naryS1gnature0123456789";
const signed = `https://files.example/9?X-Amz-Expires=900&X-Amz-Signature=${canary}`;
const withSigned: Receipt = {
  ...receipt,
  links: [
    { url: "https://files.example/plain", expiresAt: null, opensInBrowser: false },
    { url: signed, expiresAt: "2100-01-01T00:00:00.000Z", opensInBrowser: true },
  ],
};

/** Completes an upload with a signed link and one secret of the service. */
function complete(store: SqliteUploadStore): string {
  const [id = ""] = store.insert([newUpload("photo.png")], addedAt);
  store.setState(id, { kind: "preparing" });
  store.setState(id, { kind: "uploading" });
  store.complete(id, withSigned, { "share-secret": "of the service" });
  return id;
}

async function bytesOf(folder: string): Promise<string> {
  const files = await readdir(folder);
  const contents = await Promise.all(files.map(async (name) => await readFile(join(folder, name), "latin1")));
  return contents.join("\n");
}

it("S-31 a link that opens to whoever holds it is sealed in the records, and whole for who may have it", async () => {
  const { folder, store } = openStore();
  const id = complete(store);
  expect(store.get(id)?.receipt?.links.map(({ url }) => url)).toEqual([
    "https://files.example/plain",
    signed,
  ]);
  const page = store.page({ list: "history", search: "", offset: 0, limit: 10 });
  expect(page.rows[0]?.receipt?.links[1]?.url).toBe(signed);
  expect(store.receiptSecrets(id)).toEqual({ "share-secret": "of the service" });
  const written = await bytesOf(folder);
  expect(written).toContain("https://files.example/plain");
  expect(written).not.toContain(canary);
});

it("S-31 a page that shows links masked unseals none", () => {
  const { store, vault } = openStore();
  complete(store);
  const list = { list: "history", search: "", offset: 0, limit: 10 } as const;
  const whole = store.page(list).rows.map(toUploadView);
  const open = vi.spyOn(vault, "open");
  const masked = store.page({ ...list, masked: true }).rows;
  expect(masked[0]?.receipt?.links[1]?.url).toContain(mask);
  expect(masked.map(toUploadView)).toEqual(whole);
  expect(open).not.toHaveBeenCalled();
});

it("S-31 fresh links take the old ones' place, sealed like them, and the service's secrets stay", async () => {
  const { folder, store } = openStore();
  const id = complete(store);
  const fresh = signed.replace(canary, `fresh${canary}`);
  const links = [{ url: fresh, expiresAt: null, opensInBrowser: true }];
  expect(store.updateReceipt(id, { ...withSigned, links }).receipt?.links).toEqual(links);
  expect(store.receiptSecrets(id)).toEqual({ "share-secret": "of the service" });
  expect(await bytesOf(folder)).not.toContain(canary);
});

it("S-31 with another key the link has ended, is never copied masked, and nothing is overwritten", () => {
  const { folder, store, database, clock } = openStore();
  const id = complete(store);
  const other = new SqliteUploadStore(database, new KeyFileVault(join(folder, "other.key")), clock);
  const link = other.get(id)?.receipt?.links[1];
  expect(link?.url).not.toContain(canary);
  expect(Date.parse(link?.expiresAt ?? "")).toBe(0);
  expect(safeLink(link?.url ?? "")).toBeNull();
  other.updateReceipt(id, withSigned);
  expect(store.receiptSecrets(id)).toEqual({ "share-secret": "of the service" });
});

it("S-31 rows for the page, exports and kept answers carry links masked", () => {
  const { store } = openStore();
  const upload = store.get(complete(store));
  if (upload === null) throw new Error("not stored");
  expect(JSON.stringify(toUploadView(upload))).not.toContain(canary);
  expect(toUploadView(upload).receipt?.links[1]?.url).toBe(
    `https://files.example/9?X-Amz-Expires=900&X-Amz-Signature=${mask}`,
  );
  expect(csvLine(upload, false)).not.toContain(canary);
  for (const text of [
    JSON.stringify({ link: `https://cdn.example/a?k=${canary}` }),
    `{"link":"https:\\/\\/cdn.example\\/a?unheardOf=${canary}&x=1"}`,
    `<a href='https://cdn.example/a?${canary}'>`,
  ]) {
    const reply = {
      status: 200,
      headers: {},
      text,
      json: undefined,
      url: "https://a.example/",
      receivedAtMs: Date.now(),
      bodySentWhole: true,
    };
    const destination = { id: "d", name: "D", service: "imkit", settings: {}, secrets: {} };
    expect(rawReplyOf(reply, destination)).not.toContain(canary);
  }
});
