import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adapterFor } from "../../electron/engine/services/index";
import type { Delivered, Reconciled } from "../../electron/engine/services/service";
import { AdapterBench, type AdapterRun, TestFolder } from "../helpers/run-adapter";
import {
  type StrictSurgeryConnectServer,
  type SurgeryConnectExpectations,
  startStrictSurgeryConnectServer,
} from "../servers/strict-surgery-connect-server";

const apiKey = "ak-0f3b7a10c5";
const userId = "8d3f1c52-0f6a-4c1e-9a54-2f6f0f3b7a10";
const fileRequestId = "f4d47426-c99a-43df-81ea-8304a62c5127";
const content = Buffer.from("the bytes of a picture");

let server: StrictSurgeryConnectServer;
let folder: TestFolder;
let bench: AdapterBench;

function benchWith(settings: Record<string, string> = {}): AdapterBench {
  const adapter = adapterFor("surgery-connect");
  if (adapter === undefined) throw new Error("surgery-connect is not registered");
  bench?.close();
  bench = new AdapterBench(adapter, { baseUrl: server.baseUrl, userId, ...settings }, { apiKey });
  return bench;
}

function expectMore(more: Partial<SurgeryConnectExpectations>): void {
  server.expected = { apiKey, userId, ...more };
}

async function upload(options: Record<string, string> = {}, name = "IMG_0292.JPG"): Promise<AdapterRun> {
  return await bench.upload(await folder.file(content), options, { name });
}

beforeEach(async () => {
  folder = await TestFolder.make();
  server = await startStrictSurgeryConnectServer({ apiKey, userId });
  benchWith();
});

afterEach(async () => {
  bench.close();
  await server.close();
  await folder.remove();
});

describe("Surgery Connect's test vectors (services.md 4.3)", () => {
  it.each(["multipart", "json-base64"])(
    "1: delivers with all options as %s, and says when the file ends",
    async (body) => {
      expectMore({ expiryInterval: 3600, fileRequestId });
      server.faults = { amongOthers: true };
      benchWith({ body });
      const { receipt } = await upload({ expiryInterval: "3600", fileRequestId });
      expect(server.problems).toEqual([]);
      expect(server.forms).toEqual([body]);
      expect(receipt).toMatchObject({
        remoteId: server.files[0]?.id,
        size: content.length,
        hash: null,
        verified: "size",
        fileExpiresAt: "2021-01-15T15:33:29.145Z",
        links: [
          {
            url: `${server.baseUrl}/v1/files/${server.files[0]?.id}`,
            expiresAt: null,
            opensInBrowser: false,
          },
        ],
      });
    },
  );

  it("1b: reads one object as well as a list", async () => {
    server.faults = { singleObject: true };
    expect((await upload()).receipt?.remoteId).toBe(server.files[0]?.id);
  });

  it("1c: does not believe a copy of another size, and proves nothing where the server says none", async () => {
    server.faults = { size: 5 };
    expect((await upload()).failure).toMatchObject({
      class: "permanent",
      error: { code: "receipt-mismatch" },
    });
    server.faults = { size: null };
    expect((await upload()).receipt).toMatchObject({ size: null, verified: "none" });
  });

  it("3: refuses a destination without a user before sending, and understands the server's word on it", async () => {
    benchWith({ userId: "" });
    expect((await upload()).failure).toMatchObject({ field: "userId", error: { code: "config" } });
    expect(server.requests).toEqual([]);
    benchWith({ body: "multipart" });
    server.faults = { answer: { status: 400, body: '{"error":"userId is required."}' } };
    expect((await upload()).failure).toMatchObject({
      class: "permanent",
      field: "userId",
      error: { code: "invalid-field", message: "userId is required." },
    });
  });

  it("4: takes an empty 401 for a refused key", async () => {
    server.faults = { answer: { status: 401 } };
    expect((await upload()).failure).toMatchObject({
      class: "auth",
      field: "apiKey",
      error: { code: "auth" },
    });
  });

  it("5: waits 7 seconds after an empty 429, backs off after a bare 503, and fails on an empty 500 of its own", async () => {
    server.faults = { answer: { status: 429, headers: { "Retry-After": "7" } } };
    expect((await upload()).failure).toMatchObject({ class: "transient", retryAfterMs: 7000 });
    server.faults = { answer: { status: 503 } };
    expect((await upload()).failure).toMatchObject({ class: "transient", retryAfterMs: null });
    server.faults = { answer: { status: 500 } };
    expect((await upload()).failure).toMatchObject({ class: "permanent", error: { code: "server-error" } });
  });

  it.each([
    ["multipart", "json-base64", 415],
    ["multipart", "json-base64", 400],
    ["json-base64", "multipart", 415],
    ["json-base64", "multipart", 400],
  ] as const)("6: a destination set to %s is told of %s after %i", async (body, other, refusal) => {
    server.faults = { only: { form: other, refusal } };
    benchWith({ body });
    const { failure } = await upload();
    expect(failure?.error.code).toBe("invalid-field");
    if (refusal === 415) expect(failure?.error.hint).toContain(other);
    expect(server.forms).toEqual([body]);
  });

  it.each([400, 415] as const)(
    "6b: automatic sends again in the other form after %i, and remembers it",
    async (refusal) => {
      server.faults = { only: { form: "json-base64", refusal } };
      expect((await upload()).receipt?.verified).toBe("size");
      expect((await upload()).receipt?.verified).toBe("size");
      expect(server.forms).toEqual(["multipart", "json-base64", "json-base64"]);
      expect(server.files.length).toBe(2);
    },
  );

  it("6c: automatic tries the other form once and no more", async () => {
    server.faults = { answer: { status: 415 } };
    const run = await upload();
    expect(server.forms).toEqual(["multipart", "json-base64"]);
    expect(run.failure).toMatchObject({
      class: "permanent",
      field: "body",
      error: { code: "invalid-field" },
    });
    expect(bench.memory.get("body")).toBeNull();
  });

  it("6d: automatic does not send again where the form is known to work, or where a web page refused", async () => {
    expect((await upload()).failure).toBeNull();
    server.faults = { answer: { status: 400, body: '{"error":"fileRequestId has expired."}' } };
    expect((await upload()).failure).toMatchObject({ field: "fileRequestId" });
    expect(server.forms).toEqual(["multipart", "multipart"]);
    benchWith();
    server.faults = { answer: { status: 400, body: "<html>Bad Request</html>" } };
    expect((await upload()).failure?.error.code).toBe("invalid-field");
    expect(server.forms.length).toBe(3);
  });

  it("6e: automatic begins with JSON at X-on's own hosts, and only there", () => {
    const kindAt = (baseUrl: string) => {
      benchWith({ baseUrl });
      const step = bench.adapter.plan(bench.job({ name: "a", size: 1 }, {}), {}, null, bench.memory);
      return step.request.body?.kind;
    };
    expect(kindAt("https://api.x-on.app")).toBe("json-base64");
    expect(kindAt("https://STAGING-api.X-on.app/")).toBe("json-base64");
    expect(kindAt("https://api.x-on.app.example")).toBe("multipart");
    expect(kindAt("https://fox-on.app")).toBe("multipart");
  });

  it("9: carries a name with letters and quotes in both forms", async () => {
    for (const body of ["multipart", "json-base64"]) {
      benchWith({ body });
      const { receipt } = await upload({}, 'naïve "x".jpg');
      expect(receipt?.storedName).toBe("naïve _x_.jpg");
    }
    expect(server.problems).toEqual([]);
  });
});

