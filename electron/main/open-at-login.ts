import { app } from "electron";
import { autostartPath, setAutostart } from "./login-item";
import { installedProgram } from "./system-entries/installed-program";

/** Only an installed Waybill starts at login: a checkout may be gone tomorrow. Electron has no call for it on Linux. */
export function openAtLogin(wanted: boolean): void {
  if (!app.isPackaged) return;
  if (process.platform === "linux") {
    const { platform, execPath, env: environment } = process;
    const program = installedProgram({ isPackaged: true, platform, execPath, environment });
    setAutostart(autostartPath(process.env, app.getPath("home")), wanted ? program : null);
  } else if (app.getLoginItemSettings().openAtLogin !== wanted) {
    app.setLoginItemSettings({ openAtLogin: wanted, args: ["--hidden"] });
  }
}
