import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HttpReply } from "../../electron/engine/http/http-client";
import { adapterFor } from "../../electron/engine/services/index";
import type { Delivered, ServiceAdapter } from "../../electron/engine/services/service";
import { AdapterBench, type AdapterRun, TestFolder } from "../helpers/run-adapter";
import { startFaultServer } from "../servers/fault-server";
import {
  type EasemobExpectations,
  easemobError,
  type StrictEasemobServer,
  startStrictEasemobServer,
} from "../servers/strict-easemob-server";

const org = "easemob-demo";
const app = "testapp";
const token = "YWMtS1pRuFa-EemixAMhJgmGUAAAA";
const content = Buffer.from("the bytes of a picture");

let server: StrictEasemobServer;
let folder: TestFolder;
let bench: AdapterBench;
let receiptSecrets: Readonly<Record<string, string>>[];

/** The adapter, with the secrets of its receipts noted. */
function noting(adapter: ServiceAdapter): ServiceAdapter {
  return {
    ...adapter,
    interpret: (...facts) => {
      const outcome = adapter.interpret(...facts);
      if (outcome.kind === "receipt") receiptSecrets.push(outcome.secrets ?? {});
      return outcome;
    },
  };
}

function benchWith(
  settings: Record<string, string> = {},
  secrets: Record<string, string> = { token },
): AdapterBench {
  bench?.close();
  const adapter = noting(adapterFor("easemob"));
  bench = new AdapterBench(adapter, { baseUrl: server.baseUrl, org, app, ...settings }, secrets);
  return bench;
}

function expectMore(more: Partial<EasemobExpectations>): void {
  server.expected = { ...server.expected, ...more };
}

async function upload(options: Record<string, string> = {}, name = "IMG_2953.JPG"): Promise<AdapterRun> {
  return await bench.upload(await folder.file(content), options, { name });
}

async function delivered(options: Record<string, string> = {}): Promise<Delivered> {
  const { receipt } = await upload(options);
  if (receipt === null) throw new Error("nothing was delivered");
  const file = { name: "IMG_2953.JPG", size: content.length, contentType: "image/jpeg" };
  return { receipt, secrets: receiptSecrets.at(-1) ?? {}, file };
}

async function get(parcel: Delivered, side: number | null = null): Promise<HttpReply> {
  const size = side === null ? null : { width: side, height: side };
  const plan = bench.adapter.download?.(bench.destination, parcel, {}, size) ?? null;
  if (plan === null) throw new Error("no plan for a download");
  return await bench.context().request(plan);
}

async function answered(status: number, body: string): Promise<AdapterRun["failure"]> {
  server.faults = { answer: { status, body } };
  return (await upload()).failure;
}

beforeEach(async () => {
  receiptSecrets = [];
  folder = await TestFolder.make();
  server = await startStrictEasemobServer({ org, app, token });
  benchWith();
});

afterEach(async () => {
  bench.close();
  await server.close();
  await folder.remove();
});

