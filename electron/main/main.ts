import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { app, Menu, protocol } from "electron";
import { isCommandLine } from "../cli/command-names";
import type { AppStart } from "./app-start";
import { hearStarts } from "./app-starts";
import { namedProfile, ownArguments } from "./arguments";
import { openEarlyPage } from "./early-page";
import { guardLookUps } from "./guards";
import { installNote, packageKind } from "./package-kind";
import { registerSchemes } from "./protocol";
import { letPagesBegin } from "./quick-page";
import { refusedSwitches } from "./refused-switches";
import { readWindowWords } from "./window-words";

const environment = process.env;
const words = ownArguments({ argv: process.argv, isDefaultApp: process.defaultApp === true, environment });
const runtime = environment["WAYBILL_RUNTIME"] ?? (app.isPackaged ? "packaged" : "override");
const outDirectory = join(import.meta.dirname, "..");
const { platform, execPath: executable } = process;
const note = installNote(executable);
const kind = packageKind({ isPackaged: app.isPackaged, platform, environment, executable, note });
const program = { outDirectory, runtime, kind };

// Everything below must have happened before Electron is ready, hence no `await` in this file; and Electron starts nothing else
// before it is done, hence nothing is read in here that can wait (schemas, words).
// Named explicitly, so that it is the same folder whichever runtime loaded the app.
const defaultProfileDirectory = join(app.getPath("appData"), app.getName());
const profileDirectory = namedProfile(words, process.cwd()) ?? defaultProfileDirectory;
if (refuseSwitches() && makeProfile()) {
  keepInProfile();
  if (isCommandLine(words)) startCommand();
  else startWindow();
}

/** Ends a package that was started with switches which would weaken it; true when it may go on. */
function refuseSwitches(): boolean {
  const isRootsCommand = process.getuid?.() === 0 && isCommandLine(words);
  const { isPackaged, commandLine } = app;
  const refused = refusedSwitches({ has: (name) => commandLine.hasSwitch(name), isPackaged, isRootsCommand });
  if (refused.length === 0) return true;
  const named = refused.map((name) => `--${name}`).join(" ");
  process.stderr.write(`waybill: an installed Waybill does not run with ${named}: it would be less safe.\n`);
  app.exit(2);
  return false;
}

function makeProfile(): boolean {
  try {
    mkdirSync(profileDirectory, { recursive: true, mode: 0o700 });
    return true;
  } catch (error) {
    process.stderr.write(`waybill: the profile's folder can't be used: ${sentenceOf(error)}\n`);
    app.exit(2);
    return false;
  }
}

/** Keeps everything, Chromium's own files included, in the profile's folder. */
function keepInProfile(): void {
  app.setPath("userData", profileDirectory);
  app.setPath("sessionData", join(profileDirectory, "chromium"));
  app.setPath("crashDumps", join(profileDirectory, "chromium", "crashes"));
  app.setAppLogsPath(join(profileDirectory, "logs"));
}

function startCommand(): void {
  if (needsHeadlessTwin()) runHeadlessTwin();
  app.disableHardwareAcceleration();
  const fail = (error: unknown): void => {
    process.stderr.write(`waybill: ${sentenceOf(error)}\n`);
    app.exit(1);
  };
  // Electron would open a dialog for them, which nobody sees or closes here.
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  import("./command-line")
    .then(({ runInTerminal }) => runInTerminal(words, defaultProfileDirectory, program))
    .catch(fail);
}

function startWindow(): void {
  // A second start on the same profile (the lock is in its folder) brings up the window of the first.
  const workingDirectory = process.cwd();
  if (!app.requestSingleInstanceLock({ words, workingDirectory })) {
    app.exit(0);
    return;
  }
  // Electron's own menu would be built only to be replaced.
  Menu.setApplicationMenu(null);
  registerSchemes(protocol);
  guardLookUps(app.commandLine);
  letPagesBegin(app.commandLine);
  const asked = readWindowWords(words, workingDirectory);
  openWithPage({ ...program, profileDirectory, words: asked }).catch(async (error: unknown) => {
    const { tellStartFailure } = await import("./start-failure");
    tellStartFailure(error);
    app.exit(1);
  });
}

/** Everything but the page is read in when the page stands. */
async function openWithPage(start: AppStart): Promise<void> {
  const takeStarts = hearStarts(app);
  const page = await openEarlyPage(start);
  await page.drawn;
  const { readInApp } = await import("./read-in-app");
  const { openApp } = await readInApp();
  await openApp(start, page, takeStarts);
}

/** Chromium on Linux ends at once without a display, and it has chosen its platform before this file runs. */
function needsHeadlessTwin(): boolean {
  const hasDisplay = Boolean(environment["DISPLAY"] ?? environment["WAYLAND_DISPLAY"]);
  return process.platform === "linux" && !hasDisplay && !app.commandLine.hasSwitch("ozone-platform");
}

/** Runs the command again in a process that needs no display, and ends with its code. */
function runHeadlessTwin(): void {
  const switches = ["--ozone-platform=headless", "--log-level=3"];
  const twin = spawnSync(process.execPath, [...switches, ...process.argv.slice(1)], {
    stdio: "inherit",
    env: { ...environment, WAYBILL_ARGV: JSON.stringify(words) },
  });
  process.exit(twin.status ?? 1);
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
