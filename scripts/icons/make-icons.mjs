// Makes every icon file from scripts/icons/drawings.mjs: `npm run icons`. The results are committed, so that nobody
// needs the renderer to build Waybill.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { projectFolder } from "../setup/paths.mjs";
import { appIcon, trayIcon } from "./drawings.mjs";
import { icns, ico } from "./icon-files.mjs";

/** @param {string} svg @param {number} size pixels @returns {Buffer} */
const png = (svg, size) => new Resvg(svg, { fitTo: { mode: "width", value: size } }).render().asPng();

/** @param {string} path below the checkout @param {Buffer} bytes */
function write(path, bytes) {
  const whole = join(projectFolder, path);
  mkdirSync(join(whole, ".."), { recursive: true });
  writeFileSync(whole, bytes);
  process.stdout.write(`${path}  ${bytes.length} bytes\n`);
}

const drawing = appIcon();
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const images = new Map(sizes.map((size) => [size, png(drawing, size)]));
for (const [size, bytes] of images) {
  if (size <= 512) write(`build/icons/${size}x${size}.png`, bytes);
}
write("build/icon.ico", ico(images));
write("build/icon.icns", icns(images));

for (const state of /** @type {const} */ (["idle", "progress", "attention"])) {
  for (const scale of [1, 2]) {
    const suffix = scale === 1 ? "" : "@2x";
    write(`build/tray/${state}${suffix}.png`, png(trayIcon(state, { template: false }), 22 * scale));
    write(`build/tray/${state}Template${suffix}.png`, png(trayIcon(state, { template: true }), 18 * scale));
  }
}
