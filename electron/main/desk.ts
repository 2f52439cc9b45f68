import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { app, type BrowserWindow, clipboard, dialog, type OpenDialogOptions, shell } from "electron";
import type { Desk } from "./ipc-handlers";
import { safeLink } from "./links";
import type { Words } from "./words";

/** The system around the window: dialogs, clipboard, browser and file manager. */
export function createDesk(currentWindow: () => BrowserWindow | null, words: Pick<Words, "t">): Desk {
  return {
    chooseFiles: async (folders) => {
      const properties = [folders ? "openDirectory" : "openFile", "multiSelections"] as const;
      const options = { properties: [...properties] };
      const window = currentWindow();
      const chosen = await (window === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(window, options));
      return chosen.canceled || chosen.filePaths.length === 0 ? null : chosen.filePaths;
    },
    chooseCopy: async (name) => {
      const options = { defaultPath: join(app.getPath("downloads"), basename(name)) };
      const window = currentWindow();
      const chosen = await (window === null
        ? dialog.showSaveDialog(options)
        : dialog.showSaveDialog(window, options));
      return chosen.canceled || chosen.filePath === "" ? null : chosen.filePath;
    },
    chooseJson: () => chooseOne(currentWindow(), { filters: [{ name: "JSON", extensions: ["json"] }] }),
    chooseCertificate: () =>
      chooseOne(currentWindow(), {
        filters: [
          { name: "PEM", extensions: ["pem", "crt", "cer"] },
          { name: "*", extensions: ["*"] },
        ],
      }),
    locateFile: (path) => {
      const title = words.t("locate.title", { name: basename(path) });
      // macOS shows no title but a message.
      return chooseOne(currentWindow(), { title, message: title, defaultPath: path });
    },
    openPath: async (path) => (await shell.openPath(path)) === "",
    writeClipboard: (text) => clipboard.writeText(text),
    pageAsPdf: async () => {
      const window = currentWindow();
      if (window === null) throw new Error("There is no window to print.");
      return await window.webContents.printToPDF({ pageSize: "A4", printBackground: true });
    },
    printPage: async () => {
      const window = currentWindow();
      if (window === null) return false;
      return await new Promise<boolean>((done) =>
        window.webContents.print({ printBackground: true }, (printed) => done(printed)),
      );
    },
    openInBrowser: async (url) => {
      const link = safeLink(url);
      if (link === null) return false;
      await shell.openExternal(link);
      return true;
    },
    showInFolder: (path) => {
      if (!existsSync(path)) return false;
      shell.showItemInFolder(path);
      return true;
    },
  };
}

/** An absolute path of one file that is there, or null. */
async function chooseOne(
  window: BrowserWindow | null,
  how: Pick<OpenDialogOptions, "filters" | "title" | "message" | "defaultPath">,
): Promise<string | null> {
  const options = { properties: ["openFile" as const], ...how };
  const chosen = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
}

/** Brings a window to the front. */
export function bringUp(window: BrowserWindow | null): void {
  if (window === null || window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
