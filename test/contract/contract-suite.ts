import { randomBytes } from "node:crypto";
import { readdir, readlink } from "node:fs/promises";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { wireName } from "../../electron/engine/files/safe-name";
import type { NameEncoding } from "../../electron/engine/http/http-client";
import type { ServiceAdapter } from "../../electron/engine/services/service";
import { validateJobOptions, validateSettings } from "../../electron/engine/services/settings";
import { AdapterBench, TestFolder } from "../helpers/run-adapter";
import { md5Hex, startStrictServer } from "../servers/strict-server";
import type { ContractServer, ServiceFixture } from "./fixtures";

const sizes = [0, 1, 2, 3, 65_537, 1024 * 1024 * 2 + 1];

/** The names of services.md 0.1 and a few that filesystems allow; each is made safe by `wireName` before it is sent. */
const names = [
  'a"b.txt',
  "line\nbreak.txt",
  "crlf\r\nX-Evil: 1.txt",
  "über 文件 😀.txt",
  "a\\b.txt",
  "../../etc/passwd",
  "a%22b.txt",
  'a\\"b.txt',
  "",
  "; filename=evil.txt",
  "報告 'final' (1)*.txt",
  "nul\0byte.txt",
];

const encodings: readonly NameEncoding[] = ["utf8", "utf8+filename*", "percent"];

/** Files below a folder that this process holds open; null where the system does not tell. */
async function openFiles(part: string): Promise<readonly string[] | null> {
  const handles = await readdir("/proc/self/fd").catch(() => null);
  if (handles === null) return null;
  const targets = await Promise.all(
    handles.map((handle) => readlink(`/proc/self/fd/${handle}`).catch(() => "")),
  );
  return targets.filter((target) => target.includes(part));
}

/**
 * Puts an adapter through everything that holds for all: it is called for each service of the registry, and for the sample of
 * CONTRIBUTING.md. `largeBytes` is the size of the largest file.
 */
export function describeAdapter(
  service: string,
  fixture: ServiceFixture,
  adapter: () => ServiceAdapter,
  largeBytes: number,
): void {
  describe(`the adapter ${service}`, () => suite(fixture, adapter, largeBytes));
}

