import { createWriteStream, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";

/**
 * Unpacks the entries of a zip that `place` gives a path, with their file modes. `yauzl` refuses entries that climb
 * out of the folder, and is there after the dependencies are.
 * @param {string} archive
 * @param {string} folder
 * @param {(entry: string) => string | undefined} place
 */
export async function unpackZip(archive, folder, place) {
  const { openPromise } = await import("yauzl");
  const zip = await openPromise(archive);
  for await (const entry of zip.eachEntry()) {
    const path = place(entry.fileName);
    if (path === undefined) continue;
    if (entry.fileName.endsWith("/")) mkdirSync(join(folder, path), { recursive: true });
    else {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      // The upper half of the attributes is the mode that Unix gave the file; 0 when another system packed it.
      const mode = (entry.externalFileAttributes >>> 16) & 0o777 || 0o644;
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(join(folder, path), { mode }));
    }
  }
}
