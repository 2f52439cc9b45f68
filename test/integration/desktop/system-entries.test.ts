import { execFile, execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeEntries } from "../../../electron/main/system-entries/entry-files";
import { fileManagerEntries, ownEntry } from "../../../electron/main/system-entries/linux-entries";
import { SystemEntries } from "../../../electron/main/system-entries/system-entries";
import { missingProgram } from "../../e2e/keyring";

const run = promisify(execFile);
const missing =
  process.platform === "linux" ? missingProgram(["gio", "xdg-mime", "desktop-file-validate"]) : "Linux";

const noPorts = {
  app: {
    isDefaultProtocolClient: () => false,
    setAsDefaultProtocolClient: () => false,
    removeAsDefaultProtocolClient: () => false,
  },
  shortcuts: { targetOf: () => null, write: () => {}, remove: () => {} },
};

/** A home of its own, and a program that notes what it is started with. */
describe.skipIf(missing !== null)("the entries on a Linux desktop", () => {
  let home = "";
  let program = "";
  let environment: Record<string, string> = {};
  let entries = new SystemEntries({ platform: "linux", environment, home, program: null }, noPorts);

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "waybill-desktop-"));
    // What means something to a shell or to an entry; of "%" GLib finds no program, however it is written.
    const folder = join(home, 'it\'s $HOME "new" `x`');
    await mkdir(folder);
    program = join(folder, "waybill");
    await writeFile(program, `#!/bin/sh\nfor word in "$@"; do printf '%s\\n' "$word"; done > "$NOTES"\n`);
    await chmod(program, 0o755);
    await mkdir(join(home, "system"));
    environment = {
      PATH: process.env["PATH"] ?? "",
      HOME: home,
      XDG_DATA_HOME: join(home, "data"),
      XDG_CONFIG_HOME: join(home, "config"),
      XDG_DATA_DIRS: join(home, "system"),
      NOTES: join(home, "notes"),
    };
    entries = new SystemEntries({ platform: "linux", environment, home, program }, noPorts);
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  /** What the program was started with, as soon as it was. */
  const startedWith = () =>
    expect.poll(async () =>
      (await readFile(join(home, "notes"), "utf8").catch(() => "")).trimEnd().split("\n"),
    );

  it("tell the truth of what is on disk, and leave no file behind", async () => {
    expect(await entries.status()).toEqual({ fileManagers: "off", links: "off" });
    await entries.setFileManagers(true);
    expect((await entries.status()).fileManagers).toBe("on");
    const [script, nemo] = fileManagerEntries(program, join(home, "data"));
    await chmod(script?.path ?? "", 0o644);
    expect((await entries.status()).fileManagers).toBe("off");
    await entries.setFileManagers(true);
    await rm(nemo?.path ?? "");
    expect((await entries.status()).fileManagers).toBe("off");
    await entries.setFileManagers(false);
    const files = execFileSync("find", [join(home, "data"), "-type", "f"], { encoding: "utf8" });
    expect(files).toBe("");
  });

  it("name another copy no more once this one was chosen", async () => {
    const other = new SystemEntries(
      { platform: "linux", environment, home, program: "/opt/old/waybill" },
      noPorts,
    );
    await other.setFileManagers(true);
    expect((await entries.status()).fileManagers).toBe("off");
    await entries.setFileManagers(true);
    expect((await entries.status()).fileManagers).toBe("on");
    expect((await other.status()).fileManagers).toBe("off");
  });

  it("start Waybill with the chosen files: the script of GNOME Files, and an entry as Xfce starts it", async () => {
    await entries.setFileManagers(true);
    const files = fileManagerEntries(program, join(home, "data"));
    const placeOf = (part: string) => files.find(({ path }) => path.includes(part))?.path ?? "";
    await run(placeOf("nautilus"), ["a 'b'.txt", "--choose"], { cwd: home, env: environment });
    await startedWith().toEqual(["--", "a 'b'.txt", "--choose"]);
    const file = join(home, "sent by Thunar.txt");
    await writeFile(file, "x");
    await run("gio", ["launch", placeOf("Thunar"), file], { env: environment });
    await startedWith().toEqual([file]);
  });

  it("are entries as the specification wants them", async () => {
    await entries.setFileManagers(true);
    await entries.setLinks(true);
    const files = [...fileManagerEntries(program, join(home, "data")), ownEntry(program, join(home, "data"))];
    const applications = files.filter(({ content }) => content.includes("Type=Application"));
    expect(applications).toHaveLength(2);
    for (const { path } of applications) {
      const said = await run("desktop-file-validate", [path]).catch((error: { stdout: string }) => error);
      expect(said.stdout).not.toContain("error");
    }
  });

  it("lead links to Waybill: the desktop names it, and opens it with the link alone", async () => {
    await entries.setLinks(true);
    expect((await entries.status()).links).toBe("on");
    const { stdout } = await run("xdg-mime", ["query", "default", "x-scheme-handler/waybill"], {
      env: environment,
    });
    expect(stdout.trim()).toBe("waybill.desktop");
    const known = await run("gio", ["mime", "x-scheme-handler/waybill"], { env: environment });
    expect(known.stdout).toContain("waybill.desktop");
    const link = "waybill://upload/0198-abc?x=$(touch%20pwned)&y=';'";
    await run("gio", ["open", link], { env: environment });
    await startedWith().toEqual([link]);
    await rm(ownEntry(program, join(home, "data")).path);
    expect((await entries.status()).links).toBe("off");
  });

  it("leave the entry of a package in its place and use it", async () => {
    const applications = join(home, "system", "applications");
    await mkdir(applications);
    await writeFile(join(applications, "waybill.desktop"), ownEntry(program, home).content);
    await entries.setLinks(true);
    expect((await entries.status()).links).toBe("on");
    await expect(readFile(ownEntry(program, join(home, "data")).path)).rejects.toThrow("ENOENT");
  });

  it("lead links to Waybill no more when they are switched off, whoever installed it", async () => {
    const applications = join(home, "system", "applications");
    const opens = () => run("gio", ["mime", "x-scheme-handler/waybill"], { env: environment });
    const choices = join(home, "config", "mimeapps.list");
    await mkdir(join(home, "config"));
    const own = "[Default Applications]\ntext/plain=editor.desktop;\n";
    await writeFile(choices, own);
    await entries.setLinks(true);
    await entries.setLinks(false);
    expect((await entries.status()).links).toBe("off");
    expect((await opens()).stdout).not.toContain("waybill.desktop");
    expect(await readFile(choices, "utf8")).toBe(own);
    await expect(readFile(ownEntry(program, join(home, "data")).path)).rejects.toThrow("ENOENT");

    await mkdir(applications);
    await writeFile(join(applications, "waybill.desktop"), ownEntry(program, home).content);
    await run("update-desktop-database", [applications]);
    expect((await opens()).stdout).toContain("waybill.desktop");
    expect((await entries.status()).links).toBe("on");
    await entries.setLinks(false);
    expect((await entries.status()).links).toBe("off");
    expect((await opens()).stdout).not.toContain("waybill.desktop");
    await entries.setLinks(true);
    expect((await entries.status()).links).toBe("on");
    expect((await opens()).stdout).toContain("waybill.desktop");
  });

  it("of a package are left in their place, completed for the user, and hidden from this user alone", async () => {
    const user = fileManagerEntries(program, join(home, "data"));
    const forAll = user.filter(({ isForAll }) => isForAll);
    // Without a package nothing is written that nobody asked for.
    await entries.completePackage();
    expect((await entries.status()).fileManagers).toBe("off");
    await writeEntries(forAll.map((entry) => ({ ...entry, path: join(home, "system", entry.place) })));
    const there = () => execFileSync("find", [join(home, "data"), "-type", "f"], { encoding: "utf8" });
    await entries.completePackage();
    expect((await entries.status()).fileManagers).toBe("on");
    for (const { path, isForAll } of user) expect(there().includes(path)).toBe(!isForAll);

    await entries.setFileManagers(false);
    expect((await entries.status()).fileManagers).toBe("off");
    for (const { path } of forAll)
      expect(await readFile(path, "utf8")).toBe("[Desktop Entry]\nHidden=true\n");
    await entries.completePackage();
    expect((await entries.status()).fileManagers).toBe("off");

    await entries.setFileManagers(true);
    expect((await entries.status()).fileManagers).toBe("on");
    for (const { path, isForAll } of user) expect(there().includes(path)).toBe(!isForAll);
  });
});
