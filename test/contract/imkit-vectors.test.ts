import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adapterFor } from "../../electron/engine/services/index";
import { AdapterBench, type AdapterRun, TestFolder } from "../helpers/run-adapter";
import {
  type ImkitExpectations,
  type StrictImkitServer,
  startStrictImkitServer,
} from "../servers/strict-imkit-server";

const clientKey = "ck-9FSk26d4AIbZh0k44F5";
const token = "tk-fVy7YhqBZqEzNO9LhMmcyA==";
const roomID = "58871b877390be11d5f1ab30";
const content = Buffer.from("the bytes of a pitaya");

let server: StrictImkitServer;
let folder: TestFolder;
let bench: AdapterBench;

async function start(
  expected: Partial<ImkitExpectations> = {},
  settings: Record<string, string> = {},
): Promise<void> {
  const adapter = adapterFor("imkit");
  if (adapter === undefined) throw new Error("imkit is not registered");
  server = await startStrictImkitServer({ bucket: "sampleBucket", clientKey, token, ...expected });
  bench = new AdapterBench(
    adapter,
    { baseUrl: server.baseUrl, bucket: "sampleBucket", ...settings },
    { clientKey, token },
  );
}

async function upload(
  options: Record<string, string> = { roomID },
  name = "pitaya-1.jpg",
): Promise<AdapterRun> {
  return await bench.upload(await folder.file(content), options, { name });
}

beforeEach(async () => {
  folder = await TestFolder.make();
});

afterEach(async () => {
  bench.close();
  await server.close();
  await folder.remove();
});

describe("IMKIT's test vectors (services.md 1.4)", () => {
  it("1: delivers with room and tags, proved by MD5, and says where the copy is", async () => {
    await start();
    const { receipt } = await upload({ roomID, "extra.anyProperty": "something" });
    expect(server.problems).toEqual([]);
    expect(receipt).toMatchObject({
      remoteId: server.files[0]?.id,
      storedName: "pitaya-1.jpg",
      size: content.length,
      hash: { algorithm: "md5", local: server.files[0]?.md5, remote: server.files[0]?.md5 },
      verified: "hash",
      remote: { bucket: "sampleBucket" },
      links: [
        {
          url: `${server.baseUrl}/files/sampleBucket/${server.files[0]?.id}`,
          expiresAt: null,
          opensInBrowser: false,
        },
      ],
    });
    expect(receipt?.rawReply).toContain('"anyProperty":"something"');
  });

  it("2: does not believe a copy with another MD5 or another length, and names the copy", async () => {
    await start();
    for (const faults of [{ md5: "0".repeat(32) }, { length: 5 }, { length: 5, md5: null }]) {
      server.faults = faults;
      const { failure } = await upload();
      expect(failure).toMatchObject({ class: "permanent", error: { code: "receipt-mismatch" } });
      expect(failure?.message).toContain(server.files.at(-1)?.id);
    }
  });

  it("2b: falls back to the length where the server knows no MD5 or something that is none", async () => {
    await start();
    for (const md5 of [null, "", "d41d8cd98f00b204-3"]) {
      server.faults = { md5 };
      const { receipt } = await upload();
      expect(receipt).toMatchObject({ verified: "size", hash: { algorithm: "md5", remote: null } });
    }
  });

  it("3: takes RC≠0 with HTTP 200 for the refusal it is", async () => {
    await start();
    const message = "Client is not in the room or room does not exist";
    server.faults = {
      answer: {
        status: 200,
        body: { RC: 403, RM: "Forbidden", error: { code: "NOT_ROOM_MEMBER", message } },
      },
    };
    const { failure } = await upload();
    expect(failure).toMatchObject({
      class: "permanent",
      field: "roomID",
      error: { code: "forbidden", message },
    });
  });

  it.each([
    [
      "a room that is not there",
      404,
      { code: "ROOM_NOT_FOUND", message: "No room" },
      "permanent",
      "target-not-found",
    ],
    ["a refused client key", 401, { code: "INVALID_API_KEY", message: "Bad key" }, "auth", "auth"],
    ["an RC that is no HTTP status", 200, undefined, "permanent", "server-error"],
    ["its own error 500", 500, { code: "OOPS", message: "Sorry" }, "permanent", "server-error"],
    ["its own 503", 503, { code: "BUSY", message: "Later" }, "transient", "server-busy"],
  ])("3b: understands %s", async (_what, status, error, failureClass, code) => {
    await start();
    server.faults = { answer: { status, body: { RC: status === 200 ? 17 : status, RM: "Cause", error } } };
    const { failure } = await upload();
    expect(failure).toMatchObject({
      class: failureClass,
      error: { code, message: error?.message ?? "Cause" },
    });
  });

  it("4: reports an expired token as one for the whole destination", async () => {
    await start();
    const error = { code: "INVALID_TOKEN", message: "Invalid or expired token" };
    server.faults = { answer: { status: 401, body: { RC: 401, RM: "Unauthorized", error } } };
    const { failure } = await upload();
    expect(failure).toMatchObject({
      class: "auth",
      field: "token",
      error: { code: "auth", httpStatus: 401 },
    });
  });

  it("5: waits as long as the body asks, where no header does", async () => {
    await start();
    const body = {
      error: "RATE_LIMIT_EXCEEDED",
      message: "Too many requests, please try again later",
      retryAfter: 60,
    };
    server.faults = { answer: { status: 429, body } };
    const { failure } = await upload();
    expect(failure).toMatchObject({
      class: "transient",
      retryAfterMs: 60_000,
      error: { code: "rate-limited" },
    });
  });

  it("6: refuses a missing room before sending, and understands the server's word on it", async () => {
    await start();
    expect((await upload({ roomID: "  " })).failure).toMatchObject({
      field: "roomID",
      error: { code: "invalid-field" },
    });
    expect(server.requests).toEqual([]);
    server.faults = { answer: { status: 400, body: { RC: 400, RM: "roomID is required" } } };
    const { failure } = await upload();
    expect(failure).toMatchObject({
      class: "permanent",
      error: { code: "invalid-field", message: "roomID is required" },
    });
  });

  it("7: tells under which name a Latin-1 receiver stored the file, and spares it that with filename*", async () => {
    await start();
    server.faults = { latin1Names: true };
    const garbled = await upload({ roomID }, '報告 "final".txt');
    expect(garbled.receipt?.storedName).toBe(Buffer.from("報告 _final_.txt").toString("latin1"));
    bench.close();
    await server.close();
    await start({}, { nameEncoding: "utf8+filename*" });
    server.faults = { latin1Names: true };
    expect((await upload({ roomID }, '報告 "final".txt')).receipt?.storedName).toBe("報告 _final_.txt");
    expect((await upload({ roomID }, "a\nb.txt")).receipt?.storedName).toBe("a_b.txt");
  });
});

