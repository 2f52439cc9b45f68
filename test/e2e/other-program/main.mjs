// Another program on the same desktop: an editor that is built on Electron, or a browser that shows a page.
import { app, BrowserWindow } from "electron";

// Not awaited here: Electron is ready only after this file has run.
void app.whenReady().then(() => new BrowserWindow({ show: false }).loadURL("about:blank"));
