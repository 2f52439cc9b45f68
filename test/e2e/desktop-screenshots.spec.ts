import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  test as base,
  dropPaths,
  expect,
  openView,
  type RunningApp,
  readClipboard,
  rowOf,
} from "./app.fixture";
import { copyPicture } from "./clipboard";
import { missingProgram } from "./keyring";
import { photo } from "./photo";

const images = resolve(import.meta.dirname, "../../docs/images");
const missing = missingProgram(["dbus-daemon", "xfce4-panel", "dunst", "xdotool"]);

/** A panel at the top with nothing but the tray at its right. */
const panel = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
        <value type="int" value="2"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-2" type="string" value="systray"/>
  </property>
</channel>
`;

/** A desktop with a tray and notifications that are really drawn: Xfce's panel, and dunst. */
const test = base.extend<{ readonly desktop: Readonly<Record<string, string>> }>({
  desktop: async ({ folder }, use) => {
    const settings = join(folder, "config", "xfce4", "xfconf", "xfce-perchannel-xml");
    await mkdir(settings, { recursive: true });
    await writeFile(join(settings, "xfce4-panel.xml"), panel);
    const daemon = spawn("dbus-daemon", ["--session", "--nofork", "--print-address"], {
      env: { ...process.env, XDG_CONFIG_HOME: join(folder, "config") },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [address] = await once(daemon.stdout, "data", { signal: AbortSignal.timeout(10_000) });
    const environment = {
      DBUS_SESSION_BUS_ADDRESS: String(address).trim(),
      XDG_CONFIG_HOME: join(folder, "config"),
    };
    const parts = ["xfce4-panel", "dunst"].map((program) =>
      spawn(program, [], { env: { ...process.env, ...environment }, stdio: "ignore" }),
    );
    await use(environment);
    for (const part of [...parts, daemon]) await ended(part);
  },
  launch: async ({ desktop, launch }, use) => {
    await use((options = {}) => launch({ ...options, environment: desktop }));
  },
});
test.skip(missing !== null, `${missing} is not installed`);

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}

const xdotool = (...words: readonly string[]) => execFileSync("xdotool", words, { encoding: "utf8" });

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A part of the screen as it is, menus and other programs' windows included. */
async function screenPart({ electron }: RunningApp, area: Area): Promise<string> {
  return await electron.evaluate(async ({ desktopCapturer, screen }, part) => {
    const { size } = screen.getPrimaryDisplay();
    const [source] = await desktopCapturer.getSources({ types: ["screen"], thumbnailSize: size });
    return source?.thumbnail.crop(part).toPNG().toString("base64") ?? "";
  }, area);
}

/** Does something that changes the screen, and takes a picture once what is watched has changed and stays so. */
async function picture(
  app: RunningApp,
  options: { readonly name: string; readonly area: Area; readonly watched?: Area },
  change: () => unknown,
): Promise<void> {
  const { name, area, watched = area } = options;
  const before = await screenPart(app, watched);
  await change();
  let last = before;
  await expect
    .poll(async () => {
      const now = await screenPart(app, watched);
      const isSettled = now === last && now !== before;
      last = now;
      return isSettled;
    })
    .toBe(true);
  await writeFile(join(images, `${name}.png`), Buffer.from(await screenPart(app, area), "base64"));
}

test("takes the pictures of menu, About, drop target, tray and notification from the running app", async ({
  launch,
  folder,
}) => {
  const app = await launch();
  const { page, electron } = app;
  await mkdir(images, { recursive: true });
  const place = { x: 40, y: 60, width: 1000, height: 660 };
  await electron.evaluate(({ BrowserWindow }, bounds) => {
    BrowserWindow.getAllWindows()
      .find((each) => each.isVisible())
      ?.setBounds(bounds);
  }, place);
  for (const name of ["Ferry at dusk.png", "Harbour, early.png", "measurements.csv"]) {
    await writeFile(join(folder, name), name.endsWith("png") ? photo(1200, 800) : "1");
    await openView(page, "queue");
    await dropPaths(page, [join(folder, name)]);
    await openView(page, "history");
    await expect(rowOf(page, name)).toHaveAttribute("data-state", "completed");
  }
  await page.getByTestId("notice").getByRole("button").click();
  await rowOf(page, "Harbour").click();
  xdotool("search", "--onlyvisible", "--name", "^Waybill$", "windowfocus", "--sync");
  // Beside it the time that is left of the links goes on.
  const menu = { name: "menu", area: place, watched: { ...place, width: 380 } };
  await picture(app, menu, () => xdotool("key", "Alt_L"));
  await picture(app, menu, () => xdotool("key", "Right", "Right", "Down"));
  xdotool("key", "Escape", "Escape");

  await openView(page, "settings");
  await page.getByTestId("settings-about").click();
  await expect(page.getByTestId("versions")).toBeVisible();
  await page.screenshot({ path: join(images, "settings-about.png"), animations: "disabled" });

  await page.getByTestId("settings-desktop").click();
  const opened = electron.waitForEvent("window");
  await page.getByTestId("setting-dropTarget").click();
  const target = await opened;
  await expect(target.getByTestId("drop-target")).toContainText("Practice");
  await target.screenshot({ path: join(images, "drop-target.png"), animations: "disabled" });
  await page.getByTestId("setting-dropTarget").click();

  await page.close();
  const { width } = await electron.evaluate(({ screen }) => screen.getPrimaryDisplay().size);
  const corner = { x: width - 460, y: 0, width: 460, height: 250 };
  await picture(app, { name: "tray", area: corner }, () =>
    xdotool("mousemove", String(width - 16), "16", "click", "3"),
  );
  await copyPicture(electron, photo(1200, 800));
  // "Upload clipboard", the second item.
  await picture(app, { name: "notification", area: corner }, async () => {
    xdotool("mousemove", String(width - 84), "73", "click", "1");
    await expect.poll(() => readClipboard(electron)).toMatch(/^http/);
  });
});
