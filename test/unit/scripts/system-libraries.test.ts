import { describe, expect, test } from "vitest";
import {
  installSystemLibraries,
  isDebianLike,
  type LinuxSystem,
  missingNeeds,
  PACKAGE_NEEDS,
  PACKAGE_TEST_NEEDS,
  packageNames,
  TEST_NEEDS,
  WINDOW_NEEDS,
} from "../../../scripts/setup/system-libraries.mjs";

const DEBIAN_12 = 'ID=debian\nVERSION_ID="12"\n';
const UBUNTU_24 = 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n';
const GTK_AND_GBM = WINDOW_NEEDS.filter((need) => ["libgtk-3-0", "libgbm1"].includes(need.package));

const system = (osRelease: string, files: string[], linkerCache = ""): LinuxSystem => ({
  osRelease,
  linkerCache,
  searchPath: "/usr/local/bin:/usr/bin",
  exists: (path: string) => files.includes(path),
});

function recorder(answers: Record<string, { code: number; output: string }>) {
  const calls: string[] = [];
  const run = async (command: string, parameters: readonly string[]) => {
    calls.push([command, ...parameters].join(" "));
    return answers[`${command} ${parameters[0]}`] ?? { code: 0, output: "" };
  };
  return { calls, run };
}

const policy = (...known: string[]) => ({
  code: 0,
  output: ["libgtk-3-0", "libgtk-3-0t64", "libgbm1"]
    .map((name) => `${name}:\n  Installed: (none)\n  Candidate: ${known.includes(name) ? "1.0" : "(none)"}\n`)
    .join(""),
});

describe("what is missing", () => {
  test("a library in the linker's cache that is really there is not missing", () => {
    const cache = "libgbm.so.1\0/opt/odd/libgbm.so.1\0/opt/gone/libgtk-3.so.0\0";
    const here = system(DEBIAN_12, ["/opt/odd/libgbm.so.1"], cache);
    expect(missingNeeds(GTK_AND_GBM, here).map((need) => need.package)).toEqual(["libgtk-3-0"]);
  });

  test("a library in a usual folder is found without the cache", () => {
    const here = system(DEBIAN_12, ["/usr/lib/x86_64-linux-gnu/libgbm.so.1", "/usr/lib64/libgtk-3.so.0"]);
    expect(missingNeeds(GTK_AND_GBM, here)).toEqual([]);
  });

  test("programs are looked for in the PATH", () => {
    expect(
      missingNeeds(TEST_NEEDS, system(DEBIAN_12, ["/usr/bin/xauth"])).map((need) => need.package),
    ).toEqual(["xvfb"]);
  });
});

test("packaging asks for what packs, its tests besides for a display and what uses a window", () => {
  const bare = system(DEBIAN_12, []);
  const names = (needs: typeof PACKAGE_TEST_NEEDS) => missingNeeds(needs, bare).map((need) => need.package);
  expect(names(PACKAGE_NEEDS)).toEqual(["7zip"]);
  expect(names(PACKAGE_TEST_NEEDS)).toEqual(["xvfb", "xauth", "dbus", "xdotool", "desktop-file-utils"]);
});

describe("names of packages", () => {
  test("the name that apt can install wins", async () => {
    const old = recorder({ "apt-cache policy": policy("libgtk-3-0", "libgbm1") });
    expect(await packageNames(GTK_AND_GBM, system(UBUNTU_24, []), old.run)).toEqual([
      "libgtk-3-0",
      "libgbm1",
    ]);
    const renamed = recorder({ "apt-cache policy": policy("libgtk-3-0t64", "libgbm1") });
    expect(await packageNames(GTK_AND_GBM, system(DEBIAN_12, []), renamed.run)).toEqual([
      "libgtk-3-0t64",
      "libgbm1",
    ]);
  });

  test("without apt's lists the release decides", async () => {
    const none = recorder({});
    expect(await packageNames(GTK_AND_GBM, system(UBUNTU_24, []), none.run)).toEqual([
      "libgtk-3-0t64",
      "libgbm1",
    ]);
    expect(await packageNames(GTK_AND_GBM, system(DEBIAN_12, []), none.run)).toEqual([
      "libgtk-3-0",
      "libgbm1",
    ]);
  });
});

describe("installing", () => {
  const tools = (run: ReturnType<typeof recorder>["run"], isRoot: boolean, said: string[] = []) => ({
    run,
    isRoot,
    environment: {},
    say: (line: string) => said.push(line),
  });

  test("root gets them installed, lists first", async () => {
    const { calls, run } = recorder({});
    await installSystemLibraries(GTK_AND_GBM, system(DEBIAN_12, []), tools(run, true));
    expect(calls[0]).toBe("apt-get update -q");
    expect(calls.at(-1)).toBe("apt-get install -y -q --no-install-recommends libgtk-3-0 libgbm1");
  });

  test("anyone else gets the exact command", async () => {
    const { calls, run } = recorder({});
    const attempt = installSystemLibraries(GTK_AND_GBM, system(DEBIAN_12, []), tools(run, false));
    await expect(attempt).rejects.toMatchObject({
      exitCode: 2,
      hint: "sudo apt-get update && sudo apt-get install -y libgtk-3-0 libgbm1",
    });
    expect(calls.filter((call) => call.startsWith("apt-get"))).toEqual([]);
  });

  test("a failed apt-get says which packages and shows its words", async () => {
    const { run } = recorder({ "apt-get install": { code: 100, output: "E: Unable to locate package" } });
    await expect(
      installSystemLibraries(GTK_AND_GBM, system(DEBIAN_12, []), tools(run, true)),
    ).rejects.toMatchObject({
      message: "apt-get couldn't install libgtk-3-0 libgbm1.",
      details: "E: Unable to locate package",
    });
  });

  test("other distributions are only told", async () => {
    const said: string[] = [];
    const { calls, run } = recorder({});
    await installSystemLibraries(GTK_AND_GBM, system("ID=fedora\n", []), tools(run, true, said));
    expect(calls).toEqual([]);
    expect(said.join()).toContain("libgtk-3.so.0");
  });
});

test("Debian's children are recognised, others aren't", () => {
  expect(isDebianLike('ID=linuxmint\nID_LIKE="ubuntu debian"\n')).toBe(true);
  expect(isDebianLike("ID=fedora\n")).toBe(false);
});
