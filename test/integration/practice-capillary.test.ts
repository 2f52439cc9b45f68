import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Clock, systemClock } from "../../electron/engine/ports";
import { practiceDestinationSettings } from "../../electron/engine/practice/practice-destination";
import { type PracticeServer, startPracticeServer } from "../../electron/engine/practice/practice-server";
import { adapterFor } from "../../electron/engine/services/index";
import type { Receipt } from "../../electron/shared/upload";
import { AdapterBench, TestFolder } from "../helpers/run-adapter";

const path = "/api_gateway/file-service/rewards";

let directory: string;
let server: PracticeServer;
let folder: TestFolder;
let nowMs = Date.now();
const clock: Clock = { ...systemClock, now: () => nowMs };
const benches: AdapterBench[] = [];

beforeEach(async () => {
  nowMs = Date.now();
  directory = await mkdtemp(join(tmpdir(), "waybill-practice-"));
  server = await startPracticeServer({ directory, clock });
  folder = await TestFolder.make();
});

afterEach(async () => {
  for (const bench of benches.splice(0)) bench.close();
  await server.close();
  await folder.remove();
  await rm(directory, { recursive: true });
});

function ready(): { settings: Readonly<Record<string, string>>; secrets: Readonly<Record<string, string>> } {
  const found = practiceDestinationSettings(server).find(({ service }) => service === "capillary");
  if (found === undefined) throw new Error("Practice does not answer for Capillary");
  return found;
}

function benchWith(settings: Readonly<Record<string, string>>, secrets = ready().secrets): AdapterBench {
  const bench = new AdapterBench(adapterFor("capillary"), settings, secrets);
  benches.push(bench);
  return bench;
}

async function deliver(bench: AdapterBench, content: Uint8Array): Promise<Receipt> {
  const { receipt, failure } = await bench.upload(await folder.file(content), {}, { name: "Größe 1.png" });
  if (receipt === null) throw failure ?? new Error("nothing was delivered");
  return receipt;
}

describe("the Practice server as Capillary", () => {
  it.each(["multipart", "raw"])(
    "takes 3 MB as %s with an access token, and its link opens without headers until it ends",
    async (body) => {
      const bench = benchWith({ ...ready().settings, body });
      const content = randomBytes(3_000_001);
      const receipt = await deliver(bench, content);
      expect(receipt).toMatchObject({
        verified: "size",
        storedName: "Größe 1.png",
        remote: { version: "1", namespace: "rewards", acl: "PRIVATE" },
      });
      const [link] = receipt.links;
      expect(Date.parse(link?.expiresAt ?? "") - nowMs).toBeGreaterThan(3_590_000);
      const again = await fetch(link?.url ?? "");
      expect(Buffer.from(await again.arrayBuffer()).equals(content)).toBe(true);
      nowMs += 3_601_000;
      expect((await fetch(link?.url ?? "")).status).toBe(403);
    },
  );

  it("counts a file of the same name as its next version", async () => {
    const bench = benchWith(ready().settings);
    expect((await deliver(bench, Buffer.from("one"))).remote["version"]).toBe("1");
    expect((await deliver(bench, Buffer.from("two"))).remote["version"]).toBe("2");
  });

  it("knows each way to sign in, and passes the destination's test with it", async () => {
    const { token, baseUrl } = server;
    const ways = [
      benchWith(ready().settings),
      benchWith({ baseUrl, username: "till" }, { password: token }),
      benchWith({ baseUrl, username: "till", hashPassword: "false" }, { password: token }),
      benchWith({ baseUrl, auth: "token" }, { token }),
    ];
    for (const bench of ways) {
      expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: true });
      expect((await deliver(bench, Buffer.from("x"))).verified).toBe("size");
    }
  });

  it("says in the destination's test which secret is wrong", async () => {
    const { baseUrl } = server;
    const ways = [
      ["secret", benchWith(ready().settings, { secret: "wrong-wrong" })],
      ["secret", benchWith({ ...ready().settings, key: "another" })],
      ["password", benchWith({ baseUrl, username: "till" }, { password: "wrong-wrong" })],
      ["token", benchWith({ baseUrl, auth: "token" }, { token: "wrong-wrong" })],
    ] as const;
    for (const [field, bench] of ways) {
      expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field });
    }
    expect(await readdir(directory)).toEqual([]);
  });

  it("lets an access token end after five minutes, and refuses one that was made up", async () => {
    const { settings, secrets } = ready();
    const answer = await fetch(settings["tokenUrl"] ?? "", {
      method: "POST",
      body: JSON.stringify({ key: settings["key"], secret: secrets["secret"] }),
    });
    const { data } = (await answer.json()) as { data: { accessToken: string; ttlSeconds: number } };
    expect(data.ttlSeconds).toBe(300);
    const statusWith = async (token: string) =>
      (await fetch(`${server.baseUrl}${path}/a.png`, { headers: { "X-CAP-API-OAUTH-TOKEN": token } })).status;
    expect(await statusWith(data.accessToken)).toBe(405);
    expect(await statusWith(data.accessToken.replace(/^\d+/, (end) => String(Number(end) + 1)))).toBe(401);
    nowMs += 300_000;
    expect(await statusWith(data.accessToken)).toBe(401);
  });

  it("stores an empty placeholder for a form without the part, so that the trap can be rehearsed", async () => {
    const bench = benchWith({ ...ready().settings, partName: "image" });
    const run = await bench.upload(await folder.file(Buffer.from("x")), {}, { name: "a.png" });
    expect(run.failure).toMatchObject({ field: "partName", error: { code: "receipt-mismatch" } });
  });

  it("outlives a form that breaks off right after a part's headers, and refuses it", async () => {
    const headers = {
      "X-CAP-API-OAUTH-TOKEN": server.token,
      "Content-Type": "multipart/form-data; boundary=b",
    };
    for (const content of ["", "half"]) {
      const body = `--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n${content}`;
      const refused = await fetch(`${server.baseUrl}${path}/a.png`, { method: "POST", headers, body });
      expect([refused.status, await refused.json()]).toMatchObject([400, { data: null }]);
    }
  });

  it("refuses a token request that is too long or none, and keeps nothing", async () => {
    for (const request of ["[]", "no json", `"${"x".repeat(20_000)}"`]) {
      const answer = await fetch(`${server.baseUrl}/v3/oauth/token/generate`, {
        method: "POST",
        body: request,
      });
      expect(answer.status).toBe(401);
    }
    expect(await readdir(directory)).toEqual([]);
  });
});
