import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Clock, systemClock, type ThumbnailDecoder } from "../../electron/engine/ports";
import { type PracticeServer, startPracticeServer } from "../../electron/engine/practice/practice-server";

const userId = "00000000-0000-4000-8000-000000000001";
const fileRequestId = "f4d47426-c99a-43df-81ea-8304a62c5127";

let directory: string;
let server: PracticeServer;
let nowMs = Date.now();
const clock: Clock = { ...systemClock, now: () => nowMs };
const decoder: ThumbnailDecoder = {
  decode: async (image, longestSide) =>
    Buffer.from(`\x89PNG small ${longestSide} of ${image.length}`, "latin1"),
};

beforeEach(async () => {
  nowMs = Date.now();
  directory = await mkdtemp(join(tmpdir(), "waybill-practice-"));
  server = await startPracticeServer({ directory, decoder, clock });
});

afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

describe("the Practice server as Surgery Connect", () => {
  const headers = () => ({ Authorization: `Bearer ${server.token}` });

  async function uploadJson(content: Buffer, more: Record<string, unknown> = {}): Promise<Response> {
    return await fetch(`${server.baseUrl}/v1/files`, {
      method: "POST",
      headers: { ...headers(), "Content-Type": "application/json" },
      body: JSON.stringify({
        files: [
          { name: 'naïve "contents":"x.jpg', type: "image/jpeg", contents: content.toString("base64") },
        ],
        userId,
        ...more,
      }),
    });
  }

  it.each([0, 1, 2, 3, 100_000])("stores %i bytes of Base64 as they are", async (size) => {
    const content = randomBytes(size);
    const response = await uploadJson(content, { expiryInterval: 3600 });
    const [file] = (await response.json()) as Record<string, unknown>[];
    expect(file).toMatchObject({
      size,
      originalName: 'naïve "contents":"x.jpg',
      mimeType: "image/jpeg",
      fileRequestId: null,
      expiresAt: new Date(nowMs + 3_600_000).toISOString(),
    });
    const again = await fetch(`${server.baseUrl}/v1/files/${file?.["id"]}`, { headers: headers() });
    expect(Buffer.from(await again.arrayBuffer()).equals(content)).toBe(true);
  });

  it("reads Base64 whose slashes are escaped, as some JSON writers do", async () => {
    const content = Buffer.alloc(200_001, 0xff);
    const contents = content.toString("base64").replaceAll("/", "\\/");
    const response = await fetch(`${server.baseUrl}/v1/files`, {
      method: "POST",
      headers: { ...headers(), "Content-Type": "application/json" },
      body: `{"files":[{"contents":"${contents}","name":"a"}],"userId":"${userId}"}`,
    });
    const [file] = (await response.json()) as { id: string }[];
    const again = await fetch(`${server.baseUrl}/v1/files/${file?.id}`, { headers: headers() });
    expect(Buffer.from(await again.arrayBuffer()).equals(content)).toBe(true);
  });

  it("takes several files of a multipart form, and lists those of a file request", async () => {
    const form = new FormData();
    form.append("userId", userId);
    form.append("fileRequestId", fileRequestId);
    form.append("files", new Blob(["one"]), "1.txt");
    form.append("files", new Blob(["three"]), "3.txt");
    const response = await fetch(`${server.baseUrl}/v1/files`, {
      method: "POST",
      headers: headers(),
      body: form,
    });
    expect(await response.json()).toMatchObject([
      { originalName: "1.txt", size: 3, fileRequestId },
      { originalName: "3.txt", size: 5, fileRequestId },
    ]);
    const listed = await fetch(`${server.baseUrl}/v1/file-requests/${fileRequestId}`, { headers: headers() });
    const { files } = (await listed.json()) as { files: { originalName: string }[] };
    expect(files.map((file) => file.originalName).sort()).toEqual(["1.txt", "3.txt"]);
  });

  it.each([
    ["no user", { userId: null }, "userId is required."],
    ["a user that is no UUID", { userId: "me" }, "userId must be a UUID."],
    ["an interval of nothing", { expiryInterval: 0 }, "expiryInterval must be a positive integer."],
    ["a file request that is no UUID", { fileRequestId: "x" }, "fileRequestId must be a UUID."],
  ])("refuses %s and keeps nothing", async (_what, more, error) => {
    const response = await uploadJson(Buffer.from("x"), more);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error });
    expect(await readdir(directory)).toEqual([]);
  });

  it.each([
    '{"files":[{"name":"a","contents":"QUJD',
    '{"files":[{"name":"a","contents":"QUJ"}]}',
    "[]",
    "no json",
  ])("refuses the body %j and keeps nothing", async (body) => {
    const response = await fetch(`${server.baseUrl}/v1/files`, {
      method: "POST",
      headers: { ...headers(), "Content-Type": "application/json" },
      body,
    });
    expect(response.status).toBe(400);
    expect(await readdir(directory)).toEqual([]);
  });

  it("answers a wrong key and an unknown or expired file with a status alone", async () => {
    const [file] = (await (await uploadJson(Buffer.from("x"), { expiryInterval: 1 })).json()) as {
      id: string;
    }[];
    nowMs += 1001;
    const wrongKey = await fetch(`${server.baseUrl}/v1/files/${file?.id}`, {
      headers: { Authorization: "Bearer x" },
    });
    const expired = await fetch(`${server.baseUrl}/v1/files/${file?.id}`, { headers: headers() });
    const unknown = await fetch(`${server.baseUrl}/v1/files/${userId}`, { headers: headers() });
    expect([wrongKey.status, expired.status, unknown.status]).toEqual([401, 404, 404]);
    expect((await wrongKey.text()) + (await expired.text()) + (await unknown.text())).toBe("");
  });

  it("makes thumbnails of images, and gives anything else as it is", async () => {
    const image = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), randomBytes(50)]);
    const get = async (content: Buffer, query: string) => {
      const [file] = (await (await uploadJson(content)).json()) as { id: string }[];
      return await fetch(`${server.baseUrl}/v1/files/${file?.id}?imageSize=${query}`, { headers: headers() });
    };
    const small = await get(image, "200x140");
    expect(small.headers.get("content-type")).toBe("image/png");
    expect(await small.text()).toContain("small 200 of 58");
    expect(await (await get(Buffer.from("plain"), "200x140")).text()).toBe("plain");
    expect((await get(image, "200x")).status).toBe(400);
  });
});
