import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AxiosHttpClient } from "../../../electron/engine/http/axios-http-client";
import { type Fault, type FaultServer, faults, startFaultServer } from "../../servers/fault-server";
import {
  exchangeOptions,
  failureOf,
  get,
  makeFolder,
  openNewFile,
  rawPost,
  verdictOf,
} from "./client-fixture";

const megabyte = 1024 * 1024;
/** Larger than what loopback's socket buffers swallow on both sides. */
const bigBytes = 24 * megabyte;

let folder: Awaited<ReturnType<typeof makeFolder>>;
let server: FaultServer;
let client: AxiosHttpClient;

beforeAll(async () => {
  folder = await makeFolder();
});
afterAll(() => folder.remove());
beforeEach(async () => {
  server = await startFaultServer();
  client = new AxiosHttpClient({
    limits: { connectMs: 5000, sendStallMs: 1500, answerMs: 1500, answerIdleMs: 1500 },
  });
});
afterEach(async () => {
  client.close();
  await server.close();
});

async function post(fault: Fault, size: number) {
  server.next(fault);
  const { source } = await openNewFile(folder.path, size);
  const progress: number[] = [];
  const events: string[] = [];
  const exchanged = client.exchange(
    rawPost(`${server.origin}/upload`),
    exchangeOptions({
      file: source,
      onProgress: (bytes) => progress.push(bytes),
      onBodyEnding: () => {
        events.push("ending");
      },
      onBodySent: () => events.push("sent"),
    }),
  );
  try {
    return { reply: await exchanged, progress, events };
  } finally {
    await source.close();
  }
}

describe("a connection that fails before the whole body was sent", () => {
  const cases: readonly (readonly [string, Fault])[] = [
    ["reset at once", faults.resetAtOnce()],
    ["reset after 1 byte", faults.resetAfter(1)],
    ["reset in the middle", faults.resetAfter(bigBytes / 2)],
    ["stalled in the middle", faults.stallAfter(megabyte)],
  ];
  it.each(cases)("is transient when %s", async (_, fault) => {
    expect(await verdictOf(post(fault, bigBytes))).toBe("transient/network");
  });

  it("is transient when nothing listens there", async () => {
    const { origin } = server;
    await server.close();
    expect(await verdictOf(client.exchange(get(origin), exchangeOptions()))).toBe("transient/network");
    server = await startFaultServer();
  });

  it("is transient when the name is not known", async () => {
    const lost = new AxiosHttpClient({
      lookup: (_host, _options, callback) =>
        callback(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }), []),
    });
    const failure = await failureOf(lost.exchange(get("https://nowhere.example/"), exchangeOptions()));
    expect([failure.class, failure.error.code]).toEqual(["transient", "network"]);
    expect(failure.error.message).toContain("name of the server");
  });

  it("is transient when the server accepts no connection in time", async () => {
    const hasty = new AxiosHttpClient({ limits: { connectMs: 100 }, lookup: () => {} });
    const failure = await failureOf(hasty.exchange(get("https://nowhere.example/"), exchangeOptions()));
    expect([failure.class, failure.error.code]).toEqual(["transient", "network"]);
    expect(failure.error.message).toContain("accept a connection");
  });
});

describe("a connection that fails after the whole body was sent", () => {
  const cases: readonly (readonly [string, Fault])[] = [
    ["reset", faults.resetAfterBody()],
    ["closed without an answer", faults.closeAfterBody()],
    ["silent for too long", faults.silence()],
    ["cut off within a success", faults.truncatedReply(200, '{"id":', 5000)],
    ["stuck within a success", faults.stalledReply(200, '{"id":')],
    ["answered by far more than a service says", faults.oversizedReply(200, 3 * megabyte)],
    ["answered by a compressed bomb", faults.gzipBomb(64 * megabyte)],
    ["answered by too many headers", faults.hugeHeaders(200 * 1024)],
    [
      "answered by something that is no HTTP",
      async (exchange) => {
        await exchange.received();
        exchange.socket.end("SSH-2.0-OpenSSH_9.6\r\n");
      },
    ],
  ];
  it.each(cases)("is unknown when %s", async (_, fault) => {
    expect(await verdictOf(post(fault, 2 * megabyte))).toBe("unknown/outcome-unknown");
  });

  it("is unknown for a file of no bytes too", async () => {
    expect(await verdictOf(post(faults.resetAfterBody(), 0))).toBe("unknown/outcome-unknown");
  });
});

