// Electron's own distribution can be told which app to run (`electron FOLDER`); the fallback runtime comes without that part.
// This is it: it lies in the runtime's `resources/app` and opens the app in the first folder that the command line names.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { app } from "electron";

const named = process.argv.slice(1).find((argument) => !argument.startsWith("-"));
if (named === undefined) {
  process.stderr.write("waybill: this runtime needs the folder of an app.\n");
  process.exit(2);
}
const folder = resolve(named);
const description = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
app.setName(description.productName ?? description.name);
app.setVersion(description.version);
app.setAppPath(folder);
Object.defineProperty(process, "defaultApp", { value: true, enumerable: true });
// Awaited, so that Electron becomes ready only after the app has begun, as it is with an app of its own.
await import(pathToFileURL(createRequire(import.meta.url).resolve(folder)).href);
