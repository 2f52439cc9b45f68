// Opens the real app, but lets it see "ready" only after Playwright has attached. Playwright waits forever for a page
// that it meets in the middle of its first navigation, and on a busy machine one start in twenty was such a meeting.
// Playwright calls __playwright_run itself; with its own Electron it brings the counterpart along as well.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { app } from "electron";

const folder = process.env["WAYBILL_HELD_APP"];
const description = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
app.setName(description.name);
app.setVersion(description.version);
app.setAppPath(folder);

const ready = app.whenReady();
const attached = new Promise((release) => {
  globalThis.__playwright_run = release;
});
app.whenReady = async () => {
  await attached;
  // An installed copy refuses the switches by which Playwright attaches; from here on this one counts as installed.
  if (process.env["WAYBILL_AS_INSTALLED"] === "1")
    Object.defineProperty(app, "isPackaged", { get: () => true });
  await ready;
};

await import(pathToFileURL(createRequire(import.meta.url).resolve(folder)).href);