describe("asking Surgery Connect for an unanswered upload (vector 7)", () => {
  async function reconcile(
    sentAtMs: number,
    options: Record<string, string> = { fileRequestId },
  ): Promise<Reconciled> {
    const job = bench.job({ name: "IMG_0292.JPG", size: content.length }, options);
    const found = await bench.adapter.reconcile?.(bench.context(), job, {}, sentAtMs);
    if (found === undefined) throw new Error("the adapter can't reconcile");
    return found;
  }

  beforeEach(() => {
    expectMore({ fileRequestId });
  });

  it.each([0, 3_600_000, -3_600_000])(
    "finds it by name, size and time, with the server's clock %i ms ahead",
    async (clockAheadMs) => {
      server.faults = { loseAnswer: true, clockAheadMs };
      const sentAtMs = Date.now();
      const run = await upload({ fileRequestId });
      expect(run.failure).toMatchObject({ class: "unknown", error: { code: "outcome-unknown" } });
      const found = await reconcile(sentAtMs);
      expect(found).toMatchObject({
        kind: "present",
        receipt: { remoteId: server.files[0]?.id, verified: "size" },
      });
    },
  );

  it("says that it is absent when only others are there: another name, another size, or one of before", async () => {
    const now = new Date().toISOString();
    server.addEntry({ originalName: "other.jpg", size: content.length, createdAt: now });
    server.addEntry({ originalName: "IMG_0292.JPG", size: 1, createdAt: now });
    const before = new Date(Date.now() - 60_000).toISOString();
    server.addEntry({ originalName: "IMG_0292.JPG", size: content.length, createdAt: before });
    expect(await reconcile(Date.now())).toEqual({ kind: "absent" });
  });

  it("knows nothing without a file request, or when the server does not list it", async () => {
    expect(await reconcile(Date.now(), {})).toEqual({ kind: "unknown" });
    expectMore({});
    expect(await reconcile(Date.now())).toEqual({ kind: "unknown" });
  });
});

describe("getting a Surgery Connect file back", () => {
  async function delivered(): Promise<Delivered> {
    const { receipt } = await upload();
    if (receipt === null) throw new Error("nothing was delivered");
    return {
      receipt,
      secrets: {},
      file: { name: "IMG_0292.JPG", size: content.length, contentType: "image/jpeg" },
    };
  }

  async function get(parcel: Delivered, thumbnail: { width: number; height: number } | null) {
    const plan = bench.adapter.download?.(bench.destination, parcel, {}, thumbnail);
    return plan === null || plan === undefined ? null : await bench.context().request(plan);
  }

  it("downloads the file and its thumbnail with the key, and refuses sizes that are none", async () => {
    const parcel = await delivered();
    expect((await get(parcel, null))?.text).toBe(content.toString());
    expect((await get(parcel, { width: 200, height: 140 }))?.text).toBe("thumbnail 200x140");
    expect(await get(parcel, { width: 1.5, height: 140 })).toBeNull();
    expect(await get(parcel, { width: 123_456, height: 1 })).toBeNull();
    expect(server.problems).toEqual([]);
  });

  it("8: gives an empty 404 for a file that has expired", async () => {
    const parcel = await delivered();
    server.files.length = 0;
    const reply = await get(parcel, null);
    expect([reply?.status, reply?.text]).toEqual([404, ""]);
  });
});
