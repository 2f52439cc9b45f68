import { describe, expect, it } from "vitest";
import type { EngineApi } from "../../../electron/engine/engine-api";
import { clipboardText, clipboardTexts } from "../../../electron/main/clipboard-texts";
import { type AppSettings, defaultAppSettings } from "../../../electron/shared/settings";
import { completedUpload } from "./uploads";

const link = (url: string, opensInBrowser = true) => ({ url, expiresAt: null, opensInBrowser });
const settings = (part: Partial<AppSettings> = {}): AppSettings => ({ ...defaultAppSettings, ...part });

describe("what is copied of an upload", () => {
  it("is a link that opens before one that does not, else the remote id without control characters, else nothing", () => {
    const upload = completedUpload("a", { remoteId: "id\n-1" });
    const links = [
      link("javascript:1"),
      link("https://a.example/needs-key", false),
      link("https://b.example/"),
    ];
    expect(clipboardText(upload, links, settings())).toBe("https://b.example/");
    expect(clipboardText(upload, links.slice(0, 2), settings())).toBe("https://a.example/needs-key");
    expect(clipboardText(upload, [link("javascript:1")], settings())).toBe("id-1");
    expect(clipboardText(completedUpload("b", { remoteId: null }), [], settings())).toBeNull();
    const deleted = completedUpload("c", { remoteId: "id-1", removedAt: "2026-01-02T00:00:00.000Z" });
    expect(clipboardText(deleted, [], settings())).toBeNull();
  });

  it("is no link that has ended, and nothing where all have", () => {
    const nowMs = Date.parse("2026-01-02T00:00:00Z");
    const ended = { ...link("https://a.example/ended"), expiresAt: "2026-01-02T00:00:00.000Z" };
    const lasting = { ...link("https://a.example/lasting", false), expiresAt: "2026-01-02T00:00:01.000Z" };
    const upload = completedUpload("a");
    expect(clipboardText(upload, [ended, lasting], settings(), nowMs)).toBe(lasting.url);
    expect(clipboardText(upload, [ended], settings(), nowMs)).toBeNull();
    const unclear = { ...link("https://a.example/unclear"), expiresAt: "some day" };
    expect(clipboardText(upload, [ended, unclear], settings(), nowMs)).toBe(unclear.url);
  });

  it("embeds a picture only where its address shows it to anybody", () => {
    const upload = completedUpload("sea");
    const markdown = settings({ linkFormat: "markdown" });
    expect(clipboardText(upload, [link("https://a.example/1")], markdown)).toBe(
      "![sea.png](https://a.example/1)",
    );
    expect(clipboardText(upload, [link("https://a.example/1", false)], markdown)).toBe(
      "[sea.png](https://a.example/1)",
    );
  });

  it("has a template of its own while the user has written none", () => {
    const text = clipboardText(
      completedUpload("a"),
      [link("https://a.example/1")],
      settings({ linkFormat: "template", language: "en" }),
    );
    expect(text).toBe("a.png (3 bytes): https://a.example/1");
  });

  it("is the id as it is, whatever the format, where there is no link", () => {
    expect(clipboardText(completedUpload("a"), [], settings({ linkFormat: "html" }))).toBe("remote-a");
  });

  it("keeps the order of a hundred uploads, whichever link comes first", async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `u${index}`);
    const api: Partial<EngineApi> = {
      settings: async () => settings(),
      upload: async ({ id }) => completedUpload(id),
      links: async ({ id }) => {
        for (let turn = 0; turn < (Number(id.slice(1)) * 7) % 13; turn += 1) await Promise.resolve();
        return [link(`https://files.example/${id}`)];
      },
    };
    expect(await clipboardTexts(api as EngineApi, ids)).toEqual(
      ids.map((id) => `https://files.example/${id}`),
    );
  });
});
