import type { ElectronApplication } from "playwright/test";

/** Puts a picture on the system's clipboard, as a program that copies a picture does. Old and new Electron differ in how. */
export async function copyPicture(electron: ElectronApplication, png: Buffer): Promise<void> {
  await electron.evaluate(async ({ clipboard, ClipboardItem, nativeImage }, base64) => {
    const bytes = Buffer.from(base64, "base64");
    const writeImage: unknown = Reflect.get(clipboard, "writeImage");
    if (typeof writeImage === "function") {
      Reflect.apply(writeImage, clipboard, [nativeImage.createFromBuffer(bytes)]);
    } else {
      await clipboard.write([
        new ClipboardItem({ "image/png": new Blob([new Uint8Array(bytes)], { type: "image/png" }) }),
      ]);
    }
  }, png.toString("base64"));
}

/** Puts a file on the system's clipboard, as a file manager does. */
export async function copyFile(electron: ElectronApplication, fileUrl: string): Promise<void> {
  await electron.evaluate(async ({ clipboard, ClipboardItem }, list) => {
    const writeBuffer: unknown = Reflect.get(clipboard, "writeBuffer");
    if (typeof writeBuffer === "function") {
      Reflect.apply(writeBuffer, clipboard, ["text/uri-list", Buffer.from(list)]);
    } else {
      const format = 'electron application/osclipboard;format="text/uri-list"';
      await clipboard.write([new ClipboardItem({ [format]: new Blob([list]) })]);
    }
  }, `${fileUrl}\r\n`);
}