function suite(fixture: ServiceFixture, adapter: () => ServiceAdapter, largeBytes: number): void {
  let server: ContractServer;
  let folder: TestFolder;
  const benches: AdapterBench[] = [];

  function bench(settings: Readonly<Record<string, string>> = {}): AdapterBench {
    const made = new AdapterBench(adapter(), { ...server.settings, ...settings }, server.secrets);
    benches.push(made);
    return made;
  }

  beforeEach(async () => {
    server = await fixture.start();
    folder = await TestFolder.make();
  });

  afterEach(async () => {
    for (const made of benches.splice(0)) made.close();
    await server.close();
    await folder.remove();
  });

  it("accepts the settings of its own fixture", () => {
    const { info } = adapter();
    expect(validateSettings(info, server.settings, Object.keys(server.secrets))).toBeNull();
    expect(validateJobOptions(info, server.options)).toBeNull();
  });

  it("has the ways that its capabilities promise, and no others", () => {
    const { info, remove, download, reconcile } = adapter();
    const { capabilities } = info;
    expect(capabilities.remove).toBe(remove !== undefined);
    expect(capabilities.download).toBe(download !== undefined);
    expect(capabilities.reconcile).toBe(reconcile !== undefined);
    if (capabilities.thumbnail) expect(download).toBeDefined();
  });

  it("refuses an upload without its required options before a byte is sent", async () => {
    const required = adapter().info.uploadFields.filter((declared) => declared.required);
    for (const { key } of required) {
      const { [key]: _left, ...rest } = server.options;
      const run = await bench().upload(await folder.file(Buffer.from("x")), rest);
      expect(run.failure?.field).toBe(key);
    }
    expect(server.requests).toEqual([]);
  });

  it("finds nothing wrong with a destination that works, and leaves no file behind by testing it", async () => {
    const made = bench();
    expect(await made.adapter.test(made.context())).toMatchObject({ ok: true, field: null });
    expect(server.requests.every((request) => request.method === "GET")).toBe(true);
    expect(server.problems).toEqual([]);
  });

  it("names the secret that the server refuses", async () => {
    for (const key of Object.keys(server.secrets)) {
      const made = new AdapterBench(adapter(), server.settings, { ...server.secrets, [key]: "wrong-wrong" });
      benches.push(made);
      expect(await made.adapter.test(made.context())).toMatchObject({ ok: false, field: key });
    }
  });

  it("names the setting that is wrong", async () => {
    for (const [settings, field] of fixture.wrong) {
      const made = bench(settings);
      const result = await made.adapter.test(made.context());
      expect({ settings, ...result }).toMatchObject({ settings, ok: false, field });
      expect(result.message).not.toBe("");
    }
    expect(server.files).toEqual([]);
  });

  it("names the address when nothing answers there", async () => {
    await server.close();
    const made = bench();
    expect(await made.adapter.test(made.context())).toMatchObject({ ok: false, field: "baseUrl" });
  });

  it.each([200, 404])("names the address when a web page answers there with %i", async (status) => {
    const pages = await startStrictServer((_request, response) => {
      response
        .writeHead(status, { "Content-Type": "text/html" })
        .end("<!doctype html><title>Welcome</title>");
    });
    const made = bench({ baseUrl: pages.baseUrl });
    expect(await made.adapter.test(made.context())).toMatchObject({ ok: false, field: "baseUrl" });
    await pages.close();
  });

  describe.each(Object.entries(fixture.forms))("with the body form %s", (form, settings) => {
    it.each(sizes)("delivers %i bytes exactly and proves it", async (size) => {
      const content = randomBytes(size);
      const run = await bench(settings).upload(await folder.file(content), server.options);
      expect(server.problems).toEqual([]);
      expect(run.failure).toBeNull();
      expect(server.files.map((file) => file.md5)).toEqual([md5Hex(content)]);
      const { hash, reportsSize } = adapter().info.capabilities;
      const proof = reportsSize ? "size" : "none";
      expect(run.receipt).toMatchObject({
        size: reportsSize ? size : null,
        verified: hash === null ? proof : "hash",
      });
      expect(run.receipt?.remoteId).toBe(server.files[0]?.id);
      expect(run.receipt?.storedName).toBe(fixture.tellsName === false ? null : "file.bin");
    });

    it(`delivers ${largeBytes / 1e6} MB in many chunks, with progress in the file's own bytes up to its size`, {
      timeout: 180_000,
    }, async () => {
      const content = randomBytes(largeBytes);
      const run = await bench(settings).upload(await folder.file(content), server.options);
      expect(run.failure).toBeNull();
      expect(server.files[0]?.md5).toBe(md5Hex(content));
      expect(run.progress.length).toBeGreaterThan(10);
      expect(run.progress).toEqual(run.progress.toSorted((one, other) => one - other));
      expect(run.progress.at(-1)).toBe(content.length);
    });

    it.each(encodings)(
      "delivers every name so that a usual receiver reads it, encoded as %s",
      async (nameEncoding) => {
        const path = await folder.file(Buffer.from("named"));
        const made = bench({ ...settings, nameEncoding });
        for (const name of names) {
          const expected = fixture.readName(wireName(name), nameEncoding, form);
          const before = server.requests.length;
          const run = await made.upload(path, server.options, { name });
          if (expected === null) {
            expect(run.failure?.error.code).toBe("invalid-field");
            expect(server.requests.length).toBe(before);
            continue;
          }
          expect(server.problems).toEqual([]);
          expect(server.files.at(-1)?.name).toBe(expected);
          expect(run.receipt?.storedName).toBe(fixture.tellsName === false ? null : expected);
        }
      },
    );

    it("lets go of file and connection when it is stopped midway, and nothing is stored", async () => {
      const path = await folder.file(randomBytes(20_000_000), "stopped.bin");
      const stop = new AbortController();
      const made = bench(settings);
      const running = made.upload(path, server.options, { signal: stop.signal });
      await expect.poll(() => server.bytesSeen(), { interval: 1 }).toBeGreaterThan(0);
      stop.abort();
      const run = await running;
      expect(run.failure?.class).toBe("canceled");
      expect((await openFiles("stopped.bin")) ?? []).toEqual([]);
      made.close();
      await expect.poll(() => server.openConnections()).toBe(0);
      expect(server.files).toEqual([]);
    });

    it("says that the outcome is unknown when the answer is lost after the whole body", async () => {
      server.loseAnswers();
      const run = await bench(settings).upload(await folder.file(Buffer.from("x")), server.options);
      expect(run.failure).toMatchObject({ class: "unknown", error: { code: "outcome-unknown" } });
    });

    it.each([
      [200, "<!doctype html><title>Sign in</title>", "unknown", "outcome-unknown"],
      [200, "", "unknown", "outcome-unknown"],
      [200, "{}", "unknown", "outcome-unknown"],
      [200, "[]", "unknown", "outcome-unknown"],
      [200, "null", "unknown", "outcome-unknown"],
      [401, "", "auth", "auth"],
      [403, "", "permanent", "forbidden"],
      [404, "", "permanent", "target-not-found"],
      [405, "", "permanent", "endpoint-gone"],
      [408, "", "transient", "server-busy"],
      [410, "", "permanent", "endpoint-gone"],
      [413, "", "permanent", "too-large"],
      [425, "", "transient", "server-busy"],
      [429, "", "transient", "rate-limited"],
      [502, "<html>bad gateway</html>", "unknown", "outcome-unknown"],
      [503, "", "transient", "server-busy"],
      [504, "", "unknown", "outcome-unknown"],
    ])("takes an answer %i %j for what it is", async (status, body, failureClass, code) => {
      server.answerUploads(status, body);
      const run = await bench(settings).upload(await folder.file(Buffer.from("x")), server.options);
      expect(run.failure).toMatchObject({ class: failureClass, error: { code, httpStatus: status } });
    });

    it("waits as long as a header asks, in seconds or until a date", async () => {
      const path = await folder.file(Buffer.from("x"));
      server.answerUploads(429, "", { "Retry-After": "7" });
      expect((await bench(settings).upload(path, server.options)).failure?.retryAfterMs).toBe(7000);
      const date = new Date(Date.now() + 30_000).toUTCString();
      server.answerUploads(503, "", { "Retry-After": date });
      const waitMs = (await bench(settings).upload(path, server.options)).failure?.retryAfterMs ?? 0;
      expect(waitMs).toBeGreaterThan(25_000);
      expect(waitMs).toBeLessThan(32_000);
    });

    it("shows no secret of the destination, whatever the server repeats", async () => {
      const path = await folder.file(Buffer.from("x"));
      const secrets = Object.values(server.secrets);
      const text = secrets.map((secret) => `${secret} ${encodeURIComponent(secret)}`).join(" ");
      for (const status of [200, 400, 401, 403, 404, 429, 500, 502, 503]) {
        for (const body of [
          text,
          JSON.stringify({ error: text }),
          JSON.stringify({ RC: status, RM: text }),
        ]) {
          server.answerUploads(status, body);
          const { failure } = await bench(settings).upload(path, server.options);
          expect(failure).not.toBeNull();
          const shown = inspect(failure, { depth: 20, showHidden: false });
          for (const secret of secrets) expect(shown).not.toContain(secret);
        }
      }
    });
  });
}
