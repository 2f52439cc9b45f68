import { execFileSync } from "node:child_process";
import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { fileManagerEntries } from "../../electron/main/system-entries/linux-entries";
import { expect, openView, readClipboard, test } from "./app.fixture";
import { missingProgram } from "./keyring";

const missing = process.platform === "linux" ? missingProgram(["gio", "xdg-mime"]) : "Linux";
test.skip(missing !== null, `${missing} is not here`);

/** The surroundings of a copy that is installed as one file, in a home of its own. */
async function installedIn(folder: string) {
  const program = join(folder, "Waybill.AppImage");
  await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$@" > '${join(folder, "notes")}'\n`, { mode: 0o755 });
  const [data, config] = [join(folder, "data"), join(folder, "config")];
  await mkdir(join(folder, "system"));
  const environment = {
    ...{ WAYBILL_AS_INSTALLED: "1", APPIMAGE: program, HOME: folder },
    ...{ XDG_DATA_HOME: data, XDG_CONFIG_HOME: config, XDG_DATA_DIRS: join(folder, "system") },
  };
  return { program, data, config, environment };
}

async function openDesktopSettings(page: Page): Promise<void> {
  await openView(page, "settings");
  await page.getByTestId("settings-desktop").click();
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

test("the settings put an installed Waybill into file managers and take it out again, as its switch shows", async ({
  launch,
  folder,
}) => {
  const { program, data, environment } = await installedIn(folder);
  const { page, quit } = await launch({ environment });
  await openDesktopSettings(page);
  const row = page.getByTestId("setting-fileManagers");
  await expect(row.getByRole("switch")).not.toBeChecked();
  await row.click();
  await expect(row.getByRole("switch")).toBeChecked();
  const entries = fileManagerEntries(program, data);
  for (const { path, content } of entries) expect(await readFile(path, "utf8")).toBe(content);
  // Whatever was once chosen, what is on disk is shown.
  await quit();
  const again = await launch({ environment });
  await openDesktopSettings(again.page);
  const later = again.page.getByTestId("setting-fileManagers");
  await expect(later.getByRole("switch")).toBeChecked();
  await later.click();
  await expect(later.getByRole("switch")).not.toBeChecked();
  for (const { path } of entries) expect(await isThere(path)).toBe(false);
});

test("the settings make waybill:// links open an installed Waybill, and undo that", async ({
  launch,
  folder,
}) => {
  const { environment } = await installedIn(folder);
  const { page } = await launch({ environment });
  const opens = () =>
    execFileSync("xdg-mime", ["query", "default", "x-scheme-handler/waybill"], {
      env: { ...process.env, ...environment },
      encoding: "utf8",
    }).trim();
  await openDesktopSettings(page);
  const row = page.getByTestId("setting-links");
  await expect(row.getByRole("switch")).not.toBeChecked();
  await row.click();
  await expect(row.getByRole("switch")).toBeChecked();
  expect(opens()).toBe("waybill.desktop");
  execFileSync("gio", ["open", "waybill://upload/1"], { env: { ...process.env, ...environment } });
  await expect
    .poll(() => readFile(join(folder, "notes"), "utf8").catch(() => ""))
    .toBe("waybill://upload/1\n");
  await row.click();
  await expect(row.getByRole("switch")).not.toBeChecked();
  expect(opens()).toBe("");
});

test("the command that is copied for Typora starts an installed Waybill with the pictures behind it", async ({
  launch,
  folder,
}) => {
  const { environment } = await installedIn(folder);
  const { page, electron } = await launch({ environment });
  await openDesktopSettings(page);
  await page.getByTestId("copy-typora-command").click();
  await expect(page.getByTestId("notice")).toContainText("Command copied");
  execFileSync("sh", ["-c", `${await readClipboard(electron)} "$@"`, "sh", "a b.png", "c.png"]);
  expect(await readFile(join(folder, "notes"), "utf8")).toBe("upload\n--to\nPractice\na b.png\nc.png\n");
});

test("an installed Waybill opens at login while that is wanted, in the tray", async ({ launch, folder }) => {
  const { program, config, environment } = await installedIn(folder);
  const { page } = await launch({ environment });
  const entry = join(config, "autostart", "waybill.desktop");
  await openDesktopSettings(page);
  await page.getByTestId("setting-openAtLogin").click();
  await expect.poll(() => readFile(entry, "utf8").catch(() => "")).toContain(`Exec="${program}" --hidden\n`);
  await page.getByTestId("setting-openAtLogin").click();
  await expect.poll(() => isThere(entry)).toBe(false);
});
