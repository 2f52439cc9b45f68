import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { fileManagerEntries } from "../../electron/main/system-entries/linux-entries";
import { pack } from "../../scripts/package/pack.mjs";
import { missingProgram } from "../e2e/keyring";
import { startDisplay } from "./display";
import { isRoot, processesOf, User } from "./user";

const patience = { timeout: 30_000, interval: 100 };

/** A deb that was made elsewhere, such as the one of a release; without one it is made here. */
const given = process.env["WAYBILL_DEB"];

/** Why nothing is installed here; null when it is. */
function obstacle(): string | null {
  if (process.platform !== "linux" || missingProgram(["apt-get", "dpkg-deb", "dpkg"]) !== null)
    return "this system has no apt";
  if (!isRoot) return "only root installs packages";
  if (existsSync("/var/lib/dpkg/info/waybill.list")) return "a Waybill is installed here already";
  return null;
}
const reason = obstacle();
if (reason !== null) process.stdout.write(`The deb is not tried: ${reason}.\n`);

const apt = async (...words: readonly string[]): Promise<void> => {
  const options = ["-y", "-q", "-o", "DPkg::Lock::Timeout=120", "--no-install-recommends"];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await promisify(execFile)("apt-get", [...options, ...words], { env });
};

/** Every file and folder of the system that packages own or make, but for apt's and dpkg's own books; `wanted` is find's. */
function systemFiles(...wanted: readonly string[]): readonly string[] {
  const books = /^\/var\/(lib\/(dpkg\/(?!info)|apt|systemd)|cache\/(apt|debconf|ldconfig))|__pycache__/;
  const found = execFileSync("find", ["/usr", "/opt", "/etc", "/var/lib", "/var/cache", "-xdev", ...wanted], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return found.split("\n").filter((path) => !books.test(path));
}

describe.skipIf(reason !== null)("the deb", { timeout: 240_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "waybill-deb-test-"));
  let deb = "";
  let before: readonly string[] = [];
  /** Without folders: dpkg takes an empty one along that no package owns, if the package that goes would have made it. */
  let filesBefore: readonly string[] = [];
  const someone = new User();

  beforeAll(async () => {
    if (given === undefined) {
      const order = { targets: ["deb"], archs: [], output: folder, withRuntimeAtHand: true, quickly: true };
      expect(await pack(order)).toBe(true);
    }
    const made = readdirSync(folder).find((name) => name.endsWith(".deb")) ?? "";
    deb = given ?? join(folder, made);
    const needs = execFileSync("dpkg-deb", ["--field", deb, "Depends"], { encoding: "utf8" }).trim();
    // What it needs stays when it goes, as with every package.
    await apt("satisfy", needs).catch(async () => {
      await apt("update");
      await apt("satisfy", needs);
    });
    before = systemFiles();
    filesBefore = systemFiles("-not", "-type", "d");
    await apt("install", deb);
  }, 240_000);

  afterAll(async () => {
    if (existsSync("/var/lib/dpkg/info/waybill.list")) await apt("purge", "waybill");
    await someone.leave();
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  test("names what it is, whom to ask, and what it needs", () => {
    const field = (name: string) => execFileSync("dpkg-deb", ["-f", deb, name], { encoding: "utf8" }).trim();
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(field("Package")).toBe("waybill");
    expect(field("Version")).toBe(version);
    expect(field("Maintainer")).toMatch(/^.+ <.+@.+>$/);
    expect(field("Homepage")).toMatch(/^https:/);
    expect(field("Description")).toMatch(/^Desktop upload manager\n .+/);
    expect(field("Depends")).toContain("libgtk-3-0");
  });

  test("says that it is a deb, which the system updates", async () => {
    expect((await someone.run("waybill", ["--version"])).output).toMatch(/^waybill \d.*, deb, Linux/);
  });

  test("puts the command on the PATH, and gives Chromium's helper to root", () => {
    const where = execFileSync("sh", ["-c", "readlink -f $(command -v waybill)"], { encoding: "utf8" });
    expect(where.trim()).toBe("/opt/Waybill/waybill");
    const helper = statSync("/opt/Waybill/chrome-sandbox");
    expect([helper.uid, helper.gid, (helper.mode & 0o7777).toString(8)]).toEqual([0, 0, "4755"]);
    const others = readdirSync("/opt/Waybill", { recursive: true, encoding: "utf8" })
      .map((name) => join("/opt/Waybill", name))
      .filter((path) => {
        const { uid, mode } = statSync(path);
        return (
          uid !== 0 || (mode & 0o022) !== 0 || ((mode & 0o6000) !== 0 && !path.endsWith("chrome-sandbox"))
        );
      });
    expect(others).toEqual([]);
    expect(execFileSync("dpkg", ["--verify", "waybill"], { encoding: "utf8" })).not.toContain("5");
  });

  test.skipIf(missingProgram(["desktop-file-validate"]) !== null)(
    "its menu entry is valid and is found",
    () => {
      const entry = "/usr/share/applications/waybill.desktop";
      expect(execFileSync("desktop-file-validate", [entry], { encoding: "utf8" })).not.toContain("error");
      const text = readFileSync(entry, "utf8");
      expect(text).toMatch(/^Exec=\/opt\/Waybill\/waybill %U$/m);
      expect(text).toMatch(/^Icon=waybill$/m);
      for (const size of [16, 32, 48, 128, 256, 512]) {
        expect(existsSync(`/usr/share/icons/hicolor/${size}x${size}/apps/waybill.png`)).toBe(true);
      }
    },
  );

  test("brings what Dolphin and Thunar show to all users", () => {
    for (const { place, content, isForAll } of fileManagerEntries("/opt/Waybill/waybill", "/"))
      if (isForAll) expect(readFileSync(join("/usr/share", place), "utf8")).toBe(content);
  });

  test("sends a file by the command on the PATH", async () => {
    const file = join(someone.home, "by deb.txt");
    writeFileSync(file, "sent by an installed package");
    const words = ["--profile", someone.profile, "upload", file, "--to", "Practice"];
    const { code, output } = await someone.run("waybill", words);
    expect(output).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\S+\n$/);
    expect(code).toBe(0);
  });

  test.skipIf(missingProgram(["Xvfb", "xdotool"]) !== null)("opens its window in the sandbox", async () => {
    const display = await startDisplay();
    onTestFinished(() => display.stop());
    const child = someone.start("waybill", ["--profile", join(someone.home, "other")], display.environment);
    await display.window("^Waybill$");
    await vi.waitFor(() => {
      const pages = processesOf("/opt/Waybill/waybill-app", "--type=renderer");
      expect(pages.length).toBeGreaterThan(0);
      expect(pages.every(({ isFiltered, isApart }) => isFiltered && isApart)).toBe(true);
    }, patience);
    // Those entries of file managers that no package can bring, for this user.
    const own = fileManagerEntries("/opt/Waybill/waybill", join(someone.home, ".local/share"));
    await vi.waitFor(() => {
      for (const { path, isForAll } of own) expect(existsSync(path), path).toBe(!isForAll);
    }, patience);
    const ended = new Promise((done) => child.once("close", done));
    child.kill("SIGTERM");
    await ended;
  });

  test("goes without a trace, and leaves the user's own files alone", async () => {
    await apt("purge", "waybill");
    const known = new Set(before);
    expect(systemFiles().filter((path) => !known.has(path))).toEqual([]);
    const left = new Set(systemFiles());
    expect(filesBefore.filter((path) => !left.has(path))).toEqual([]);
    expect(existsSync(join(someone.profile, "waybill.db"))).toBe(true);
  });
});
