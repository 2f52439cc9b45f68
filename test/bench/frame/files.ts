import { randomFillSync } from "node:crypto";
import { mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Makes a file of this many bytes of noise, which no file system and no line can pack. */
export async function makeLargeFile(path: string, bytes: number): Promise<string> {
  const noise = randomFillSync(Buffer.alloc(Math.min(bytes, 16 * 1024 * 1024)));
  const file = await open(path, "w");
  try {
    for (let left = bytes; left > 0; left -= noise.length) {
      await file.write(left < noise.length ? noise.subarray(0, left) : noise);
    }
  } finally {
    await file.close();
  }
  return path;
}

/** Makes a file that has a size but takes no space. */
export async function makeSparseFile(path: string, bytes: number): Promise<string> {
  const file = await open(path, "w");
  try {
    await file.truncate(bytes);
  } finally {
    await file.close();
  }
  return path;
}

/** Makes a folder of small files, all alike; answers their paths. */
export async function makeSmallFiles(
  folder: string,
  count: number,
  bytes: number,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const content = randomFillSync(Buffer.alloc(bytes));
  const paths = Array.from({ length: count }, (_, index) =>
    join(folder, `Photo ${index} of the journey.jpg`),
  );
  for (let start = 0; start < count; start += 128) {
    await Promise.all(paths.slice(start, start + 128).map((path) => writeFile(path, content)));
  }
  return paths;
}
