import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure, toFailure } from "../../electron/engine/failure";
import { contentTypeOf } from "../../electron/engine/files/content-type";
import { openFileSource } from "../../electron/engine/files/file-source";
import { wireName } from "../../electron/engine/files/safe-name";
import { AxiosHttpClient } from "../../electron/engine/http/axios-http-client";
import type { HttpReply } from "../../electron/engine/http/http-client";
import { routeOf } from "../../electron/engine/http/route";
import { type Clock, systemClock } from "../../electron/engine/ports";
import type {
  PlannedStep,
  ResolvedDestination,
  ServiceAdapter,
  ServiceContext,
  UploadJob,
} from "../../electron/engine/services/service";
import { jobOptions, resolveSettings } from "../../electron/engine/services/settings";
import type { Receipt } from "../../electron/shared/upload";

/** Small facts kept for one destination, as the store keeps them. */
export class MapMemory {
  readonly #facts = new Map<string, string>();

  get(key: string): string | null {
    return this.#facts.get(key) ?? null;
  }

  set(key: string, value: string): void {
    this.#facts.set(key, value);
  }
}

/** How a run of an adapter ended, and which steps it took. */
export interface AdapterRun {
  readonly steps: readonly string[];
  readonly receipt: Receipt | null;
  readonly failure: Failure | null;
  /** Bytes of the file as reported while sending. */
  readonly progress: readonly number[];
}

/** One adapter with one destination, driven straight through the real network and real files, without queue and store. */
export class AdapterBench {
  readonly adapter: ServiceAdapter;
  readonly destination: ResolvedDestination;
  readonly memory = new MapMemory();
  readonly http = new AxiosHttpClient();
  readonly #clock: Clock;

  constructor(
    adapter: ServiceAdapter,
    settings: Readonly<Record<string, string>>,
    secrets: Readonly<Record<string, string>>,
    clock: Clock = systemClock,
  ) {
    this.adapter = adapter;
    this.#clock = clock;
    const service = adapter.info.id;
    const resolved = resolveSettings(adapter.info, settings);
    this.destination = { id: "bench", name: "Bench", service, settings: resolved, secrets };
  }

  context(signal: AbortSignal = new AbortController().signal): ServiceContext {
    return {
      destination: this.destination,
      clock: this.#clock,
      memory: this.memory,
      signal,
      request: (plan) => this.http.exchange(plan, { route: routeOf(this.destination), signal }),
    };
  }

  job(file: { name: string; size: number }, options: Readonly<Record<string, string>>): UploadJob {
    const merged = jobOptions(this.adapter.info, this.destination.settings, options);
    const jobFile = { name: wireName(file.name), size: file.size, contentType: contentTypeOf(file.name) };
    return { uploadId: "u1", destination: this.destination, options: merged, file: jobFile };
  }

  /** Uploads a file; never throws for what happens to the upload. */
  async upload(
    path: string,
    options: Readonly<Record<string, string>>,
    more: { readonly name?: string; readonly signal?: AbortSignal } = {},
  ): Promise<AdapterRun> {
    const { size } = await stat(path);
    const job = this.job({ name: more.name ?? "file.bin", size }, options);
    const signal = more.signal ?? new AbortController().signal;
    const steps: string[] = [];
    const progress: number[] = [];
    try {
      const receipt = await this.#steps(path, job, signal, steps, progress);
      return { steps, receipt, failure: null, progress };
    } catch (thrown) {
      return { steps, receipt: null, failure: toFailure(thrown, "permanent", "bad-response"), progress };
    }
  }

  async #steps(
    path: string,
    job: UploadJob,
    signal: AbortSignal,
    steps: string[],
    progress: number[],
  ): Promise<Receipt> {
    const { adapter } = this;
    const session = (await adapter.prepare?.(this.context(signal))) ?? {};
    const refused = adapter.preflight(job, session);
    if (refused !== null) throw refused;
    let resume: Readonly<Record<string, string>> | null = null;
    for (let count = 0; count < 5; count += 1) {
      const step: PlannedStep = adapter.plan(job, session, resume, this.memory);
      steps.push(step.id);
      const { reply, hash } = await this.#send(path, step, signal, progress);
      const outcome = adapter.interpret(step, reply, job, { size: job.file.size, hash }, this.memory);
      if (outcome.kind === "failure") throw outcome.failure;
      if (outcome.kind === "receipt") return outcome.receipt;
      resume = outcome.resume;
    }
    throw new Failure("permanent", "bad-response", { message: "too many steps" });
  }

  async #send(
    path: string,
    step: PlannedStep,
    signal: AbortSignal,
    progress: number[],
  ): Promise<{ reply: HttpReply; hash: { algorithm: string; hex: string } | null }> {
    const { size, mtimeMs } = await stat(path);
    const algorithm = this.adapter.info.capabilities.hash;
    const source = await openFileSource(
      path,
      { size, modifiedAtMs: mtimeMs },
      { hash: algorithm, clock: systemClock },
    );
    try {
      const reply = await this.http.exchange(step.request, {
        route: routeOf(this.destination),
        signal,
        file: source,
        onProgress: (bytes) => progress.push(bytes),
      });
      const hex = source.hashHex();
      return { reply, hash: algorithm === null || hex === null ? null : { algorithm, hex } };
    } finally {
      await source.close();
    }
  }

  close(): void {
    this.http.close();
  }
}

/** A folder for a test's files. */
export class TestFolder {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  static async make(): Promise<TestFolder> {
    return new TestFolder(await mkdtemp(join(tmpdir(), "waybill-test-")));
  }

  async file(content: Uint8Array, name = "file.bin"): Promise<string> {
    const path = join(this.#path, name);
    await writeFile(path, content);
    return path;
  }

  async remove(): Promise<void> {
    await rm(this.#path, { recursive: true });
  }
}
