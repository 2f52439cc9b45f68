import { open } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { runTypescript } from "../../helpers/run-typescript";
import { makeFolder } from "./client-fixture";

const gibibyte = 1024 ** 3;

/** Counts what it gets, at the speed of the loopback, and answers with the count. */
async function startCounter() {
  const server = createServer((request, response) => {
    let received = 0;
    request.on("data", (chunk: Buffer) => {
      received += chunk.length;
    });
    request.on("end", () =>
      response.end(JSON.stringify({ received, announced: request.headers["content-length"] })),
    );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => new Promise((done) => server.close(done)) };
}

/** Around the size at which 32 bits are too few; all zeros, so that nothing but the length can go wrong here. */
const sizes = [4 * gibibyte, 4 * gibibyte + 1];

describe("F8: a file of more bytes than 32 bits count", () => {
  it.each(sizes)(
    "of %i arrives whole and takes less than 200 MB of memory",
    { timeout: 180_000 },
    async (size) => {
      const folder = await makeFolder();
      const counter = await startCounter();
      const path = join(folder.path, "big.bin");
      const file = await open(path, "w");
      await file.truncate(size);
      await file.close();
      const program = await runTypescript(resolve(import.meta.dirname, "big-file-program.ts"), [
        path,
        counter.url,
      ]);
      const result = JSON.parse(await program.line((line) => line.startsWith("{")));
      await program.ended;
      await counter.close();
      await folder.remove();
      expect(result.status).toBe(200);
      expect(result.received.received).toBeGreaterThan(size);
      expect(result.received.announced).toBe(String(result.received.received));
      expect(result.progress).toBe(size);
      expect(result.maximumRssBytes).toBeLessThan(200e6);
    },
  );
});
