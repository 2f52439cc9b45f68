import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { practiceDestinationSettings } from "../../electron/engine/practice/practice-destination";
import { type PracticeServer, startPracticeServer } from "../../electron/engine/practice/practice-server";
import { adapterFor } from "../../electron/engine/services/index";
import { validateSettings } from "../../electron/engine/services/settings";
import { AdapterBench, TestFolder } from "../helpers/run-adapter";

const fileRequestId = "f4d47426-c99a-43df-81ea-8304a62c5127";

let directory: string;
let server: PracticeServer;
let folder: TestFolder;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "waybill-practice-"));
  server = await startPracticeServer({ directory });
  folder = await TestFolder.make();
});

afterEach(async () => {
  await server.close();
  await folder.remove();
  await rm(directory, { recursive: true });
});

describe("the adapters with the Practice server", () => {
  function benchFor(service: string, more: Record<string, string> = {}): AdapterBench {
    const given = practiceDestinationSettings(server).find((candidate) => candidate.service === service);
    const adapter = adapterFor(service);
    if (given === undefined || adapter === undefined) throw new Error(`no ${service}`);
    return new AdapterBench(adapter, { ...given.settings, ...more }, given.secrets);
  }

  it.each([
    ["imkit", {}, "hash"],
    ["surgery-connect", {}, "size"],
    ["surgery-connect", { body: "json-base64" }, "size"],
  ])("%s %j: delivers 3 MB, proves it, and gives the same bytes back", async (service, more, verified) => {
    const bench = benchFor(service, more);
    const content = randomBytes(3_000_001);
    const { receipt } = await bench.upload(await folder.file(content), {}, { name: "übung 1.bin" });
    expect(receipt).toMatchObject({ verified, size: content.length, storedName: "übung 1.bin" });
    if (receipt === null) throw new Error("no receipt");
    const file = { name: "übung 1.bin", size: content.length, contentType: "application/octet-stream" };
    const plan = bench.adapter.download?.(bench.destination, { receipt, secrets: {}, file }, {}, null);
    const again = await fetch(plan?.url ?? "", { headers: { ...plan?.headers } });
    expect(Buffer.from(await again.arrayBuffer()).equals(content)).toBe(true);
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: true });
    bench.close();
  });

  it("imkit: makes a link that opens without headers", async () => {
    const bench = benchFor("imkit");
    const { receipt } = await bench.upload(
      await folder.file(Buffer.from("# Hello")),
      {},
      { name: "README.md" },
    );
    if (receipt === null) throw new Error("no receipt");
    const file = { name: "README.md", size: 7, contentType: "text/markdown" };
    const links = await bench.adapter.freshLinks?.(bench.context(), { receipt, secrets: {}, file }, {});
    expect(links).toMatchObject([{ opensInBrowser: true }]);
    expect(Date.parse(links?.[0]?.expiresAt ?? "")).toBeGreaterThan(Date.now() + 50 * 60_000);
    expect(await (await fetch(links?.[0]?.url ?? "")).text()).toBe("# Hello");
    bench.close();
  });

  it("surgery-connect: an answered file request finds the upload again", async () => {
    const bench = benchFor("surgery-connect");
    const path = await folder.file(Buffer.from("found"));
    const sentAtMs = Date.now();
    await bench.upload(path, { fileRequestId }, { name: "a.txt" });
    const job = bench.job({ name: "a.txt", size: 5 }, { fileRequestId });
    expect(await bench.adapter.reconcile?.(bench.context(), job, {}, sentAtMs)).toMatchObject({
      kind: "present",
    });
    bench.close();
  });

  it("says in the destination's test which of Practice's secrets is wrong", async () => {
    await server.close();
    const { port, token } = server;
    server = await startPracticeServer({ directory, port, token: "another" });
    const bench = benchFor("imkit");
    const stale = new AdapterBench(bench.adapter, bench.destination.settings, {
      clientKey: "practice",
      token,
    });
    expect(await stale.adapter.test(stale.context())).toMatchObject({ ok: false, field: "token" });
    stale.close();
  });

  it("offers settings that each adapter accepts", () => {
    for (const { service, settings, secrets } of practiceDestinationSettings(server)) {
      const info = adapterFor(service)?.info;
      expect(
        info === undefined ? "no adapter" : validateSettings(info, settings, Object.keys(secrets)),
      ).toBeNull();
    }
  });
});