describe("IMKIT's settings", () => {
  it("send the token in the chosen header with the chosen prefix", async () => {
    await start(
      { tokenHeader: "authorization", token: `Bearer ${token}` },
      { authorizationHeader: "Authorization", tokenPrefix: "Bearer " },
    );
    expect((await upload()).failure).toBeNull();
    expect(server.problems).toEqual([]);
  });

  it.each([
    [
      "more than ten tags",
      Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`extra.t${index}`, "x"])),
      "extra",
    ],
    ["a tag's name of 129", { [`extra.${"k".repeat(129)}`]: "x" }, `extra.${"k".repeat(129)}`],
    ["a tag's value of 257", { "extra.note": "v".repeat(257) }, "extra.note"],
    ["a second room", { "extra.roomID": "other" }, "extra.roomID"],
  ])("refuse %s before sending", async (_what, options, field) => {
    await start();
    expect((await upload({ roomID, ...options })).failure).toMatchObject({
      field,
      error: { code: "invalid-field" },
    });
    expect(server.requests).toEqual([]);
  });

  it("carry nine tags beside the room, whatever they are called", async () => {
    await start();
    const tags = ["__proto__", "constructor", "ü", "a b", "1", "2", "3", "4", "5"];
    const { receipt } = await upload({
      roomID,
      ...Object.fromEntries(tags.map((tag) => [`extra.${tag}`, "x"])),
    });
    expect(server.problems).toEqual([]);
    expect(receipt?.verified).toBe("hash");
    for (const tag of tags) expect(server.requests[0]?.body.toString()).toContain(`"${tag}":"x"`);
  });

  it.each(["..", "."])("refuse the bucket %j, which would change the address", async (bucket) => {
    await start({}, { bucket });
    expect((await upload()).failure).toMatchObject({ field: "bucket", error: { code: "config" } });
    expect(server.requests).toEqual([]);
  });

  it("are tested: a wrong bucket is told apart from a wrong token", async () => {
    await start({ bucket: "another" });
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field: "bucket" });
  });

  it("keep secrets out of the receipt, even when they were sent as a tag", async () => {
    await start();
    const { receipt } = await upload({ roomID, "extra.note": token });
    expect(receipt?.rawReply).not.toContain(token);
    expect(receipt?.rawReply).toContain("note");
  });
});
