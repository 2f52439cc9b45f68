import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../electron/engine/ports";
import { systemClock } from "../../electron/engine/ports";
import { type PracticeServer, startPracticeServer } from "../../electron/engine/practice/practice-server";

let directory: string;
let server: PracticeServer;
let nowMs = Date.now();
const clock: Clock = { ...systemClock, now: () => nowMs };

beforeEach(async () => {
  nowMs = Date.now();
  directory = await mkdtemp(join(tmpdir(), "waybill-practice-"));
  server = await startPracticeServer({ directory, clock });
});

afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

function imkitHeaders(token = server.token): Record<string, string> {
  return { "IM-CLIENT-KEY": "practice", "IM-Authorization": token };
}

function imkitForm(content: Buffer<ArrayBuffer>, name = "note.txt", type = "text/plain"): FormData {
  const form = new FormData();
  form.append("extra", JSON.stringify({ roomID: "practice", project: "north" }));
  form.append("file", new Blob([content], { type }), name);
  return form;
}

async function uploadImkit(
  content: Buffer<ArrayBuffer>,
  name?: string,
  type?: string,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${server.baseUrl}/files/practice/`, {
    method: "POST",
    headers: imkitHeaders(),
    body: imkitForm(content, name, type),
  });
  expect(response.status).toBe(200);
  const answer = (await response.json()) as { RC: number; result: Record<string, unknown> };
  expect(answer.RC).toBe(0);
  return answer.result;
}

async function signedLink(id: unknown): Promise<string> {
  const response = await fetch(`${server.baseUrl}/files/practice/${id}?signedUrlOnly=1`, {
    headers: imkitHeaders(),
  });
  const answer = (await response.json()) as { result: { url: string } };
  return answer.result.url;
}

/** `fetch` sets Host itself and knows no raw paths. */
function rawGet(
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const sent = request({ port: server.port, host: "127.0.0.1", path, headers }, (response) => {
      response.resume();
      response.once("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
    });
    sent.once("error", reject);
    sent.end();
  });
}

describe("the Practice server as IMKIT", () => {
  it("stores an upload, says its true length and MD5, and gives it back", async () => {
    const content = randomBytes(300_000);
    const result = await uploadImkit(content, "報告 final.bin", "application/x-thing");
    expect(result).toMatchObject({
      length: 300_000,
      md5: createHash("md5").update(content).digest("hex"),
      filename: "報告 final.bin",
      mimetype: "application/x-thing",
      bucketName: "practice",
      extra: { roomID: "practice", project: "north" },
    });
    const again = await fetch(`${server.baseUrl}/files/practice/${result["_id"]}`, {
      headers: imkitHeaders(),
    });
    expect(Buffer.from(await again.arrayBuffer()).equals(content)).toBe(true);
    const metadata = await fetch(`${server.baseUrl}/files/practice/${result["_id"]}/metadata`, {
      headers: imkitHeaders(),
    });
    expect(await metadata.json()).toMatchObject({ RC: 0, result: { md5: result["md5"] } });
  });

  it("refuses a wrong token and a wrong key before it stores anything", async () => {
    for (const headers of [imkitHeaders("wrong"), { ...imkitHeaders(), "IM-CLIENT-KEY": "wrong" }, {}]) {
      const response = await fetch(`${server.baseUrl}/files/practice/`, {
        method: "POST",
        headers,
        body: imkitForm(Buffer.from("x")),
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ RC: 401, RM: "Unauthorized" });
    }
    expect(await readdir(directory)).toEqual([]);
  });

  it("refuses an upload without a room, and keeps none of it", async () => {
    const form = new FormData();
    form.append("file", new Blob(["x"]), "a.txt");
    const response = await fetch(`${server.baseUrl}/files/practice`, {
      method: "POST",
      headers: imkitHeaders(),
      body: form,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ RC: 400, RM: "roomID is required" });
    expect(await readdir(directory)).toEqual([]);
  });

  it("gives a link that opens without headers for an hour, as picture, PDF or text and nothing that can act", async () => {
    const result = await uploadImkit(Buffer.from("<svg/>"), 'dröwing "1".svg', "image/svg+xml");
    const link = await signedLink(result["_id"]);
    expect(Number(new URL(link).searchParams.get("Expires"))).toBe(Math.floor((nowMs + 3_600_000) / 1000));
    const opened = await fetch(link);
    expect(opened.status).toBe(200);
    expect(await opened.text()).toBe("<svg/>");
    expect(opened.headers.get("content-type")).toBe("image/svg+xml");
    expect(opened.headers.get("content-disposition")).toMatch(/^inline; /);
    expect(opened.headers.get("content-security-policy")).toMatch(/^sandbox;/);
    expect(opened.headers.get("x-content-type-options")).toBe("nosniff");
    const looked = await fetch(link, { method: "HEAD" });
    expect([looked.status, looked.headers.get("content-length")]).toEqual([200, "6"]);
    nowMs += 3_601_000;
    expect((await fetch(link)).status).toBe(403);
  });

  it.each([
    ["text/html", "attachment", "text/html"],
    ["text/markdown", "inline", "text/plain; charset=utf-8"],
    ["image/png", "inline", "image/png"],
    ["application/pdf", "inline", "application/pdf"],
    ["application/zip", "attachment", "application/zip"],
  ])("shows %s to a browser as %s", async (type, kind, shownType) => {
    const opened = await fetch(await signedLink((await uploadImkit(Buffer.from("x"), "x", type))["_id"]));
    await opened.arrayBuffer();
    expect(opened.headers.get("content-disposition")?.split(";")[0]).toBe(kind);
    expect(opened.headers.get("content-type")).toBe(shownType);
  });

  it("refuses a link whose signature, end or file was altered", async () => {
    const one = await signedLink((await uploadImkit(Buffer.from("one")))["_id"]);
    const other = (await uploadImkit(Buffer.from("other")))["_id"];
    const later = one.replace(/Expires=(\d+)/, (_match, end: string) => `Expires=${Number(end) + 1}`);
    const swapped = one.replace(/signed\/[0-9a-f]+/, `signed/${String(other)}`);
    for (const altered of [`${one}0`, later, swapped, one.replace(/&Signature=.*/, "")]) {
      expect((await fetch(altered)).status).toBe(403);
    }
  });

  it("keeps its links over a restart with the same port and token", async () => {
    const link = await signedLink((await uploadImkit(Buffer.from("still here")))["_id"]);
    const { port, token } = server;
    await server.close();
    server = await startPracticeServer({ directory, port, token, clock });
    expect(server.port).toBe(port);
    expect(await (await fetch(link)).text()).toBe("still here");
  });
});

describe("the Practice server and strangers", () => {
  it("refuses requests under another host name, as DNS rebinding makes them", async () => {
    expect((await rawGet("/", { Host: "evil.example" })).status).toBe(403);
    expect((await rawGet("/", { Host: `evil.example:${server.port}` })).status).toBe(403);
    expect((await rawGet("/", { Host: `127.0.0.1:${server.port}` })).status).toBe(404);
  });

  it("refuses pages of other sites and lets none read an answer", async () => {
    const result = await uploadImkit(Buffer.from("x"));
    const { pathname, search } = new URL(await signedLink(result["_id"]));
    const host = `127.0.0.1:${server.port}`;
    const answer = await rawGet(pathname + search, { Host: host, Origin: "https://evil.example" });
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("makes no path of what a client sends", async () => {
    const result = await uploadImkit(Buffer.from("x"), "../../outside.txt");
    const names = await readdir(directory);
    expect(names.sort()).toEqual([`${result["_id"]}.bin`, `${result["_id"]}.json`]);
    const host = `127.0.0.1:${server.port}`;
    for (const id of ["..%2f..%2fetc%2fpasswd", "%2e%2e", "a%00b", "%ff", "__proto__"]) {
      const answer = await rawGet(`/files/practice/${id}`, { ...imkitHeaders(), Host: host });
      expect([400, 404]).toContain(answer.status);
    }
  });

  it("forgets an upload that is cut off", async () => {
    const socket = connect(server.port, "127.0.0.1");
    const head = Object.entries({ ...imkitHeaders(), Host: `127.0.0.1:${server.port}` })
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join("");
    socket.write(
      `POST /files/practice/ HTTP/1.1\r\n${head}Content-Type: multipart/form-data; boundary=B\r\nContent-Length: 100000\r\n\r\n` +
        '--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf of it',
    );
    await expect.poll(async () => (await readdir(directory)).length).toBe(1);
    socket.destroy();
    await expect.poll(async () => await readdir(directory)).toEqual([]);
  });

  it("takes another port when the wanted one is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const address = other.address();
    const taken = address !== null && typeof address === "object" ? address.port : 0;
    const second = await startPracticeServer({ directory, port: taken });
    expect(second.port).not.toBe(taken);
    expect(second.token).not.toBe(server.token);
    await second.close();
    await new Promise((resolve) => other.close(resolve));
  });
});
