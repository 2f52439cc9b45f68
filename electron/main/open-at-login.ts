import { dirname, join } from "node:path";
import { app } from "electron";
import { autostartPath, setAutostart } from "./login-item";

/** Only an installed Waybill starts at login: a checkout may be gone tomorrow. Electron has no call for it on Linux. */
export function openAtLogin(wanted: boolean): void {
  if (!app.isPackaged) return;
  if (process.platform === "linux") {
    // Beside the program lies its launcher (build/linux/waybill.sh).
    const program = process.env["APPIMAGE"] ?? join(dirname(process.execPath), "waybill");
    setAutostart(autostartPath(process.env, app.getPath("home")), wanted ? program : null);
  } else if (app.getLoginItemSettings().openAtLogin !== wanted) {
    app.setLoginItemSettings({ openAtLogin: wanted, args: ["--hidden"] });
  }
}
