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
  readRuntime,
  rowOf,
  sandboxSwitches,
} from "./app.fixture";
import { copyPicture } from "./clipboard";
import { missingProgram } from "./keyring";
import { photo } from "./photo";
import { outcome, startWindow } from "./processes";

const images = resolve(import.meta.dirname, "../../docs/images");
const missing = missingProgram(["dbus-daemon", "xfce4-panel", "dunst", "xdotool", "xterm"]);

/** dunst as desktops set it up: a picture beside the words. */
const dunstSettings = `[global]
font = DejaVu Sans 10
width = 380
origin = top-right
offset = 12x44
frame_width = 1
frame_color = "#c8c8c8"
padding = 12
horizontal_padding = 12
icon_position = left
max_icon_size = 64
format = "<b>%s</b>\\n%b"
markup = full
corner_radius = 6
[urgency_normal]
background = "#ffffff"
foreground = "#222222"
`;

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
    await mkdir(join(folder, "config", "dunst"));
    await writeFile(join(folder, "config", "dunst", "dunstrc"), dunstSettings);
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

/** A terminal in which a command was typed, with what it prints; the shell's prompt alone is played. */
async function terminalWith(profile: string, file: string, environment: Readonly<Record<string, string>>) {
  const runtime = await readRuntime();
  const words = ["--profile", profile, "upload", file, "--to", "Practice"];
  const script =
    'printf "$ waybill upload \\"Harbour, early.png\\" --to Practice\\n"; "$@"; printf "$ "; sleep 60';
  const program = [runtime.executable, ...sandboxSwitches, "--ozone-platform=headless", "--log-level=3"];
  const geometry = ["-geometry", "124x9+40+720", "-fa", "DejaVu Sans Mono", "-fs", "10", "+sb"];
  return spawn(
    "xterm",
    [
      ...geometry,
      "-bg",
      "#fdfdfd",
      "-fg",
      "#222",
      "-e",
      "sh",
      "-c",
      script,
      "sh",
      ...program,
      ...runtime.args,
    ],
    { env: { ...process.env, ...environment, WAYBILL_ARGV: JSON.stringify(words) }, stdio: "ignore" },
  );
}

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
  profile,
  desktop,
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

  await openView(page, "history");
  await page
    .getByTestId("notice")
    .getByRole("button")
    .click({ timeout: 1_000 })
    .catch(() => {});
  const both = { x: 40, y: 60, width: 1000, height: 815 };
  let terminal: ChildProcess | null = null;
  await picture(
    app,
    { name: "handover", area: both, watched: { ...both, y: 720, height: 150 } },
    async () => {
      terminal = await terminalWith(profile, join(folder, "Harbour, early.png"), desktop);
      await expect(rowOf(page, "Harbour, early.png")).toHaveCount(2);
    },
  );
  if (terminal !== null) await ended(terminal);

  const link = "waybill://add-destination?service=rocket-chat&name=Team&baseUrl=https%3A%2F%2Fchat.example";
  const dialog = { name: "link-question", area: { x: 0, y: 0, width: 523, height: 197 } };
  await picture(app, dialog, async () => {
    expect((await outcome(await startWindow(profile, [link]))).code).toBe(0);
  });
  xdotool("key", "Escape");

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
