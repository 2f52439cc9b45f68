import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { silentLogger } from "../../../electron/engine/ports";
import { type DecoderParts, SandboxedDecoder } from "../../../electron/main/thumbnail-decoder";
import { FakeClock } from "../../helpers/fake-clock";

type Behaviour = (
  request: { number: number; longestSide: number },
  reply: (answer: unknown) => void,
  page: FakePage,
) => void;

/** A hidden window whose page behaves as a test wants. */
class FakePage {
  isGone = false;
  readonly ipc = new EventEmitter();
  readonly contents: EventEmitter;

  constructor(behave: Behaviour) {
    this.contents = Object.assign(new EventEmitter(), {
      ipc: this.ipc,
      send: (_name: string, request: { number: number; longestSide: number }) =>
        behave(request, (answer) => this.ipc.emit("decoder:decoded", {}, answer), this),
    });
  }

  get webContents() {
    return this.contents;
  }
  loadURL = async () => {};
  isDestroyed = () => this.isGone;
  destroy = () => {
    this.isGone = true;
  };
}

function start(behave: Behaviour) {
  const clock = new FakeClock();
  const pages: FakePage[] = [];
  const openWindow = (() => {
    const page = new FakePage(behave);
    pages.push(page);
    return page;
  }) as unknown as DecoderParts["openWindow"];
  const prepare = async () => {};
  return {
    clock,
    pages,
    decoder: new SandboxedDecoder({ clock, logger: silentLogger, openWindow, prepare }),
  };
}

const turns = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

/** The header of a PNG of this size. */
function png(width: number, height: number): Uint8Array {
  const image = Buffer.alloc(33);
  image.write("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1");
  image.writeUInt32BE(width, 16);
  image.writeUInt32BE(height, 20);
  return image;
}

const webp = Uint8Array.from([1, 2, 3]);

describe("decoding in the sandbox", () => {
  it("opens one page at the first image and uses it for the next ones, in turn", async () => {
    const order: number[] = [];
    const { decoder, pages } = start((request, reply) => {
      order.push(request.number);
      queueMicrotask(() => reply({ number: request.number, image: webp }));
    });
    expect(pages).toHaveLength(0);
    const images = await Promise.all([1, 2, 3].map(() => decoder.decode(png(10, 10), 256)));
    expect(images).toEqual([webp, webp, webp]);
    expect([pages.length, order]).toEqual([1, [1, 2, 3]]);
  });

  it("S-27 opens no page for bombs and for what is no image", async () => {
    const { decoder, pages } = start(() => {});
    const refused = [
      png(50_000, 50_000),
      png(16_385, 1),
      png(8_001, 8_000),
      png(0, 5),
      Buffer.from("<svg/>"),
    ];
    for (const image of refused) expect(await decoder.decode(image, 256)).toBeNull();
    expect(pages).toHaveLength(0);
  });

  it("S-27 throws a page away that takes longer than two seconds, and goes on with a new one", async () => {
    let isStuck = true;
    const { decoder, pages, clock } = start((request, reply) => {
      if (!isStuck) queueMicrotask(() => reply({ number: request.number, image: webp }));
    });
    const first = decoder.decode(png(10, 10), 256);
    await turns();
    clock.advance(1_999);
    expect(pages[0]?.isGone).toBe(false);
    clock.advance(1);
    expect(await first).toBeNull();
    expect(pages[0]?.isGone).toBe(true);
    isStuck = false;
    expect(await decoder.decode(png(10, 10), 256)).toEqual(webp);
    expect(pages).toHaveLength(2);
  });

  it("S-27 survives a page that crashes", async () => {
    const { decoder, pages } = start((_request, _reply, page) => page.contents.emit("render-process-gone"));
    expect(await decoder.decode(png(10, 10), 256)).toBeNull();
    expect(pages[0]?.isGone).toBe(true);
  });

  it("P3: opens no more than three pages a minute when each one crashes, and goes on after that", async () => {
    const { decoder, pages, clock } = start((_request, _reply, page) =>
      page.contents.emit("render-process-gone"),
    );
    for (let image = 0; image < 10; image += 1) expect(await decoder.decode(png(10, 10), 256)).toBeNull();
    expect(pages).toHaveLength(3);
    clock.advance(59_999);
    await decoder.decode(png(10, 10), 256);
    expect(pages).toHaveLength(3);
    clock.advance(1);
    await decoder.decode(png(10, 10), 256);
    expect(pages).toHaveLength(4);
  });

  it("takes more bytes for a larger picture, up to two per pixel", async () => {
    let bytes = 1600 * 1600 * 2;
    const { decoder } = start((request, reply) =>
      queueMicrotask(() => reply({ number: request.number, image: new Uint8Array(bytes) })),
    );
    expect(await decoder.decode(png(3000, 2000), 1600)).toHaveLength(bytes);
    bytes += 1;
    expect(await decoder.decode(png(3000, 2000), 1600)).toBeNull();
  });

  it("does not take strange or oversized answers", async () => {
    const answers: unknown[] = [{ number: 1, image: new Uint8Array(600_000) }];
    const { decoder, clock } = start((_request, reply) =>
      queueMicrotask(() => reply(answers.shift() ?? "nonsense")),
    );
    expect(await decoder.decode(png(10, 10), 256)).toBeNull();
    const second = decoder.decode(png(10, 10), 256);
    await turns();
    clock.advance(2_000);
    expect(await second).toBeNull();
  });

  it("closes an idle page after a while", async () => {
    const { decoder, pages, clock } = start((request, reply) =>
      queueMicrotask(() => reply({ number: request.number, image: webp })),
    );
    await decoder.decode(png(10, 10), 256);
    clock.advance(19_999);
    expect(pages[0]?.isGone).toBe(false);
    clock.advance(1);
    expect(pages[0]?.isGone).toBe(true);
  });
});
