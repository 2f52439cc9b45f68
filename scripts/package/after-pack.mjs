import { chmodSync, copyFileSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../setup/paths.mjs";
import { setFuses } from "./fuses.mjs";

/**
 * Called by electron-builder when the app lies unpacked, before it is signed and put into installers.
 * @param {import("electron-builder").AfterPackContext} context
 */
export async function afterPack({ appOutDir, electronPlatformName, packager }) {
  const name = packager.appInfo.productFilename;
  if (electronPlatformName === "darwin") {
    await setFuses(join(appOutDir, `${name}.app`));
  } else if (electronPlatformName === "win32") {
    await setFuses(join(appOutDir, `${name}.exe`));
    mkdirSync(join(appOutDir, "resources", "bin"));
    copyFileSync(
      join(projectFolder, "build/windows/waybill.cmd"),
      join(appOutDir, "resources/bin/waybill.cmd"),
    );
  } else {
    // The fallback runtime of a checkout keeps its starter there; only app.asar may be run.
    rmSync(join(appOutDir, "resources", "app"), { recursive: true, force: true });
    await setFuses(join(appOutDir, "waybill"));
    putLauncher(appOutDir);
  }
}

/**
 * On Linux `waybill` is a small script, so that menu entries, AppImage, archives and the command on the PATH all start
 * the program in the same way; Chrome does the same.
 * @param {string} folder
 */
function putLauncher(folder) {
  renameSync(join(folder, "waybill"), join(folder, "waybill-app"));
  const launcher = join(folder, "waybill");
  copyFileSync(join(projectFolder, "build/linux/waybill.sh"), launcher);
  chmodSync(launcher, 0o755);
}