describe("Easemob's test vectors (services.md 5.3)", () => {
  it("1: delivers restricted by default, keeps the secret apart from the receipt, and claims no proof", async () => {
    const { receipt } = await upload();
    expect(server.problems).toEqual([]);
    const id = server.files[0]?.id ?? "";
    const secret = server.secretOf(id) ?? "";
    expect(secret).toContain("X9dIOla");
    expect(receiptSecrets).toEqual([{ shareSecret: secret }]);
    expect(receipt).toMatchObject({
      remoteId: id,
      storedName: null,
      size: null,
      hash: null,
      verified: "none",
      fileExpiresAt: null,
      remote: { org, app },
      links: [
        { url: `${server.baseUrl}/${org}/${app}/chatfiles/${id}`, expiresAt: null, opensInBrowser: false },
      ],
    });
    expect(JSON.stringify(receipt)).not.toContain(secret);
    expect(receipt?.rawReply).toContain('"share-secret":"***"');
  });

  it("1b: sends the size of the thumbnail where one is asked for", async () => {
    expectMore({
      uploadHeaders: { "restrict-access": "true", "thumbnail-width": "320", "thumbnail-height": "200" },
    });
    const run = await upload({ thumbnailWidth: "320", thumbnailHeight: " 200 " });
    expect(server.problems).toEqual([]);
    expect(run.failure).toBeNull();
  });

  it.each(["https://cdn.example/easemob-demo/testapp/chatfiles", "https://cdn.example/files/"])(
    "1c: links to the address that the service says: %s",
    async (uri) => {
      server.faults = { uri };
      const { receipt } = await delivered();
      expect(receipt.links[0]?.url).toBe(`${uri.replace(/\/$/, "")}/${server.files[0]?.id}`);
    },
  );

  it.each([
    null,
    "javascript:alert(1)",
    "http://elsewhere.example/chatfiles",
    "https://user:pass@cdn.example",
    "https://cdn.example/?x=",
    "not an address",
  ])(
    "1d: links to its own address where the service says %j, and never sends a token elsewhere",
    async (uri) => {
      server.faults = { uri };
      const parcel = await delivered();
      const own = `${server.baseUrl}/${org}/${app}/chatfiles/${server.files[0]?.id}`;
      expect(parcel.receipt.links.map((link) => link.url)).toEqual([own]);
      expect(bench.adapter.download?.(bench.destination, parcel, {}, null)?.url).toBe(own);
    },
  );

  it("1e: downloads from its own address even where the service says another one", async () => {
    server.faults = { uri: "https://elsewhere.example/chatfiles" };
    const parcel = await delivered();
    expect((await get(parcel)).text).toBe(content.toString());
  });

  it.each([{ restrictAccess: "false" }, { restrictAccess: "" }])(
    "2: leaves the header out with %j, and lives without a secret",
    async (options) => {
      expectMore({ uploadHeaders: {} });
      for (const shareSecret of [{ value: undefined }, { value: null }]) {
        server.faults = { shareSecret };
        const parcel = await delivered(options);
        expect(parcel.secrets).toEqual({});
        expect(JSON.stringify(parcel)).not.toContain("undefined");
        expect((await get(parcel)).text).toBe(content.toString());
      }
      expect(server.problems).toEqual([]);
      expect(server.requests.some((request) => "share-secret" in request.headers)).toBe(false);
    },
  );

  it("2b: keeps a secret that nobody asked for", async () => {
    expectMore({ uploadHeaders: {} });
    server.faults = { shareSecret: { value: "X9dI-unasked" } };
    expect((await delivered({ restrictAccess: "false" })).secrets).toEqual({ shareSecret: "X9dI-unasked" });
  });

  it("3: tells a token of another app from one that has expired", async () => {
    expectMore({ token: "YWMt-the-next-one", expiredTokens: [] });
    const corrupt = (await upload()).failure;
    expect(corrupt).toMatchObject({
      class: "auth",
      field: "token",
      error: { code: "auth", httpStatus: 401 },
    });
    expect(corrupt?.message).toContain("not valid for this org/app, easemob-demo/testapp");
    expectMore({ expiredTokens: [token] });
    const expired = (await upload()).failure;
    expect(expired).toMatchObject({ class: "auth", error: { message: "The token has expired." } });
  });

  it("4: takes an early 413 for what it is, before the body is through", async () => {
    const early = await startFaultServer();
    early.otherwise(async ({ received, reply }) => {
      await received(65_536);
      const body = easemobError("file exceeding maximum limit", "the file size exceeds the maximum limit.");
      reply(413, body, { "Content-Type": "application/json", Connection: "close" });
    });
    benchWith({ baseUrl: early.origin, maxSize: "200000000" });
    const path = await folder.file(Buffer.alloc(64_000_000));
    const { failure, progress } = await bench.upload(path, {});
    await early.close();
    expect(failure).toMatchObject({ class: "permanent", error: { code: "too-large", httpStatus: 413 } });
    expect(failure?.message).toBe("The file is larger than this app allows (usually 10 MB).");
    expect(failure?.error.hint).toContain("maxSize");
    expect(progress.at(-1) ?? 0).toBeLessThan(64_000_000);
  });

  it("4b: understands the bare 413 of a proxy", async () => {
    const failure = await answered(413, "Request Entity Too Large");
    expect(failure).toMatchObject({ class: "permanent", error: { code: "too-large" } });
  });

  it.each([
    ["", 10 * 1024 * 1024, "10485760 bytes (10 MB)"],
    ["5", 5, "5 bytes"],
  ])(
    "4c: with maxSize %j, sends %i bytes and refuses one more before sending",
    async (maxSize, bytes, said) => {
      benchWith(maxSize === "" ? {} : { maxSize });
      const fits = await bench.upload(await folder.file(Buffer.alloc(bytes)), {});
      expect(fits.failure).toBeNull();
      const { failure } = await bench.upload(await folder.file(Buffer.alloc(bytes + 1)), {});
      expect(failure).toMatchObject({ class: "permanent", error: { code: "too-large", httpStatus: null } });
      expect(failure?.message).toContain(`at most ${said}`);
      expect(failure?.error.hint).toContain('raise "maxSize"');
      expect(server.requests.length).toBe(1);
    },
  );

  it.each([
    [429, easemobError("reach_limit", "This request has reached api limit"), "transient", "rate-limited"],
    [
      429,
      easemobError("resource_limited", "You have exceeded the limit of the community edition"),
      "permanent",
      "quota-exceeded",
    ],
    [429, "", "transient", "rate-limited"],
    [503, "", "transient", "server-busy"],
    [503, easemobError("service_unavailable", "Try later"), "transient", "server-busy"],
    [500, easemobError("internal_server_error", "Something broke"), "transient", "server-busy"],
    [502, easemobError("bad_gateway", "Flow limited"), "transient", "server-busy"],
    [504, easemobError("timeout", "Flow limited"), "transient", "server-busy"],
    [502, '{"error":"Bad Gateway"}', "unknown", "outcome-unknown"],
    [502, "<html>502 Bad Gateway</html>", "unknown", "outcome-unknown"],
    [504, "<html>504</html>", "unknown", "outcome-unknown"],
    [500, "<html>500</html>", "unknown", "outcome-unknown"],
    [200, easemobError("internal_server_error", "Something broke"), "permanent", "server-error"],
    [200, '{"entities":[]}', "unknown", "outcome-unknown"],
    [200, '{"entities":[{"uuid":".."}]}', "unknown", "outcome-unknown"],
    [200, '{"entities":{"uuid":"a"}}', "unknown", "outcome-unknown"],
  ])("5: takes %i %s for %s", async (status, body, failureClass, code) => {
    const failure = await answered(status, body);
    expect(failure).toMatchObject({ class: failureClass, error: { code, httpStatus: status } });
  });

  it("6: gets the thumbnail with the secret, and a refusal without the right one", async () => {
    const parcel = await delivered();
    expect((await get(parcel, 64)).text).toBe("thumbnail of IMG_2953.JPG");
    expect((await get(parcel)).text).toBe(content.toString());
    expect(server.problems).toEqual([]);
    const wrong = { ...parcel, secrets: { shareSecret: "X9dI-wrong" } };
    const reply = await get(wrong, 64);
    expect(reply.status).toBe(403);
    const failure = bench.adapter.explainDownload?.(reply, bench.destination, wrong, {});
    expect(failure).toMatchObject({ class: "permanent", error: { code: "forbidden" } });
    expect(inspect(failure)).not.toContain("X9dI-wrong");
  });

  it("7: says after 7 days that the file has expired on the server", async () => {
    const parcel = await delivered();
    server.faults = { filesExpired: true };
    const reply = await get(parcel);
    const failure = bench.adapter.explainDownload?.(reply, bench.destination, parcel, {});
    expect(failure).toMatchObject({
      class: "permanent",
      error: { code: "target-not-found", httpStatus: 404 },
    });
    expect(failure?.message).toMatch(/^Expired on the server/);
    expect(failure?.error.hint).toContain("7 days");
  });

  it("8: sends a Content-Type with its boundary, and understands the 415 of a server that misses it", async () => {
    expect((await upload()).failure).toBeNull();
    expect(server.requests[0]?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=\S+$/);
    const failure = await answered(415, easemobError("web_application", "Unsupported Media Type"));
    expect(failure).toMatchObject({
      class: "permanent",
      message: "Unsupported Media Type",
      error: { code: "type-refused" },
    });
  });

  it("9: carries a name with letters, quotes and a line break", async () => {
    expect((await upload({}, '语音 "1"\n.amr')).failure).toBeNull();
    expect(server.problems).toEqual([]);
    expect(server.files[0]?.name).toBe("语音 _1__.amr");
  });
});