describe("a request without effect", () => {
  const cases: readonly (readonly [string, Fault, string])[] = [
    ["reset", faults.resetAtOnce(), "transient/network"],
    ["closed without an answer", faults.closeAfterBody(), "transient/network"],
    ["never answered", faults.silence(), "transient/network"],
    ["cut off", faults.truncatedReply(200, "{", 500), "transient/network"],
    ["answered by a compressed bomb", faults.gzipBomb(64 * megabyte), "permanent/bad-response"],
    ["answered by something that is no HTTP", faults.notHttp(), "permanent/bad-response"],
  ];
  it.each(cases)("that is %s has no unknown outcome", async (_, fault, verdict) => {
    server.next(fault);
    expect(await verdictOf(client.exchange(get(server.origin), exchangeOptions()))).toBe(verdict);
  });

  it("says of its answer that nothing was sent that could be lost", async () => {
    server.next(faults.reply(502, "bad gateway"));
    const reply = await client.exchange(get(server.origin), exchangeOptions());
    expect([reply.status, reply.bodySentWhole]).toEqual([502, false]);
  });
});

describe("an answer that comes before the body is sent", () => {
  for (const then of ["close", "drain", "reset"] as const) {
    it(`is seen when the server goes on to ${then}`, async () => {
      const early = faults.earlyReply(413, '{"error":"too large"}', then);
      const { reply, progress, events } = await post(early, bigBytes);
      expect([reply.status, reply.bodySentWhole, reply.json]).toEqual([413, false, { error: "too large" }]);
      expect(progress.at(-1) ?? 0).toBeLessThan(bigBytes);
      expect(events).toEqual([]);
    });
  }

  it("is not followed by another request on the same connection", async () => {
    await post(faults.earlyReply(413, "{}", "drain"), bigBytes);
    await client.exchange(get(server.origin), exchangeOptions());
    expect(server.requests.map((request) => request.connection)).toEqual([1, 2]);
  });

  it("counts although its own body is cut off", async () => {
    server.next(faults.truncatedReply(413, '{"error":"too', 5000));
    const reply = await client.exchange(
      { ...rawPost(server.origin), body: { kind: "json", value: {} } },
      exchangeOptions(),
    );
    expect([reply.status, reply.text, reply.json]).toEqual([413, '{"error":"too', undefined]);
  });
});

