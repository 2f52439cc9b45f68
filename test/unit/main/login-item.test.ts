import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { autostartEntry, autostartPath, setAutostart } from "../../../electron/main/login-item";

const home = mkdtempSync(join(tmpdir(), "waybill-login-"));
afterEach(() => rmSync(join(home, ".config"), { recursive: true, force: true }));

test("the entry is where desktops look for it", () => {
  expect(autostartPath({}, "/home/me")).toBe("/home/me/.config/autostart/waybill.desktop");
  expect(autostartPath({ XDG_CONFIG_HOME: "/conf" }, "/home/me")).toBe("/conf/autostart/waybill.desktop");
});

test("it is written, put right, and removed without a trace", () => {
  const path = autostartPath({}, home);
  setAutostart(path, "/opt/Waybill/waybill");
  expect(readFileSync(path, "utf8")).toContain('Exec="/opt/Waybill/waybill" --hidden\n');
  writeFileSync(path, "spoiled");
  setAutostart(path, "/opt/Waybill/waybill");
  expect(readFileSync(path, "utf8")).toBe(autostartEntry("/opt/Waybill/waybill"));
  setAutostart(path, null);
  setAutostart(path, null);
  expect(() => readFileSync(path)).toThrow("ENOENT");
});

test("no path can add a command of its own", () => {
  expect(autostartEntry('/opt/a"b`c$d%e')).toContain('Exec="/opt/a\\\\"b\\\\`c\\\\$d%%e" --hidden');
});
