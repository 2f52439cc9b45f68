import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../../electron/engine/failure";
import type { RequestPlan } from "../../electron/engine/http/http-client";
import { adapterFor } from "../../electron/engine/services/index";
import type { Delivered } from "../../electron/engine/services/service";
import type { Receipt } from "../../electron/shared/upload";
import { AdapterBench, type AdapterRun, TestFolder } from "../helpers/run-adapter";
import {
  linkSignature,
  type StrictCapillaryServer,
  signedLink,
  startStrictCapillaryServer,
} from "../servers/strict-capillary-server";
import { md5Hex, type StrictServer, startStrictServer } from "../servers/strict-server";

const password = "till-password-0815";
const hashed = md5Hex(Buffer.from(password));
const path = "/api_gateway/file-service/rewards";
/** The size of the document's own example. */
const content = Buffer.alloc(51, "image");

let server: StrictCapillaryServer;
let folder: TestFolder;
let bench: AdapterBench;

function basicOf(username: string, sent: string): string {
  return `Basic ${Buffer.from(`${username}:${sent}`).toString("base64")}`;
}

function benchWith(settings: Record<string, string> = {}, secrets: Record<string, string> = { password }) {
  bench?.close();
  const all = { baseUrl: server.baseUrl, username: "till.1", ...settings };
  bench = new AdapterBench(adapterFor("capillary"), all, secrets);
}

async function upload(options: Record<string, string> = {}, name = "test.png"): Promise<AdapterRun> {
  return await bench.upload(await folder.file(content), options, { name });
}

async function receiptOf(options: Record<string, string> = {}): Promise<Receipt> {
  const { receipt, failure } = await upload(options);
  if (receipt === null) throw failure ?? new Error("nothing was delivered");
  return receipt;
}

beforeEach(async () => {
  folder = await TestFolder.make();
  const accepted = [basicOf("till.1", hashed)];
  server = await startStrictCapillaryServer({ path, header: "authorization", accepted, partName: "file" });
  benchWith();
});

afterEach(async () => {
  bench.close();
  await server.close();
  await folder.remove();
});

