import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { installedProgram } from "../../../../electron/main/system-entries/installed-program";
import { fileManagerEntries } from "../../../../electron/main/system-entries/linux-entries";
import { SystemEntries } from "../../../../electron/main/system-entries/system-entries";

function windowsWith(program: string | null, refuses = false) {
  const shortcuts = new Map<string, string>();
  const schemes = new Map<string, string>();
  const entries = new SystemEntries(
    {
      platform: "win32",
      environment: { APPDATA: "C:/Users/me/AppData/Roaming" },
      home: "C:/Users/me",
      program,
    },
    {
      app: {
        isDefaultProtocolClient: (scheme, path) => schemes.get(scheme) === path,
        setAsDefaultProtocolClient: (scheme, path) => {
          if (!refuses) schemes.set(scheme, path);
          return !refuses;
        },
        removeAsDefaultProtocolClient: (scheme, path) => {
          if (!refuses && schemes.get(scheme) === path) schemes.delete(scheme);
          return !refuses;
        },
      },
      shortcuts: {
        targetOf: (path) => shortcuts.get(path) ?? null,
        write: (path, target) => shortcuts.set(path, target),
        remove: (path) => shortcuts.delete(path),
      },
    },
  );
  return { entries, shortcuts, schemes };
}

describe("the entries on Windows, as a plan", () => {
  const program = "C:/Program Files/Waybill/Waybill.exe";

  it("are a shortcut under Send to, which counts only while it leads to this copy", async () => {
    const { entries, shortcuts } = windowsWith(program);
    expect((await entries.status()).fileManagers).toBe("off");
    await entries.setFileManagers(true);
    const [[path, target] = []] = [...shortcuts];
    expect(path).toBe(join("C:/Users/me/AppData/Roaming/Microsoft/Windows/SendTo", "Waybill.lnk"));
    expect(target).toBe(program);
    expect((await entries.status()).fileManagers).toBe("on");
    shortcuts.set(path ?? "", "C:/Old/Waybill.exe");
    expect((await entries.status()).fileManagers).toBe("off");
    await entries.setFileManagers(false);
    expect(shortcuts.size).toBe(0);
  });

  it("register links with the system, and say so when it refuses", async () => {
    const willing = windowsWith(program);
    await willing.entries.setLinks(true);
    expect([...willing.schemes]).toEqual([["waybill", program]]);
    expect((await willing.entries.status()).links).toBe("on");
    await willing.entries.setLinks(false);
    expect((await willing.entries.status()).links).toBe("off");
    const unwilling = windowsWith(program, true).entries;
    for (const wanted of [true, false]) await expect(unwilling.setLinks(wanted)).rejects.toThrow("did not");
  });
});

describe("a copy that is not installed", () => {
  it("makes no entries", async () => {
    const { entries, shortcuts, schemes } = windowsWith(null);
    await entries.setFileManagers(true);
    await entries.setLinks(true);
    expect([shortcuts.size, schemes.size]).toEqual([0, 0]);
    expect(await entries.status()).toEqual({ fileManagers: "not-installed", links: "not-installed" });
  });

  it("is known by how it was packed", () => {
    const start = { isPackaged: true, execPath: "/opt/Waybill/waybill-app", environment: {} };
    expect(installedProgram({ ...start, platform: "linux", isPackaged: false })).toBeNull();
    expect(installedProgram({ ...start, platform: "linux" })).toBe("/opt/Waybill/waybill");
    const image = { APPIMAGE: "/home/me/Waybill.AppImage" };
    expect(installedProgram({ ...start, platform: "linux", environment: image })).toBe(image.APPIMAGE);
    const portable = { PORTABLE_EXECUTABLE_FILE: "D:/Waybill.exe" };
    expect(installedProgram({ ...start, platform: "win32", environment: portable })).toBe("D:/Waybill.exe");
  });
});

describe("the entries on Linux", () => {
  it("hold no line that a path could add", () => {
    const entries = fileManagerEntries("/opt/a\"b'c$d`e%f\\g/waybill", "/data");

    expect(entries[0]?.content).toBe("#!/bin/sh\nexec '/opt/a\"b'\\''c$d`e%f\\g/waybill' -- \"$@\"\n");
  });

  it("for all users, which deb and rpm install, are those of the program where they put it", () => {
    const root = resolve(import.meta.dirname, "../../../..");
    const configuration = readFileSync(join(root, "electron-builder.yml"), "utf8");
    const installed = [...configuration.matchAll(/- (build\/linux\/entries\/\S+)=\/usr\/share\/(\S+)/g)];
    const entries = fileManagerEntries("/opt/Waybill/waybill", "/home/me/.local/share");
    const forAll = entries.filter(({ isForAll }) => isForAll).map(({ place, content }) => [place, content]);
    const shipped = installed.map(([, file = "", place]) => [place, readFileSync(join(root, file), "utf8")]);
    expect(shipped).toEqual([...forAll, ...forAll]);
  });
});