describe("a whole exchange", () => {
  it("sends every byte once, with the exact length, and tells how far it is", async () => {
    const { source, bytes } = await openNewFile(folder.path, 3 * megabyte + 17);
    const progress: number[] = [];
    const events: string[] = [];
    const reply = await client.exchange(
      rawPost(server.origin),
      exchangeOptions({
        file: source,
        onProgress: (sent) => progress.push(sent),
        onBodyEnding: () => {
          events.push(`ending at ${progress.at(-1)}`);
        },
        onBodySent: () => events.push("sent"),
      }),
    );
    await source.close();
    const [request] = server.requests;
    expect(request?.body.equals(bytes)).toBe(true);
    expect(request?.headers["content-length"]).toBe(String(bytes.length));
    expect(request?.headers["transfer-encoding"]).toBeUndefined();
    expect(reply).toMatchObject({ status: 200, json: { ok: true }, bodySentWhole: true });
    expect(progress.at(-1)).toBe(bytes.length);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(events).toHaveLength(2);
    expect(events[0]).not.toBe(`ending at ${bytes.length}`);
    expect(events[1]).toBe("sent");
  });

  it("sends Base64 in one JSON text and counts bytes of the file", async () => {
    const { source, bytes } = await openNewFile(folder.path, 2 * megabyte + 1);
    const progress: number[] = [];
    const body = { kind: "json-base64", before: '{"contents":"', after: '","n":1}' } as const;
    await client.exchange(
      { ...rawPost(server.origin), body },
      exchangeOptions({ file: source, onProgress: (sent) => progress.push(sent) }),
    );
    await source.close();
    const [request] = server.requests;
    const sent: unknown = JSON.parse(request?.body.toString("utf8") ?? "");
    expect(sent).toEqual({ contents: bytes.toString("base64"), n: 1 });
    expect(request?.headers["content-length"]).toBe(String(request?.bodyBytes));
    expect(progress.at(-1)).toBe(bytes.length);
  });

  it("mixes nothing up when several are under way, some of them cut off", async () => {
    server.otherwise((exchange) =>
      exchange.request.path.endsWith("cut")
        ? faults.resetAfter(1_000_000)(exchange)
        : faults.reply(200, "{}")(exchange),
    );
    const sent = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const path = `/${index}${index % 3 === 0 ? "cut" : ""}`;
        const { source, bytes } = await openNewFile(folder.path, 3 * megabyte + index);
        await Promise.allSettled([
          client.exchange(rawPost(`${server.origin}${path}`), exchangeOptions({ file: source })),
        ]);
        await source.close();
        return { path, bytes };
      }),
    );
    for (const { path, bytes } of sent.filter((one) => !one.path.endsWith("cut"))) {
      expect(server.requests.find((request) => request.path === path)?.body.equals(bytes)).toBe(true);
    }
    expect(server.requests).toHaveLength(12);
  });

  it("keeps the connection for the next request", async () => {
    for (let count = 0; count < 3; count += 1) {
      const { source } = await openNewFile(folder.path, 100_000);
      await client.exchange(rawPost(server.origin), exchangeOptions({ file: source }));
      await source.close();
    }
    expect(server.connections()).toBe(1);
    client.close();
    await expect.poll(() => server.openConnections()).toBe(0);
  });

  it("never sends again by itself when a kept connection dies", async () => {
    await client.exchange(get(server.origin), exchangeOptions());
    expect(await verdictOf(post(faults.resetAfterBody(), 1000))).toBe("unknown/outcome-unknown");
    expect(server.requests).toHaveLength(2);
    expect(server.requests.map((request) => request.connection)).toEqual([1, 1]);
  });

  it("waits for a slow server that answers within the limit", async () => {
    const { reply } = await post(faults.slowReply(400, 200, '{"late":true}'), 1000);
    expect(reply.json).toEqual({ late: true });
  });

  it("has no limit for a transfer that keeps moving", async () => {
    const { source } = await openNewFile(folder.path, 320 * 1024);
    const startedMs = performance.now();
    const reply = await client.exchange(
      rawPost(server.origin),
      exchangeOptions({
        file: source,
        throttle: (bytes) => new Promise((resolve) => setTimeout(resolve, 500, Math.min(bytes, 64 * 1024))),
      }),
    );
    await source.close();
    expect(reply.status).toBe(200);
    expect(performance.now() - startedMs).toBeGreaterThan(2400);
  });

  it("reads a page instead of JSON as text", async () => {
    const { reply } = await post(faults.htmlPage(), 1000);
    expect([reply.status, reply.json, reply.bodySentWhole]).toEqual([200, undefined, true]);
    expect(reply.text).toContain("<html>");
  });

  it("stops before the last byte when that can't be put on record", async () => {
    const { source } = await openNewFile(folder.path, 1000);
    server.next(faults.silence());
    const exchanged = client.exchange(
      rawPost(server.origin),
      exchangeOptions({
        file: source,
        onBodyEnding: () => {
          throw new Error("the disk is full");
        },
      }),
    );
    expect(await verdictOf(exchanged)).toBe("local/storage-full");
    await source.close();
    expect(server.requests[0]?.bodyBytes ?? 0).toBe(0);
  });
});
