// Another program that holds keys everywhere, as media players and screenshot tools do. Says whether it got them.
import { app, globalShortcut } from "electron";

// Not awaited here: Electron is ready only after this file has run.
void app.whenReady().then(() => {
  const isHeld = globalShortcut.register(process.env["WAYBILL_HELD_KEYS"], () => {});
  process.stdout.write(isHeld ? "held\n" : "refused\n");
});
