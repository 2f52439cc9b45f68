import { closeSync, openSync, readSync } from "node:fs";
import { z } from "zod";

const fileSchema = z.object({
  size: z.number(),
  unpacked: z.boolean().optional(),
  offset: z.string().optional(),
});

type Entry = z.infer<typeof fileSchema> | { readonly files: Readonly<Record<string, Entry>> };

const entrySchema: z.ZodType<Entry> = z.lazy(() =>
  z.union([z.object({ files: z.record(z.string(), entrySchema) }), fileSchema]),
);

/** Length of the frame around an archive's list of files: four numbers of 32 bits, the last of them the list's length. */
const frameLength = 16;

/** An archive of Electron: its files, and the text of one. */
export interface AsarFile {
  readonly paths: readonly string[];
  text(path: string): string;
}

/** Reads an archive without trusting the tool that made it. */
export function readAsar(archive: string): AsarFile {
  const bytes = (from: number, length: number): Buffer => {
    const file = openSync(archive, "r");
    const buffer = Buffer.alloc(length);
    readSync(file, buffer, 0, length, from);
    closeSync(file);
    return buffer;
  };
  const frame = bytes(0, frameLength);
  const list = bytes(frameLength, frame.readUInt32LE(12)).toString("utf8");
  const files = new Map<string, z.infer<typeof fileSchema>>();
  const walk = (entry: Entry, path: string): void => {
    if (!("files" in entry)) files.set(path, entry);
    else
      for (const [name, child] of Object.entries(entry.files)) walk(child, path ? `${path}/${name}` : name);
  };
  walk(entrySchema.parse(JSON.parse(list)), "");
  const start = 8 + frame.readUInt32LE(4);
  return {
    paths: [...files.keys()].sort(),
    text: (path) => {
      const file = files.get(path);
      if (file?.offset === undefined) throw new Error(`${path} is not in the archive.`);
      return bytes(start + Number(file.offset), file.size).toString("utf8");
    },
  };
}
