import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { fileManagerEntries, ownEntry } from "../../electron/main/system-entries/linux-entries";
import { SystemEntries } from "../../electron/main/system-entries/system-entries";
import { sandboxFacts } from "../../scripts/setup/sandbox.mjs";
import { missingProgram } from "../e2e/keyring";
import { startSessionBus } from "../e2e/session-bus";
import { startDisplay } from "./display";
import { processesOf, User } from "./user";

const app = inject("packagedApp");
const waybill = join(app, "waybill");
const program = join(app, "waybill-app");
const missing = whatIsMissing();
if (missing !== null)
  process.stdout.write(`The desktop's entries are not tried with a package: ${missing} is missing.\n`);

function whatIsMissing(): string | null {
  if (process.platform !== "linux") return "Linux";
  if (!sandboxFacts(program, process.env).mayMakeNamespaces) return "a kernel that allows Chromium's sandbox";
  return missingProgram(["Xvfb", "xdotool", "dbus-daemon", "gio", "xdg-mime"]);
}

const patience = { timeout: 40_000, interval: 200 };

describe.skipIf(missing !== null)("a package behind the desktop's entries", () => {
  let someone: User;
  beforeEach(() => {
    someone = new User();
  });
  afterEach(() => someone.leave());

  test("sends the file that a file manager starts it with, also while it runs, and follows a link", {
    timeout: 150_000,
  }, async () => {
    const display = await startDisplay();
    onTestFinished(() => display.stop());
    const bus = await startSessionBus({ tray: true, isOpen: true });
    onTestFinished(() => bus.stop());
    const surroundings = {
      ...{ ...display.environment, ...bus.environment },
      ...{ XDG_CONFIG_HOME: join(someone.home, ".config"), XDG_DATA_DIRS: join(someone.home, "system") },
    };
    // Of this user, and not of root who asks the desktop's tools here.
    for (const name of [".config", ".local"]) someone.folder(name);
    const dataDirectory = join(someone.home, ".local", "share");
    const environment = { PATH: process.env["PATH"], HOME: someone.home, ...surroundings };
    const entries = new SystemEntries(
      { platform: "linux", environment, home: someone.home, program: waybill },
      {
        app: {
          isDefaultProtocolClient: () => false,
          setAsDefaultProtocolClient: () => false,
          removeAsDefaultProtocolClient: () => false,
        },
        shortcuts: { targetOf: () => null, write: () => {}, remove: () => {} },
      },
    );
    await entries.setFileManagers(true);
    await entries.setLinks(true);
    expect(await entries.status()).toEqual({ fileManagers: "on", links: "on" });

    const sendTo =
      fileManagerEntries(waybill, dataDirectory).find(({ path }) => path.includes("Thunar"))?.path ?? "";
    // What it starts lives on and must not hold our end of its output.
    const launch = (entry: string, what: string) =>
      someone.run("sh", ["-c", 'exec gio launch "$@" > /dev/null 2>&1', "sh", entry, what], surroundings);
    const names = async (): Promise<readonly string[]> => {
      const { output } = await someone.run(waybill, ["history", "--json"], surroundings);
      return output.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line).name]));
    };
    for (const name of ["first of two.txt", "second of two.txt"]) {
      const file = join(someone.home, name);
      writeFileSync(file, name);
      await launch(sendTo, file);
      await vi.waitFor(async () => expect(await names()).toContain(name), patience);
    }
    await launch(ownEntry(waybill, dataDirectory).path, "waybill://upload/none");
    // It says that there is no such upload, in the window that it brought up.
    await display.window("^Waybill$");
    expect(await names()).toHaveLength(2);
    await bus.tray.choose("Quit").catch((error: unknown) => expect(String(error)).toContain("NoReply"));
    // Started by the desktop, it is no child of ours.
    await vi.waitFor(() => expect(processesOf(program, "--log-level=3")).toEqual([]), patience);
  });
});
