import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AxiosHttpClient } from "../../../electron/engine/http/axios-http-client";
import { failureFromDownload } from "../../../electron/engine/http/http-errors";
import { type FaultServer, faults, startFaultServer } from "../../servers/fault-server";
import { exchangeOptions, get, verdictOf } from "./client-fixture";

let server: FaultServer;
const client = new AxiosHttpClient({ limits: { answerIdleMs: 300 } });

beforeEach(async () => {
  server = await startFaultServer();
});
afterEach(async () => {
  client.close();
  await server.close();
});

describe("a download", () => {
  it("delivers more than an answer may have", async () => {
    const file = randomBytes(5 * 1024 * 1024);
    server.next((exchange) => exchange.reply(200, file, { "Content-Type": "image/png" }));
    const download = await client.download(get(`${server.origin}/file`), exchangeOptions());
    expect([download.status, download.headers["content-type"]]).toEqual([200, "image/png"]);
    expect(Buffer.concat(await download.body.toArray()).equals(file)).toBe(true);
    expect(server.requests[0]?.headers["accept-encoding"]).toBe("identity");
  });

  it.each([
    ["ends before its end", faults.truncatedReply(200, "half", 1000)],
    ["stops in the middle", faults.stalledReply(200, "half")],
  ])("that %s fails and may be repeated", async (_, fault) => {
    server.next(fault);
    const download = await client.download(get(server.origin), exchangeOptions());
    expect(await verdictOf(download.body.toArray())).toBe("transient/network");
  });

  it("is not given up while its reader is slow", async () => {
    server.next((exchange) => exchange.reply(200, randomBytes(4 * 1024 * 1024)));
    const download = await client.download(get(server.origin), exchangeOptions());
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(Buffer.concat(await download.body.toArray())).toHaveLength(4 * 1024 * 1024);
  });

  it("that is refused explains itself", async () => {
    server.next(faults.reply(404, '{"error":"no such file"}'));
    const download = await client.download(get(server.origin), exchangeOptions());
    const failure = await failureFromDownload(download, Date.now());
    expect([failure.class, failure.error.code, failure.error.httpStatus]).toEqual([
      "permanent",
      "target-not-found",
      404,
    ]);
    await expect.poll(() => download.body.destroyed).toBe(true);
  });
});
