import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AppSettingsBook } from "../../../electron/engine/app-settings";
import { Failure } from "../../../electron/engine/failure";
import { SqliteSettingsStore } from "../../../electron/engine/store/settings-store";
import { defaultAppSettings } from "../../../electron/shared/settings";
import { openTestDatabase, temporaryFolder } from "./store/store-fixture";

function openBook() {
  const database = openTestDatabase(join(temporaryFolder(), "waybill.db"));
  const open = () => new AppSettingsBook(new SqliteSettingsStore(database));
  return { database, open, book: open() };
}

describe("the book of the app's settings", () => {
  it("remembers a change over a restart and tells everybody who listens", () => {
    const { book, open } = openBook();
    const heard: number[] = [];
    book.onChange((settings) => heard.push(settings.concurrency));
    expect(book.save({ concurrency: 5, theme: "dark" })).toMatchObject({ concurrency: 5, theme: "dark" });
    expect(heard).toEqual([5]);
    expect(open().current).toEqual({ ...defaultAppSettings, concurrency: 5, theme: "dark" });
  });

  it("takes the default of a key whose stored value is damaged, and keeps the others", () => {
    const { database, book, open } = openBook();
    book.save({ concurrency: 5, theme: "dark" });
    database.run("UPDATE settings SET value = '{broken' WHERE key = 'concurrency'");
    database.run("INSERT INTO settings (key, value) VALUES ('of-a-newer-version', '1')");
    expect(open().current).toEqual({ ...defaultAppSettings, theme: "dark" });
  });

  it.each([
    ["a value out of range", { concurrency: 65 }, "concurrency"],
    ["a bandwidth that would look like a stall", { bandwidthBytesPerSecond: 10 }, "bandwidthBytesPerSecond"],
    ["a key that is none", { colour: "red" } as never, "colour"],
    ["a manual proxy without its address", { proxyMode: "manual" } as const, "proxy"],
    [
      "a password in the address of a proxy",
      { proxyMode: "manual", proxy: "http://me:secret@proxy.example:1" } as const,
      "proxy",
    ],
    [
      "such a password while another proxy is used",
      { proxyMode: "system", proxy: "http://me:secret@proxy.example:1" } as const,
      "proxy",
    ],
    [
      "a password in what is no address",
      { proxyMode: "none", proxy: "me:secret@proxy.example:1" } as const,
      "proxy",
    ],
    [
      "a proxy of a kind that is not known",
      { proxyMode: "manual", proxy: "socks5://here:1" } as const,
      "proxy",
    ],
  ])("refuses %s, names the key and changes nothing", (_, patch, field) => {
    const { book, open } = openBook();
    let thrown: unknown;
    try {
      book.save({ theme: "dark", ...patch });
    } catch (failure) {
      thrown = failure;
    }
    expect(thrown).toBeInstanceOf(Failure);
    expect(thrown).toMatchObject({ field, error: { code: "config" } });
    expect(book.current).toEqual(defaultAppSettings);
    expect(open().current).toEqual(defaultAppSettings);
  });
});
