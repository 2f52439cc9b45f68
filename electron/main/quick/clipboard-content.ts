import { fileURLToPath } from "node:url";

/** What a clipboard holds that can be sent: files before an image, an image before text. */
export type ClipboardContent =
  | { readonly kind: "files"; readonly paths: readonly string[] }
  | { readonly kind: "image"; readonly png: Uint8Array }
  | { readonly kind: "text"; readonly text: string };

/** What is read of the system's clipboard; only when the user asks for it. */
export interface ClipboardPort {
  /** The bytes of a format, by its name on this system; empty when there are none. */
  bytes(format: string): Promise<Buffer>;
  /** PNG, or empty when there is no image. */
  png(): Promise<Buffer>;
  text(): Promise<string>;
}

/** What is on the clipboard; null when nothing of it can be sent. */
export async function readClipboard(
  clipboard: ClipboardPort,
  platform: NodeJS.Platform,
): Promise<ClipboardContent | null> {
  const paths = await copiedFiles(clipboard, platform);
  if (paths.length > 0) return { kind: "files", paths };
  const png = await clipboard.png();
  if (png.length > 0) return { kind: "image", png };
  const text = await clipboard.text();
  return text.trim() === "" ? null : { kind: "text", text };
}

/** Electron has no call for copied files, so the formats of the file managers are read. */
async function copiedFiles(clipboard: ClipboardPort, platform: NodeJS.Platform): Promise<readonly string[]> {
  if (platform === "win32") {
    return dropFiles(await clipboard.bytes("CF_HDROP"), await clipboard.bytes("FileNameW"));
  }
  const text = async (format: string) => (await clipboard.bytes(format)).toString("utf8");
  if (platform === "darwin") return propertyListPaths(await text("NSFilenamesPboardType"));
  return uriListPaths((await text("x-special/gnome-copied-files")) || (await text("text/uri-list")));
}

/** `text/uri-list` (RFC 2483), and GNOME's form of it, whose first line is `copy` or `cut`. Only local files count. */
function uriListPaths(list: string): readonly string[] {
  return list.split(/\r?\n/).flatMap((line) => {
    const url = line.startsWith("file://") && URL.canParse(line) ? new URL(line) : null;
    return url?.hostname === "" ? [fileURLToPath(url)] : [];
  });
}

/** macOS keeps the paths as an XML property list: an array of strings. */
function propertyListPaths(xml: string): readonly string[] {
  const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return [...xml.matchAll(/<string>([^<]*)<\/string>/g)].map(([, text]) =>
    (text ?? "").replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole),
  );
}

/** Windows: a DROPFILES structure (offset of the list first, wide characters) where there is one, else one file's name. */
function dropFiles(drop: Buffer, single: Buffer): readonly string[] {
  if (drop.length > 20) {
    const names = drop.subarray(drop.readUInt32LE(0)).toString("utf16le").split("\0");
    const end = names.indexOf("");
    return names.slice(0, end === -1 ? names.length : end);
  }
  const [name = ""] = single.toString("utf16le").split("\0");
  return name === "" ? [] : [name];
}
