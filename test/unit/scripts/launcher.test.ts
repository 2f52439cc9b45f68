import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-launcher-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, text: string, mode = 0o755): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  chmodSync(join(folder, path), mode);
}

/** Runs the launcher of packages for a user, on a kernel with these settings; the program says how it was started. */
function start(
  words: readonly string[],
  settings: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = { DISPLAY: ":0" },
  userId = 1000,
) {
  const launcher = readFileSync("build/linux/waybill.sh", "utf8");
  put("app/waybill", launcher.replaceAll("/proc/sys/", `${folder}/sys/`));
  put("app/waybill-app", '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  put("bin/id", `#!/bin/sh\necho ${userId}\n`);
  for (const [name, value] of Object.entries(settings)) put(`sys/${name}`, `${value}\n`, 0o644);
  const env = { PATH: `${join(folder, "bin")}:/usr/bin:/bin`, ...environment };
  const { status, stdout, stderr } = spawnSync(join(folder, "app/waybill"), words, { env, encoding: "utf8" });
  return { code: status, words: stdout.split("\n").filter(Boolean), errors: stderr };
}

const restricted = { "kernel/apparmor_restrict_unprivileged_userns": "1" };

describe.skipIf(process.platform === "win32")("where the kernel keeps user namespaces from programs", () => {
  test.each([restricted, { "kernel/unprivileged_userns_clone": "0" }, { "user/max_user_namespaces": "0" }])(
    "%o: says how to allow the sandbox instead of crashing",
    (settings) => {
      const { code, words, errors } = start([], settings);
      expect(errors).toContain("doesn't let Waybill make the sandbox");
      expect(errors).toContain(`sudo chmod 4755 '${folder}/app/chrome-sandbox'`);
      expect({ code, words }).toEqual({ code: 2, words: [] });
    },
  );

  test("an AppImage, whose files nobody can change, names the other packages", () => {
    const { code, words, errors } = start([], restricted, { APPIMAGE: "/home/u/Waybill.AppImage" });
    expect(errors).toContain("Install the .deb or .rpm, or unpack the .tar.gz");
    expect(errors).not.toContain("chmod");
    expect({ code, words }).toEqual({ code: 2, words: [] });
  });

  test("a start from a menu, which nobody's terminal sees, is told in a window", async () => {
    const shown = join(folder, "shown");
    put("bin/zenity", `#!/bin/sh\nprintf '%s' "$*" > '${shown}.part' && mv '${shown}.part' '${shown}'\n`);
    expect(start([], restricted).code).toBe(2);
    await vi.waitFor(() =>
      expect(readFileSync(shown, "utf8")).toContain("doesn't let Waybill make the sandbox"),
    );
  });

  test.skipIf(process.getuid?.() !== 0)("the helper that a package gave to root will do", () => {
    put("app/chrome-sandbox", "", 0o4755);
    expect(start([], restricted).code).toBe(0);
    chmodSync(join(folder, "app/chrome-sandbox"), 0o755);
    expect(start([], restricted).code).toBe(2);
  });

  test("a kernel that allows them starts the window in the sandbox", () => {
    const allowed = {
      "kernel/apparmor_restrict_unprivileged_userns": "0",
      "user/max_user_namespaces": "96365",
    };
    const { code, words } = start(["a file.png"], allowed);
    expect(words).toEqual(["--log-level=3", "--waybill-words", "--", "a file.png"]);
    expect(code).toBe(0);
  });
});

describe.skipIf(process.platform === "win32")("how the launcher starts the program", () => {
  test("a command needs no display, wherever the profile is named", () => {
    const { words } = start(["--profile", "P Q", "upload", "f"], {}, {});
    expect(words).toContain("--ozone-platform=headless");
    expect(words.slice(-5)).toEqual(["--", "--profile", "P Q", "upload", "f"]);
  });

  test("root gets commands without the sandbox, and no window", () => {
    expect(start(["history"], {}, {}, 0).words).toContain("--no-sandbox");
    const window = start([], {}, { DISPLAY: ":0" }, 0);
    expect(window.errors).toContain("does not open for root");
    expect(window.code).toBe(2);
  });

  test("Wayland alone is spoken to in its own way", () => {
    expect(start([], {}, { WAYLAND_DISPLAY: "wayland-0" }).words[0]).toBe("--ozone-platform=wayland");
  });
});
