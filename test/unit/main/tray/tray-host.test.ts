import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { trayHostLook } from "../../../../electron/main/tray/tray-host";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Answers for the programs that are there, and keeps the names of those that were asked. */
function programs(answers: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const ask = async (program: string): Promise<string | null> => {
    asked.push(program);
    return answers[program] ?? null;
  };
  return { asked, ask };
}

const bus = { DBUS_SESSION_BUS_ADDRESS: "unix:path=/run/user/1000/bus" };

describe("the look for a tray's host", () => {
  it("starts no process where no session bus could answer", async () => {
    const { asked, ask } = programs({ busctl: "b true" });
    for (const environment of [{}, { DBUS_SESSION_BUS_ADDRESS: "disabled:" }]) {
      expect(await trayHostLook({ platform: "linux", environment, ask })()).toBe("never");
    }
    expect(asked).toEqual([]);
  });

  it("finds the bus where systemd puts it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "waybill-"));
    folders.push(folder);
    mkdirSync(join(folder, "run"));
    writeFileSync(join(folder, "run", "bus"), "");
    const { ask } = programs({ busctl: "b true" });
    const environment = { XDG_RUNTIME_DIR: join(folder, "run") };
    expect(await trayHostLook({ platform: "linux", environment, ask })()).toBe("there");
    const elsewhere = { XDG_RUNTIME_DIR: folder };
    expect(await trayHostLook({ platform: "linux", environment: elsewhere, ask })()).toBe("never");
  });

  it("asks again only the programs that are there, until one has found a host", async () => {
    const answers: Record<string, string> = { gdbus: "(<false>,)" };
    const { asked, ask } = programs(answers);
    const look = trayHostLook({ platform: "linux", environment: bus, ask });
    expect(await look()).toBe("not-yet");
    expect(asked).toEqual(["busctl", "gdbus", "dbus-send"]);
    answers["gdbus"] = "(<true>,)";
    expect(await look()).toBe("there");
    expect(asked.slice(3)).toEqual(["gdbus"]);
  });

  it("says never where there is a bus and nothing to ask it with", async () => {
    const { ask } = programs({});
    expect(await trayHostLook({ platform: "linux", environment: bus, ask })()).toBe("never");
  });

  it("needs nobody on systems whose trays are always there", async () => {
    const { asked, ask } = programs({});
    for (const platform of ["darwin", "win32"] as const) {
      expect(await trayHostLook({ platform, environment: {}, ask })()).toBe("there");
    }
    expect(asked).toEqual([]);
  });
});
