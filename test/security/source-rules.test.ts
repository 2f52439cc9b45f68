import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { filesBelow } from "../helpers/sources";

const sources = filesBelow(["electron", "renderer"], /\.(tsx?|html)$/);

/** The files in whose code a pattern occurs; comments don't count. */
function where(pattern: RegExp): readonly string[] {
  const found = sources.filter(({ text }) =>
    pattern.test(text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")),
  );
  return found.map(({ path }) => path);
}

/** Files that start programs: the command's headless twin, the desktop's own, an update. None gets a file of an upload. */
const starters: ReadonlySet<string> = new Set([
  "electron/main/main.ts",
  "electron/main/tray/tray-host.ts",
  "electron/main/system-entries/linux-links.ts",
  "electron/main/updates/system-updater.ts",
]);

it("S-01 windows are made in one file, which gives each the safe preferences last", () => {
  expect(where(/new (BrowserWindow|BaseWindow|WebContentsView|BrowserView)\b/)).toEqual([
    "electron/main/main-window.ts",
  ]);
  const factory = readFileSync("electron/main/main-window.ts", "utf8");
  expect(factory.match(/new BrowserWindow/g)).toHaveLength(1);
  expect(factory).toContain("{ ...options.webPreferences, ...safePreferences, preload }");
});

it("S-02 no page is ever opened as a file", () => {
  expect(where(/loadFile\(|pathToFileURL/)).toEqual([]);
  expect(where(/\.loadURL\(/)).toEqual([
    "electron/main/main-window.ts",
    "electron/main/thumbnail-decoder.ts",
  ]);
});

it("S-06 no component hands text to the browser as markup or script", () => {
  expect(where(/dangerouslySetInnerHTML|\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write/)).toEqual(
    [],
  );
  expect(where(/\beval\(|new Function\(|srcdoc/)).toEqual([]);
  expect(where(/createPolicy\(/)).toEqual(["renderer/strict-page.ts"]);
});

it("S-09 main answers pages through its one wrapper and nowhere else", () => {
  expect(where(/ipcMain\b(?!")/)).toEqual(["electron/main/early-page.ts"]);
  const early = readFileSync("electron/main/early-page.ts", "utf8");
  // What comes in before there is an engine waits for the wrapper, and for nothing else.
  expect(early.match(/ipcMain\.\w+\(.*/g)).toEqual([
    "ipcMain.handle(name, async (event, args) => await (await listener)(event, args));",
  ]);
  expect(where(/requests\.handle\(|receiver\.handle\(/)).toEqual(["electron/main/ipc-main.ts"]);
});

it("S-18 nothing starts Chromium's crash reporter, and no report is ever sent", () => {
  expect(where(/crashReporter|crashpad|uploadToServer|@sentry|bugsnag/i)).toEqual([]);
});

it("S-20 nothing in the program can switch the check of certificates off", () => {
  expect(where(/rejectUnauthorized: false|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity/)).toEqual([]);
  expect(where(/setCertificateVerifyProc|on\("certificate-error|appendSwitch\(\s*"ignore-cert/)).toEqual([]);
  const transmission = readFileSync("electron/engine/http/transmission.ts", "utf8");
  expect(transmission).toContain("rejectUnauthorized: true");
});

it("S-26 the browser is opened in one place, behind the check of links", () => {
  expect(where(/openExternal\(/)).toEqual(["electron/main/desk.ts"]);
  const desk = readFileSync("electron/main/desk.ts", "utf8");
  expect(desk).toMatch(
    /const link = safeLink\(url\);\s*if \(link === null\) return false;\s*await shell\.openExternal\(link\);/,
  );
  // Links of receipts, and the project's own page.
  expect(where(/openInBrowser\((?!url: string)/)).toEqual([
    "electron/main/ipc-handlers.ts",
    "electron/main/program-handlers.ts",
  ]);
  expect(where(/openInBrowser\(homepage\)/)).toEqual(["electron/main/program-handlers.ts"]);
});

it("S-29 only the log's folder and Waybill's own notices are ever opened; files are shown in their folder", () => {
  expect(where(/shell\.openPath\(/)).toEqual(["electron/main/desk.ts"]);
  expect(where(/desk\.openPath\(/)).toEqual(["electron/main/program-handlers.ts"]);
  const handlers = readFileSync("electron/main/program-handlers.ts", "utf8");
  const opened = [...handlers.matchAll(/desk\.openPath\(([^)]*)\)/g)].map(([, what]) => what);
  expect(opened).toEqual(["noticesPath", "places.logDirectory"]);
  expect(where(/child_process|\bspawn\(|execFile\(/).filter((path) => !starters.has(path))).toEqual([]);
});

it("S-30 the clipboard is read in one place, which the user asks for, and the page has none of its own", () => {
  expect(where(/clipboard\.read\w*\(/)).toEqual(["electron/main/quick/system-clipboard.ts"]);
  expect(where(/navigator\.clipboard|execCommand\("(copy|cut|paste)/)).toEqual([]);
});

it("S-34 nothing opens developer tools or a port for debuggers", () => {
  expect(where(/openDevTools|toggleDevTools\(|appendSwitch\(\s*"remote-/)).toEqual([]);
  expect(where(/devTools: true/)).toEqual([]);
  expect(where(/devTools: !app\.isPackaged/)).toEqual([
    "electron/main/app.ts",
    "electron/main/early-page.ts",
  ]);
});