describe("Capillary's test vectors (services.md 3.3)", () => {
  it.each(["multipart", "raw"])(
    "1: delivers as %s, shows version and access, and says when the link ends",
    async (body) => {
      benchWith({ body });
      const secondMs = Math.floor(Date.now() / 1000) * 1000;
      await receiptOf();
      const receipt = await receiptOf();
      expect(server.problems).toEqual([]);
      expect(server.requests.map((request) => request.url)).toEqual([`${path}/test.png`, `${path}/test.png`]);
      expect(receipt).toMatchObject({
        remoteId: server.files[1]?.id,
        storedName: "test.png",
        size: 51,
        verified: "size",
        fileExpiresAt: null,
        remote: { version: "2", latestVersion: "2", namespace: "rewards", acl: "PRIVATE" },
        links: [{ opensInBrowser: true }],
      });
      const endMs = Date.parse(receipt.links[0]?.expiresAt ?? "");
      expect(endMs).toBeGreaterThanOrEqual(secondMs + 3_600_000);
      expect(endMs).toBeLessThan(secondMs + 3_660_000);
    },
  );

  it("1b: reads the names of the sibling services as well", async () => {
    server.faults = { camelCase: true };
    expect(await receiptOf()).toMatchObject({
      remoteId: server.files[0]?.id,
      remote: { version: "1", latestVersion: "1" },
    });
  });

  it.each([false, true])(
    "1c: keeps the answer without the link that lets anybody in, escaped: %s",
    async (escapes) => {
      server.faults = { escapes };
      const receipt = await receiptOf();
      expect(receipt.links[0]?.url).toContain(linkSignature);
      expect(receipt.rawReply).toContain("Successfully uploaded file");
      expect(receipt.rawReply).not.toContain(linkSignature);
      expect(receipt.rawReply).not.toMatch(/FwoGZXIvYXdz|ASIAXKEP2EMBVBC5UMM3|bucket\.example/);
    },
  );

  it.each([
    ["a script", "javascript:alert(1)"],
    ["an unprotected address elsewhere", "http://storage.example/1.png?X-Amz-Signature=abc"],
    ["nothing", null],
  ])("1d: passes on no link that is %s", async (_what, link) => {
    server.faults = { link };
    expect((await receiptOf()).links).toEqual([]);
  });

  it("2: does not believe a success that stored only a placeholder, and says where to look", async () => {
    benchWith({ partName: "image" });
    const { failure } = await upload();
    expect(failure).toMatchObject({
      class: "permanent",
      field: "partName",
      error: {
        code: "receipt-mismatch",
        message: "The server stored only a placeholder (0 bytes instead of 51).",
      },
    });
    expect(failure?.error.hint).toMatch(/"body" and "partName"/);
  });

  it("2b: recognises a server that kept the whole form as the file", async () => {
    server.faults = { readsNoForms: true };
    const { failure } = await upload();
    expect(failure).toMatchObject({ field: "body", error: { code: "receipt-mismatch" } });
    expect(failure?.error.hint).toContain("raw");
    benchWith({ body: "raw" });
    expect((await receiptOf()).verified).toBe("size");
  });

  it("2c: proves nothing where the server says no size", async () => {
    server.faults = { size: null };
    expect(await receiptOf()).toMatchObject({ size: null, verified: "none" });
  });

  it.each([
    ['{"code":500,"status":"false","message":"Failed to upload"}', "server-error", "Failed to upload"],
    ['{"code":200,"status":"false","message":"Failed to upload"}', "server-error", "Failed to upload"],
    ['{"code":1001,"status":true,"message":"No space"}', "server-error", "No space"],
    ['{"code":403,"status":"false","message":"Not your org"}', "forbidden", "Not your org"],
    [
      '{"data":null,"errors":[{"code":8084,"message":"No valid image"}],"warnings":[]}',
      "server-error",
      "No valid image",
    ],
  ])("3: takes a 200 with %s for the failure it is", async (body, code, message) => {
    server.faults = { answer: { status: 200, body } };
    expect((await upload()).failure).toMatchObject({ class: "permanent", error: { code, message } });
  });

  it.each([
    '{"code":200,"status":"true","message":"Successfully uploaded file"}',
    '{"code":200,"message":"ok","file":{"file_handle":"x","fileSize":"51"}}',
    '{"status":"true","file":{"file_handle":"x","fileSize":"51"}}',
    '{"code":200,"status":"true","file":{"fileSize":"51"}}',
  ])("3b: does not take %s for a success", async (body) => {
    server.faults = { answer: { status: 200, body } };
    expect((await upload()).failure).toMatchObject({ class: "unknown", error: { code: "outcome-unknown" } });
  });

  it("5: encodes the name in the address, and gets the same name back", async () => {
    const { receipt } = await upload({}, "Größe 100% #1.png");
    expect(server.requests[0]?.url).toBe(`${path}/Gr%C3%B6%C3%9Fe%20100%25%20%231.png`);
    expect(receipt?.storedName).toBe("Größe 100% #1.png");
    expect(server.problems).toEqual([]);
  });

  it.each(["..", ".", "{ext}", "noextension", "{unknown}.png", "{name"])(
    "5b: refuses the name %s before sending",
    async (filename) => {
      const { failure } = await upload({ filename }, "noextension");
      expect(failure).toMatchObject({ field: "filename", error: { code: "invalid-field" } });
      expect(server.requests).toEqual([]);
    },
  );

  it.each(["", "{}", "<html><title>400 Bad Request</title></html>", "null"])(
    "7: says that a 400 with the body %j came without a reason",
    async (body) => {
      server.faults = { answer: { status: 400, body } };
      expect((await upload()).failure).toMatchObject({
        class: "permanent",
        error: {
          code: "invalid-field",
          message: "The server refused the upload (HTTP 400) without a reason.",
        },
      });
    },
  );

  it("7b: shows the reason of a 400 that has one", async () => {
    const body =
      '{"data":null,"errors":[{"code":8083,"message":"Image below minimum size"}],"warnings":null}';
    server.faults = { answer: { status: 400, body } };
    expect((await upload()).failure?.error.message).toBe("Image below minimum size");
  });
});

describe("signing in to Capillary", () => {
  it("sends a password that is hashed already as it is", async () => {
    benchWith({ hashPassword: "false" }, { password: hashed });
    expect((await receiptOf()).verified).toBe("size");
    expect(server.problems).toEqual([]);
  });

  it("refuses a user name that Basic can't carry before sending", async () => {
    benchWith({ username: "till:1" });
    expect((await upload()).failure).toMatchObject({ field: "username", error: { code: "config" } });
    expect(server.requests).toEqual([]);
  });

  it("sends a pasted token in the service's own header and nothing else, and names it when it is refused", async () => {
    Object.assign(server.expected, { header: "x-cap-api-oauth-token", accepted: ["pasted-token-4711"] });
    benchWith({ auth: "token" }, { token: "pasted-token-4711" });
    expect((await receiptOf()).verified).toBe("size");
    expect(server.problems).toEqual([]);
    benchWith({ auth: "token" }, { token: "another-token-4711" });
    expect((await upload()).failure).toMatchObject({
      class: "auth",
      field: "token",
      error: { code: "auth" },
    });
  });

  it("shows neither the hashed password nor the header when the server repeats them", async () => {
    const sent = basicOf("till.1", hashed);
    for (const status of [200, 400, 403, 500]) {
      const message = `got ${sent} that is ${hashed}`;
      server.faults = { answer: { status, body: JSON.stringify({ code: 500, status: "false", message }) } };
      const { failure } = await upload();
      expect(failure?.error.message).toContain("got");
      expect(JSON.stringify(failure?.error)).not.toContain(hashed);
      expect(JSON.stringify(failure?.error)).not.toContain(sent.slice("Basic ".length));
    }
  });
});

