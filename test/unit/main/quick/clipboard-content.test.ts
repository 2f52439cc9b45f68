import { expect, test } from "vitest";
import { readClipboard } from "../../../../electron/main/quick/clipboard-content";

function clipboard(content: { text?: string; png?: Buffer; formats?: Record<string, Buffer | string> }) {
  return {
    bytes: async (format: string) => Buffer.from(content.formats?.[format] ?? ""),
    png: async () => content.png ?? Buffer.alloc(0),
    text: async () => content.text ?? "",
  };
}

test("files copied in GNOME's file manager are read before the text that comes with them", async () => {
  const formats = {
    "x-special/gnome-copied-files": "copy\nfile:///home/me/a%20b.png\nfile:///home/me/%C3%BC.txt",
  };
  const content = await readClipboard(clipboard({ formats, text: "/home/me/a b.png" }), "linux");
  expect(content).toEqual({ kind: "files", paths: ["/home/me/a b.png", "/home/me/ü.txt"] });
});

test("files copied in KDE's file manager are read; those of another computer are not", async () => {
  const formats = {
    "text/uri-list": "# copied\r\nfile:///tmp/a.png\r\nfile://far/b.png\r\nhttps://x.example/c\r\n",
  };
  expect(await readClipboard(clipboard({ formats }), "linux")).toEqual({
    kind: "files",
    paths: ["/tmp/a.png"],
  });
});

test("files copied in Finder are read", async () => {
  const list =
    "<plist><array><string>/Users/me/R&amp;D.png</string><string>/Users/me/b.txt</string></array></plist>";
  const content = await readClipboard(clipboard({ formats: { NSFilenamesPboardType: list } }), "darwin");
  expect(content).toEqual({ kind: "files", paths: ["/Users/me/R&D.png", "/Users/me/b.txt"] });
});

test("files copied in Explorer are read, several from one structure or a single one by its name", async () => {
  const header = Buffer.alloc(20);
  header.writeUInt32LE(20, 0);
  const names = Buffer.from("C:\\a b.png\0C:\\ü.txt\0\0", "utf16le");
  const several = { CF_HDROP: Buffer.concat([header, names]) };
  expect(await readClipboard(clipboard({ formats: several }), "win32")).toEqual({
    kind: "files",
    paths: ["C:\\a b.png", "C:\\ü.txt"],
  });
  const single = { FileNameW: Buffer.from("C:\\one.png\0", "utf16le") };
  expect(await readClipboard(clipboard({ formats: single }), "win32")).toEqual({
    kind: "files",
    paths: ["C:\\one.png"],
  });
});

test("a picture is read before a text, and blank text is nothing", async () => {
  const png = Buffer.from([1, 2]);
  expect(await readClipboard(clipboard({ png, text: "t" }), "linux")).toEqual({ kind: "image", png });
  expect(await readClipboard(clipboard({ text: "words" }), "linux")).toEqual({ kind: "text", text: "words" });
  expect(await readClipboard(clipboard({ text: " \n" }), "linux")).toBeNull();
});
