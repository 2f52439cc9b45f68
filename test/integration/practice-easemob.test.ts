import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ThumbnailDecoder } from "../../electron/engine/ports";
import { practiceDestinationSettings } from "../../electron/engine/practice/practice-destination";
import { type PracticeServer, startPracticeServer } from "../../electron/engine/practice/practice-server";
import { adapterFor } from "../../electron/engine/services/index";
import { AdapterBench, TestFolder } from "../helpers/run-adapter";

let directory: string;
let server: PracticeServer;
const decoder: ThumbnailDecoder = {
  decode: async (image, longestSide) =>
    Buffer.from(`\x89PNG small ${longestSide} of ${image.length}`, "latin1"),
};

interface Answer {
  readonly uri: string;
  readonly entities: readonly { readonly uuid: string; readonly "share-secret"?: string }[];
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "waybill-practice-"));
  server = await startPracticeServer({ directory, decoder });
});

afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

const files = () => `${server.baseUrl}/practice/waybill/chatfiles`;

async function post(content: Uint8Array<ArrayBuffer>, headers: Record<string, string>, part = "file") {
  const form = new FormData();
  form.append(part, new Blob([content], { type: "image/png" }), "语音 1.png");
  const all = { Authorization: `Bearer ${server.token}`, ...headers };
  return await fetch(files(), { method: "POST", headers: all, body: form });
}

async function stored(content: Uint8Array<ArrayBuffer>, restricted = true): Promise<[string, string]> {
  const headers: Record<string, string> = restricted ? { "restrict-access": "true" } : {};
  const answer = (await (await post(content, headers)).json()) as Answer;
  const [entity] = answer.entities;
  return [`${answer.uri}/${entity?.uuid}`, entity?.["share-secret"] ?? "none"];
}

async function get(url: string, headers: Record<string, string>): Promise<Response> {
  return await fetch(url, { headers: { Authorization: `Bearer ${server.token}`, ...headers } });
}

async function errorOf(response: Response): Promise<unknown[]> {
  const { error } = (await response.json()) as { error: string };
  return [response.status, error];
}

describe("the Practice server as Easemob", () => {
  it("delivers through the adapter, restricted, and gives the same bytes back", async () => {
    const folder = await TestFolder.make();
    const ready = practiceDestinationSettings(server).find(({ service }) => service === "easemob");
    const adapter = adapterFor("easemob");
    const bench = new AdapterBench(adapter, ready?.settings ?? {}, ready?.secrets ?? {});
    const content = randomBytes(3_000_001);
    const { receipt, failure } = await bench.upload(await folder.file(content), {});
    expect(failure).toBeNull();
    expect(receipt?.links[0]?.url).toBe(`${files()}/${receipt?.remoteId}`);
    expect(await adapter.test(bench.context())).toMatchObject({ ok: true });
    const signingIn = new AdapterBench(
      adapter,
      { ...ready?.settings, username: "me" },
      { password: server.token },
    );
    expect(await adapter.test(signingIn.context())).toMatchObject({ ok: true });
    const unrestricted = await signingIn.upload(await folder.file(content), { restrictAccess: "false" });
    const back = await get(unrestricted.receipt?.links[0]?.url ?? "", {});
    expect(Buffer.from(await back.arrayBuffer()).equals(content)).toBe(true);
    bench.close();
    signingIn.close();
    await folder.remove();
  });

  it("gives a restricted file only with its secret", async () => {
    const [url, secret] = await stored(Buffer.from("hidden"));
    expect(await (await get(url, { "share-secret": secret })).text()).toBe("hidden");
    expect(await errorOf(await get(url, {}))).toEqual([403, "forbidden_op"]);
    expect(await errorOf(await get(url, { "share-secret": "wrong" }))).toEqual([403, "forbidden_op"]);
    const [open, none] = await stored(Buffer.from("open"), false);
    expect(none).toBe("none");
    expect(await (await get(open, {})).text()).toBe("open");
  });

  it("makes thumbnails of images over 10 KB, and gives anything else as it is", async () => {
    const png = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
    const image = Buffer.concat([png, randomBytes(20_000)]);
    const small = Buffer.concat([png, randomBytes(20)]);
    const thumbnail = { thumbnail: "true" };
    const [url] = await stored(image, false);
    const response = await get(url, thumbnail);
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(await response.text()).toContain(`small 170 of ${image.length}`);
    for (const content of [small, Buffer.alloc(20_000)]) {
      const [other] = await stored(content, false);
      expect(Buffer.from(await (await get(other, thumbnail)).arrayBuffer()).equals(content)).toBe(true);
    }
  });

  it("issues its token to a user and to a client", async () => {
    const ask = (body: string) => fetch(`${server.baseUrl}/practice/waybill/token`, { method: "POST", body });
    for (const grant of [
      { grant_type: "password", username: "me", password: server.token },
      { grant_type: "client_credentials", client_id: "me", client_secret: server.token },
    ]) {
      const answer = await (await ask(JSON.stringify(grant))).json();
      expect(answer).toEqual({ access_token: server.token, expires_in: 5_184_000 });
    }
    for (const body of [
      '{"grant_type":"password","password":"wrong"}',
      '{"grant_type":"client_credentials"}',
      '{"grant_type":"inherit"}',
      "no json",
      `{"grant_type":"password","password":"${"x".repeat(70_000)}"}`,
    ]) {
      expect(await errorOf(await ask(body))).toEqual([400, "invalid_grant"]);
    }
  });

  it("refuses in the service's own words, and keeps nothing", async () => {
    const wrong = { Authorization: "Bearer wrong" };
    expect(await errorOf(await post(Buffer.from("x"), wrong))).toEqual([401, "auth_bad_access_token"]);
    expect(await errorOf(await post(Buffer.from("x"), {}, "files"))).toEqual([400, "illegal_argument"]);
    expect(await errorOf(await get(`${files()}/none`, {}))).toEqual([404, "entity_not_found"]);
    expect(await errorOf(await get(files(), {}))).toEqual([405, "web_application"]);
    const elsewhere = await get(`${server.baseUrl}/practice/other/chatfiles/none`, {});
    expect(await errorOf(elsewhere)).toEqual([404, "organization_application_not_found"]);
    expect(await readdir(directory)).toEqual([]);
  });
});