describe("the path of Capillary's destination", () => {
  it("may be another one, with any slashes around it", async () => {
    server.expected.path = "/gateway/my%20files";
    benchWith({ path: "gateway//my files/" });
    expect((await receiptOf()).verified).toBe("size");
    expect(server.problems).toEqual([]);
  });

  it("can't lead elsewhere", async () => {
    benchWith({ path: "/api_gateway/../secret" });
    expect((await upload()).failure).toMatchObject({ field: "path", error: { code: "config" } });
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field: "path" });
    expect(server.requests).toEqual([]);
  });
});

describe("what a Capillary upload overwrites", () => {
  function target(name: string, options: Record<string, string> = {}): string | null | undefined {
    return bench.adapter.target?.(bench.job({ name, size: 1 }, options));
  }

  it("is the same for the same name, however it came about, and may be sent again", async () => {
    const place = target("test.png");
    expect(place).toBe(`${server.baseUrl}${path}/test.png`);
    expect(target("other.jpg", { filename: "test.png" })).toBe(place);
    expect(target("other.png")).not.toBe(place);
    const step = bench.adapter.plan(bench.job({ name: "test.png", size: 1 }, {}), {}, null);
    expect(step.repeatable).toBe(true);
    expect(new URL(step.request.url).href).toBe(place);
  });

  it("is nothing when the name is refused anyway", () => {
    expect(target("test.png", { filename: ".." })).toBeNull();
    benchWith({ path: ".." });
    expect(target("test.png")).toBeNull();
  });
});

describe("getting a Capillary file back (vector 6)", () => {
  let storage: StrictServer;

  beforeEach(async () => {
    storage = await startStrictServer((_request, response) => {
      response.end(content);
    });
  });

  afterEach(async () => {
    await storage.close();
  });

  async function planFor(link: string | null, thumbnail = false): Promise<RequestPlan | null | undefined> {
    server.faults = { link };
    const receipt = await receiptOf();
    const file = { name: "test.png", size: content.length, contentType: "image/png" };
    const delivered: Delivered = { receipt, secrets: {}, file };
    const size = thumbnail ? { width: 10, height: 10 } : null;
    return bench.adapter.download?.(bench.destination, delivered, {}, size);
  }

  it("downloads from the signed link without signing in there", async () => {
    const plan = await planFor(signedLink(new Date(), `${storage.baseUrl}/rewards/1.png`));
    if (plan === null || plan === undefined) throw new Error("no plan for a download");
    const reply = await bench.context().request(plan);
    expect(reply.text).toBe(content.toString());
    expect(JSON.stringify(storage.requests[0]?.headers)).not.toMatch(/authorization|x-cap|Basic/i);
  });

  it("says that an expired link has ended, and what to do", async () => {
    const link = signedLink(new Date(Date.now() - 3_601_000));
    const failure = await planFor(link).catch((thrown: unknown) => thrown);
    if (!(failure instanceof Failure)) throw new Error("no failure");
    expect(failure).toMatchObject({ class: "permanent", error: { code: "forbidden" } });
    expect(failure.error.message).toMatch(/^The link to this file ended at \d{4}-/);
    expect(failure.error.message).not.toContain(linkSignature);
  });

  it.each([
    ["a malformed date", "X-Amz-Date=yesterday&X-Amz-Expires=3600"],
    ["a month that is none", "X-Amz-Date=20241308T034059Z&X-Amz-Expires=3600"],
    ["a life that is none", "X-Amz-Date=20240508T034059Z&X-Amz-Expires=soon"],
    ["an endless life", "X-Amz-Date=20240508T034059Z&X-Amz-Expires=9e99"],
    ["no date", "X-Amz-Signature=abc"],
  ])("does not know when a link with %s ends, and tries it", async (_what, query) => {
    const link = `https://bucket.example/1.png?${query}`;
    expect(await planFor(link)).toMatchObject({ method: "GET", url: link, headers: {} });
    expect((await receiptOf()).links).toEqual([{ url: link, expiresAt: null, opensInBrowser: true }]);
  });

  it("adds date and life of the document's example", async () => {
    server.faults = { link: signedLink(new Date("2024-05-08T03:40:59Z")) };
    expect((await receiptOf()).links[0]?.expiresAt).toBe("2024-05-08T04:40:59.000Z");
  });

  it("has no thumbnail, and no way back without a link", async () => {
    expect(await planFor(signedLink(new Date()), true)).toBeNull();
    expect(await planFor(null)).toBeNull();
  });
});

describe("testing a Capillary destination", () => {
  it.each([
    [404, "{}"],
    [405, ""],
    [400, '{"errors":[{"message":"no"}]}'],
    [200, "{}"],
  ])("says what it could not prove when the address answers %i %j", async (status, body) => {
    server.faults = { probe: { status, body } };
    const tested = await bench.adapter.test(bench.context());
    expect(tested).toMatchObject({ ok: true, field: null });
    expect(tested.message).toContain("are checked with the first upload");
    expect(server.files).toEqual([]);
  });

  it.each([
    [500, "", "baseUrl"],
    [503, "", "baseUrl"],
    [403, '{"message":"No access group"}', null],
  ])("does not pass when the address answers %i %j", async (status, body, field) => {
    server.faults = { probe: { status, body } };
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field });
  });
});
