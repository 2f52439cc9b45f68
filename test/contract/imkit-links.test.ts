import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adapterFor } from "../../electron/engine/services/index";
import { AdapterBench, type AdapterRun, TestFolder } from "../helpers/run-adapter";
import {
  type ImkitExpectations,
  type StrictImkitServer,
  startStrictImkitServer,
} from "../servers/strict-imkit-server";
import { type StrictServer, startStrictServer } from "../servers/strict-server";

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

async function delivered(): Promise<Parameters<NonNullable<AdapterBench["adapter"]["freshLinks"]>>[1]> {
  const { receipt } = await upload();
  if (receipt === null) throw new Error("nothing was delivered");
  return {
    receipt,
    secrets: {},
    file: { name: "pitaya-1.jpg", size: content.length, contentType: "image/jpeg" },
  };
}

beforeEach(async () => {
  folder = await TestFolder.make();
});

afterEach(async () => {
  bench.close();
  await server.close();
  await folder.remove();
});

describe("getting an IMKIT file back", () => {
  let storage: StrictServer;

  beforeEach(async () => {
    storage = await startStrictServer((_request, response) => {
      response.end(content);
    });
  });

  afterEach(async () => {
    await storage.close();
  });

  it("8: follows the 302 to another origin without any of the service's headers", async () => {
    await start();
    const parcel = await delivered();
    server.faults = { redirectDownloadsTo: `${storage.baseUrl}/bucket/file?X-Amz-Signature=abc` };
    const plan = bench.adapter.download?.(bench.destination, parcel, {}, null);
    if (plan === null || plan === undefined) throw new Error("no plan for a download");
    const reply = await bench.context().request(plan);
    expect(reply.text).toBe(content.toString());
    expect(Object.keys(storage.requests[0]?.headers ?? {}).sort()).not.toContain("im-client-key");
    expect(JSON.stringify(storage.requests[0]?.headers)).not.toMatch(/im-|authorization|tk-|ck-/);
  });

  it("makes a signed link that opens in a browser, with its own end", async () => {
    await start();
    const parcel = await delivered();
    const endSeconds = Math.floor(Date.now() / 1000) + 900;
    server.faults = { signedUrl: `https://bucket.example/file?Expires=${endSeconds}&Signature=abc` };
    expect(await bench.adapter.freshLinks?.(bench.context(), parcel, {})).toEqual([
      {
        url: `https://bucket.example/file?Expires=${endSeconds}&Signature=abc`,
        expiresAt: new Date(endSeconds * 1000).toISOString(),
        opensInBrowser: true,
      },
    ]);
    expect(server.problems).toEqual([]);
  });

  it.each([
    ["a script", "javascript:alert(1)"],
    ["an unprotected address elsewhere", "http://storage.example/file"],
    ["a user name", "https://user:pass@storage.example/file"],
  ])("does not pass on a link with %s", async (_what, signedUrl) => {
    await start();
    const parcel = await delivered();
    server.faults = { signedUrl };
    const links = await bench.adapter.freshLinks?.(bench.context(), parcel, {});
    expect(links).toEqual(parcel.receipt.links);
  });

  it("gives the link that needs headers where the server signs nothing and streams the file", async () => {
    await start();
    const parcel = await delivered();
    expect(await bench.adapter.freshLinks?.(bench.context(), parcel, {})).toEqual(parcel.receipt.links);
  });

  it("does not take an uploaded JSON file for the server's answer", async () => {
    await start();
    const trap = Buffer.from(JSON.stringify({ RC: 0, result: { url: "https://evil.example/" } }));
    const { receipt } = await bench.upload(await folder.file(trap), { roomID });
    if (receipt === null) throw new Error("nothing was delivered");
    const file = { name: "trap.json", size: trap.length, contentType: "application/json" };
    const links = await bench.adapter.freshLinks?.(bench.context(), { receipt, secrets: {}, file }, {});
    expect(links).toEqual(receipt.links);
  });

  it("gives the link that needs headers where the server can't be asked", async () => {
    await start();
    const parcel = await delivered();
    await server.close();
    expect(await bench.adapter.freshLinks?.(bench.context(), parcel, {})).toEqual(parcel.receipt.links);
  });
});
