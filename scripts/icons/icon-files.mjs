// Icon files that hold PNGs of several sizes. Both formats are a directory and the images as they are.

/**
 * Windows: ICONDIR, one ICONDIRENTRY an image, then the images (PNG inside since Windows Vista; 256 is written as 0).
 * @param {ReadonlyMap<number, Buffer>} images PNG by size, pixels
 * @returns {Buffer}
 */
export function ico(images) {
  const chosen = [...images].filter(([size]) => size <= 256);
  const header = Buffer.alloc(6 + 16 * chosen.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(chosen.length, 4);
  let offset = header.length;
  for (const [index, [size, png]] of chosen.entries()) {
    const at = 6 + 16 * index;
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...chosen.map(([, png]) => png)]);
}

/** The types of PNGs in an icns file, by size in pixels; a size may stand for itself and for the half at double density. */
const icnsTypes = new Map([
  [16, ["icp4"]],
  [32, ["icp5", "ic11"]],
  [64, ["ic12"]],
  [128, ["ic07"]],
  [256, ["ic08", "ic13"]],
  [512, ["ic09", "ic14"]],
  [1024, ["ic10"]],
]);

/**
 * macOS: `icns`, the whole length, then type, length and PNG of each image.
 * @param {ReadonlyMap<number, Buffer>} images PNG by size, pixels
 * @returns {Buffer}
 */
export function icns(images) {
  const entries = [...images].flatMap(([size, png]) =>
    (icnsTypes.get(size) ?? []).map((type) => Buffer.concat([headOf(type, png.length + 8), png])),
  );
  const length = entries.reduce((sum, entry) => sum + entry.length, 8);
  return Buffer.concat([headOf("icns", length), ...entries]);
}

/** @param {string} type four letters @param {number} length bytes, these eight included */
function headOf(type, length) {
  const head = Buffer.from(`${type}\0\0\0\0`, "latin1");
  head.writeUInt32BE(length, 4);
  return head;
}
