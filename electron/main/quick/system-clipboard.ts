import type { Clipboard } from "electron";
import type { ClipboardPort } from "./clipboard-content";

/** Electron's clipboard before version 44, as far as it is used: the development fallback has it. */
interface OlderClipboard {
  readBuffer(format: string): Buffer;
  readImage(): { toPNG(): Buffer };
  readText(): string;
}

function isOlder(clipboard: object): clipboard is OlderClipboard {
  return "readBuffer" in clipboard && "readImage" in clipboard;
}

/** The system's clipboard, through whichever interface this Electron has. */
export function systemClipboard(clipboard: Clipboard): ClipboardPort {
  return isOlder(clipboard) ? olderPort(clipboard) : modernPort(clipboard);
}

function olderPort(clipboard: OlderClipboard): ClipboardPort {
  return {
    bytes: async (format) => clipboard.readBuffer(format),
    png: async () => clipboard.readImage().toPNG(),
    text: async () => clipboard.readText(),
  };
}

function modernPort(clipboard: Clipboard): ClipboardPort {
  /** Formats without a MIME type of their own are named by the system's name. */
  const bytes = async (format: string): Promise<Buffer> => {
    const names = [format, `electron application/osclipboard;format="${format}"`];
    for (const item of await clipboard.read()) {
      const name = names.find((candidate) => item.types.includes(candidate));
      const found = name === undefined ? null : await item.getType(name);
      if (found instanceof Blob) return Buffer.from(await found.arrayBuffer());
    }
    return Buffer.alloc(0);
  };
  return { bytes, png: () => bytes("image/png"), text: () => clipboard.readText() };
}
