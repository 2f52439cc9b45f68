import { crc32, deflateSync } from "node:zlib";

/** A PNG with an evening sky over water, so that a picture in a test or screenshot looks like one. */
export function photo(width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y += 1) {
    const start = y * (1 + width * 3);
    for (let x = 0; x < width; x += 1) rows.set(colour(x / width, y / height), start + 1 + x * 3);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  const parts = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}

function colour(x: number, y: number): readonly number[] {
  const isSun = (x - 0.7) ** 2 * 2.5 + (y - 0.45) ** 2 < 0.012;
  if (isSun) return [255, 214, 120];
  if (y > 0.6) return [30 + 60 * x, 60 + 40 * (1 - y), 110 - 30 * y];
  return [250 - 120 * (1 - y), 140 + 40 * y, 110 + 90 * (1 - y)];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
