import { describe, expect, it } from "vitest";
import { DestinationGuard, type GuardQuestion } from "../../electron/main/destination-guard";
import { toDestinationView, toSettingsView } from "../../electron/main/page-views";
import type { Destination, DestinationDraft } from "../../electron/shared/destination";
import { field } from "../../electron/shared/service";
import { defaultAppSettings } from "../../electron/shared/settings";

const saved: Destination = {
  id: "d1",
  name: "Clinic",
  service: "surgery-connect",
  settings: { baseUrl: "https://clinic.example/api", caCertificate: "/home/canary/authority.pem" },
  secrets: { apiKey: { kind: "stored" }, proxyPassword: { kind: "file", path: "/home/canary/password" } },
  practice: false,
  createdAt: "2025-01-01T00:00:00.000Z",
};
const form: DestinationDraft = {
  id: "d1",
  name: "Clinic",
  service: "surgery-connect",
  settings: { baseUrl: "https://clinic.example/api", caCertificate: "authority.pem" },
  secrets: {},
};

function guardOf(answer: boolean) {
  const asked: GuardQuestion[] = [];
  const fields = [
    field({ key: "baseUrl", label: "Address", help: "", type: "url", default: "https://usual.example" }),
    field({ key: "tokenUrl", label: "Token", help: "", type: "url" }),
    field({ key: "proxy", label: "Proxy", help: "" }),
  ];
  const services = [{ id: "surgery-connect", destinationFields: fields, uploadFields: [] }] as never;
  const guard = new DestinationGuard({
    api: {
      destinations: async () => [saved],
      services: async () => services,
      settings: async () => ({ ...defaultAppSettings, proxy: "http://proxy.clinic.example:3128" }),
    },
    confirm: async (question) => {
      asked.push(question);
      return answer;
    },
  });
  return { guard, asked };
}

const withSettings = (settings: Readonly<Record<string, string>>, secrets = {}): DestinationDraft => ({
  ...form,
  settings: { ...form.settings, ...settings },
  secrets,
});

describe("what the page wants to do with destinations", () => {
  it("S-14 a saved secret goes to another server only with the user's word in a dialog of main", async () => {
    for (const settings of [
      { baseUrl: "https://evil.example/" },
      { baseUrl: "http://clinic.example/" },
      { baseUrl: "https://clinic.example:8443/" },
      { tokenUrl: "https://evil.example/token" },
      { proxy: "http://evil.example:3128" },
    ]) {
      const { guard, asked } = guardOf(false);
      await expect(guard.check(withSettings(settings)), JSON.stringify(settings)).rejects.toMatchObject({
        field: Object.keys(settings)[0],
      });
      expect(asked).toHaveLength(1);
      // One of two secrets typed anew is not enough.
      await expect(guard.check(withSettings(settings, { apiKey: "new" }))).rejects.toThrow(
        "stay where they were",
      );
      // With all of them typed anew nothing saved leaves: the server is still asked for, as any new one is.
      const retyped = withSettings(settings, { apiKey: "new", proxyPassword: "new" });
      await expect(guard.check(retyped)).rejects.toThrow("was not allowed");
      expect(asked.map(({ kind }) => kind)).toEqual(["address", "address", "server"]);
    }
  });

  it("S-14 asks once for a test and the save after it, and not at all while the server stays", async () => {
    const { guard, asked } = guardOf(true);
    await guard.check(withSettings({ baseUrl: "https://clinic.example/other" }));
    await guard.check({ ...form, name: "Renamed" });
    expect(asked).toEqual([]);
    const moved = withSettings({ baseUrl: "https://new.example/" });
    await guard.check(moved);
    await guard.check(moved);
    expect(asked).toEqual([
      { kind: "address", name: "Clinic", from: "https://clinic.example", to: "https://new.example" },
    ]);
  });

  it("S-05 nothing goes to a server that no destination has had, before the user allows it", async () => {
    const { guard, asked } = guardOf(false);
    const draft = (settings: Readonly<Record<string, string>>): DestinationDraft => ({
      ...{ name: "New", service: "surgery-connect", secrets: { apiKey: "k" } },
      settings,
    });
    for (const settings of [
      { baseUrl: "https://evil.example/drop" },
      { baseUrl: " HTTPS://EVIL.example:443 " },
      { baseUrl: "https://clinic.example", tokenUrl: "https://evil.example/token" },
      { baseUrl: "https://clinic.example", proxy: "https://evil.example" },
      { baseUrl: "https://127.0.0.1.evil.example" },
    ]) {
      await expect(guard.check(draft(settings)), JSON.stringify(settings)).rejects.toThrow("was not allowed");
    }
    expect(new Set(asked.map(({ kind }) => kind))).toEqual(new Set(["server"]));
    const before = asked.length;
    // Known from another destination; this computer; the service's own.
    await guard.check(draft({ baseUrl: "https://clinic.example/other" }));
    await guard.check(draft({ baseUrl: "http://127.0.0.1:8080" }));
    await guard.check(draft({ baseUrl: "" }));
    await guard.check(draft({ baseUrl: "https://usual.example" }));
    expect(asked).toHaveLength(before);
    // Given by the user outside the page, in a file of their choice or a link that they allowed.
    guard.trust({ baseUrl: "https://evil.example/drop", filename: "no address" });
    await guard.check(draft({ baseUrl: "https://evil.example/other" }));
    expect(asked).toHaveLength(before);
  });

  it("S-05 everything goes through another proxy only with the user's word", async () => {
    const { guard, asked } = guardOf(false);
    await expect(guard.checkSettings({ proxy: "http://evil.example:3128" })).rejects.toMatchObject({
      field: "proxy",
    });
    expect(asked).toEqual([{ kind: "proxy", to: "http://evil.example:3128" }]);
    for (const patch of [
      { proxy: "" },
      { proxy: "http://proxy.clinic.example:3128" },
      { proxy: "http://localhost:3128" },
      { theme: "dark" as const },
    ]) {
      expect(await guard.checkSettings(patch)).toEqual(patch);
    }
    expect(asked).toHaveLength(1);
  });

  it("S-13 a path that the page names itself is used only with the user's word", async () => {
    const { guard, asked } = guardOf(false);
    const draft = {
      name: "New",
      service: "surgery-connect",
      settings: { caCertificate: "/etc/passwd" },
      secrets: {},
    };
    await expect(guard.check(draft)).rejects.toMatchObject({ field: "caCertificate" });
    expect(asked).toEqual([{ kind: "certificate", name: "New", path: "/etc/passwd" }]);
    expect((await guard.check(form)).settings["caCertificate"]).toBe("/home/canary/authority.pem");
    expect(asked).toHaveLength(1);
  });

  it("S-12 destinations and settings reach the page with the names of files, without their folders", () => {
    expect(JSON.stringify(toDestinationView(saved))).not.toContain("/home/canary");
    expect(toDestinationView(saved).secrets["proxyPassword"]).toEqual({ kind: "file", path: "password" });
    const settings = { ...defaultAppSettings, caCertificate: "/home/canary/authority.pem" };
    expect(toSettingsView(settings).caCertificate).toBe("authority.pem");
  });
});
