import { readdir, readlink } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AxiosHttpClient } from "../../../electron/engine/http/axios-http-client";
import { type FaultServer, faults, startFaultServer } from "../../servers/fault-server";
import {
  exchangeOptions,
  failureOf,
  get,
  makeFolder,
  openNewFile,
  rawPost,
  verdictOf,
} from "./client-fixture";

let folder: Awaited<ReturnType<typeof makeFolder>>;
let server: FaultServer;
const client = new AxiosHttpClient();

beforeAll(async () => {
  folder = await makeFolder();
});
afterAll(() => folder.remove());
beforeEach(async () => {
  server = await startFaultServer();
});
afterEach(async () => {
  client.close();
  await server.close();
});

/** Paths of the files that this process has open, by what the kernel says. */
async function openPaths(): Promise<readonly string[]> {
  const numbers = await readdir("/proc/self/fd");
  const links = await Promise.all(
    numbers.map((number) => readlink(`/proc/self/fd/${number}`).catch(() => "")),
  );
  return links.filter((link) => link !== "");
}

describe("an aborted upload", () => {
  it.runIf(process.platform === "linux")(
    "lets go of file and connection in the middle of the body",
    async () => {
      let goOnReading = () => {};
      server.next(async (exchange) => {
        await exchange.received(1024 * 1024);
        exchange.stopReading();
        goOnReading = () => exchange.socket.resume();
      });
      const { source, path } = await openNewFile(folder.path, 24 * 1024 * 1024);
      const controller = new AbortController();
      const exchanged = failureOf(
        client.exchange(rawPost(server.origin), exchangeOptions({ file: source, signal: controller.signal })),
      );
      await expect.poll(() => server.requests[0]?.bodyBytes ?? 0).toBeGreaterThanOrEqual(1024 * 1024);
      expect(await openPaths()).toContain(path);
      controller.abort();
      const failure = await exchanged;
      await source.close();
      expect([failure.class, failure.error.code]).toEqual(["canceled", "canceled"]);
      expect(await openPaths()).not.toContain(path);
      goOnReading();
      await expect.poll(() => server.openConnections()).toBe(0);
    },
  );

  it("ends while it waits for the answer", async () => {
    server.next(faults.silence());
    const { source } = await openNewFile(folder.path, 1000);
    const controller = new AbortController();
    const exchanged = verdictOf(
      client.exchange(
        rawPost(server.origin),
        exchangeOptions({
          file: source,
          signal: controller.signal,
          onBodySent: () => setImmediate(() => controller.abort()),
        }),
      ),
    );
    expect(await exchanged).toBe("canceled/canceled");
    await source.close();
    await expect.poll(() => server.openConnections()).toBe(0);
  });

  it("ends while it reads the answer", async () => {
    server.next(faults.stalledReply(500, "{"));
    const controller = new AbortController();
    const exchanged = verdictOf(
      client.exchange(get(server.origin), exchangeOptions({ signal: controller.signal })),
    );
    await expect.poll(() => server.requests.length).toBe(1);
    setTimeout(() => controller.abort(), 50);
    expect(await exchanged).toBe("canceled/canceled");
    await expect.poll(() => server.openConnections()).toBe(0);
  });

  it("ends while it is held back by a throttle", async () => {
    const { source } = await openNewFile(folder.path, 1000);
    const controller = new AbortController();
    const exchanged = client.exchange(
      rawPost(server.origin),
      exchangeOptions({
        file: source,
        signal: controller.signal,
        throttle: (_bytes, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => reject(new Error("called off")));
            setImmediate(() => controller.abort());
          }),
      }),
    );
    expect(await verdictOf(exchanged)).toBe("canceled/canceled");
    await source.close();
  });

  it("never begins when it was aborted before", async () => {
    const exchanged = client.exchange(get(server.origin), exchangeOptions({ signal: AbortSignal.abort() }));
    expect(await verdictOf(exchanged)).toBe("canceled/canceled");
    expect(server.connections()).toBe(0);
  });

  it("leaves nothing behind on a signal that serves many requests", async () => {
    const controller = new AbortController();
    let listening = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...given: Parameters<typeof add>) => {
      listening += 1;
      add(...given);
    };
    signal.removeEventListener = (...given: Parameters<typeof remove>) => {
      listening -= 1;
      remove(...given);
    };
    for (let count = 0; count < 5; count += 1)
      await client.exchange(get(server.origin), exchangeOptions({ signal }));
    expect(listening).toBeLessThanOrEqual(0);
  });
});

describe("an aborted download", () => {
  it("ends its stream with the word of the user", async () => {
    server.next(faults.stalledReply(200, "the beginning"));
    const controller = new AbortController();
    const download = await client.download(
      get(server.origin),
      exchangeOptions({ signal: controller.signal }),
    );
    const read = download.body.toArray();
    setTimeout(() => controller.abort(), 50);
    expect(await verdictOf(read)).toBe("canceled/canceled");
    await expect.poll(() => server.openConnections()).toBe(0);
  });

  it("closes the connection when its reader has had enough", async () => {
    server.next(faults.stalledReply(200, "the beginning"));
    const download = await client.download(get(server.origin), exchangeOptions());
    download.body.destroy();
    await expect.poll(() => server.openConnections()).toBe(0);
  });
});
