import { randomBytes } from "node:crypto";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../../../electron/engine/failure";
import { type FileSource, openFileSource } from "../../../electron/engine/files/file-source";
import type { ExchangeOptions, RequestPlan, Route } from "../../../electron/engine/http/http-client";

/** A route without proxy, authority or leave for plain http. */
export const plainRoute: Route = { proxy: "", caCertificate: "", allowInsecureHttp: false };

/** A folder that is removed when its test file ends. */
export async function makeFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "waybill-http-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Opens a new file of random bytes as an upload does. */
export async function openNewFile(
  folder: string,
  size: number,
): Promise<{ path: string; bytes: Buffer; source: FileSource }> {
  const bytes = randomBytes(size);
  const path = join(folder, `file-${randomBytes(6).toString("hex")}.bin`);
  await writeFile(path, bytes);
  return { path, bytes, source: await openExisting(path) };
}

/** Opens a file as it is now. */
export async function openExisting(path: string): Promise<FileSource> {
  const { size, mtimeMs } = await stat(path);
  return await openFileSource(path, { size, modifiedAtMs: mtimeMs }, { hash: null });
}

/** A plan that posts the file's bytes and nothing else. */
export function rawPost(url: string): RequestPlan {
  return { method: "POST", url, headers: {}, body: { kind: "raw", contentType: "application/octet-stream" } };
}

/** A plan without body. */
export function get(url: string, headers: Readonly<Record<string, string>> = {}): RequestPlan {
  return { method: "GET", url, headers, body: null };
}

/** Options with a signal that nobody aborts. */
export function exchangeOptions(more: Partial<ExchangeOptions> = {}): ExchangeOptions {
  return { route: plainRoute, signal: new AbortController().signal, ...more };
}

/** The failure that a promise ends with; fails the test when there is none. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (thrown: unknown) => ({ thrown }),
  );
  if ("thrown" in outcome && outcome.thrown instanceof Failure) return outcome.thrown;
  throw new Error(`expected a Failure, got ${JSON.stringify(outcome)}`, {
    cause: "thrown" in outcome ? outcome.thrown : undefined,
  });
}

/** Class and code of a failure, to compare both at once. */
export async function verdictOf(promise: Promise<unknown>): Promise<string> {
  const failure = await failureOf(promise);
  return `${failure.class}/${failure.error.code}`;
}
