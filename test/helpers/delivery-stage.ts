import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineOptions } from "../../electron/engine/open-engine";
import type { UploadState } from "../../electron/shared/upload";
import { type ContractServer, fixtures } from "../contract/fixtures";
import {
  type Fault,
  type FaultServer,
  type FaultServerOptions,
  faults,
  startFaultServer,
} from "../servers/fault-server";
import type { RecordedRequest } from "../servers/fault-wire";
import { startEngine, type TestEngine, temporaryFolder } from "./engine";
import { FakeClock } from "./fake-clock";

/** A way of delivering: a service with one form of body, and the request that is disturbed. */
export interface Flow {
  readonly name: string;
  readonly service: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Whether a request is the one to disturb. */
  readonly isStep: (request: RecordedRequest) => boolean;
  /** Whether that request may be sent again though nobody answered it. */
  readonly repeatable: boolean;
  /** Whether the server can be asked afterwards. */
  readonly reconciles: boolean;
  /** Whether that request carries the file. */
  readonly carriesFile: boolean;
}

/** What a server made of one file. */
export interface Delivery {
  readonly id: string;
  readonly destinationId: string;
  readonly path: string;
  /** How many copies of the file anybody sees at the server. */
  copies(): number;
  state(): Promise<UploadState>;
  attempts(): Promise<number>;
  /** Waits until nothing more happens, or nothing before a time. */
  rest(): Promise<UploadState>;
  /** Lets the time come that the upload waits for, and waits until it rests again. */
  goOn(): Promise<UploadState>;
  /** Lets time pass in small steps, while no file is being read, until the upload rests. */
  tick(stepMs: number): Promise<UploadState>;
}

const atRest = ["completed", "failed", "unconfirmed", "canceled", "paused", "waiting"];
/** Whether a file is being read just now: the disk of a busy machine must not look like one that hangs. */
const readsFile = () => process.getActiveResourcesInfo().some((resource) => resource.startsWith("FSReq"));
const soon = () => new Promise((resolve) => setTimeout(resolve, 2));

/**
 * The real engine with real files and sockets, a strict server of one service, and between them a server that disturbs
 * one request as told. Time stands still unless a test moves it.
 */
export class DeliveryStage {
  readonly flow: Flow;
  readonly clock: FakeClock;
  readonly engine: TestEngine;
  readonly server: ContractServer;
  readonly gate: FaultServer;
  /** Everything the engine wrote to its log. */
  readonly log: readonly string[];
  readonly #folder: Awaited<ReturnType<typeof temporaryFolder>>;
  #fault: Fault | null = null;
  #names = 0;

  private constructor(
    flow: Flow,
    clock: FakeClock,
    engine: TestEngine,
    server: ContractServer,
    gate: FaultServer,
    log: readonly string[],
    folder: Awaited<ReturnType<typeof temporaryFolder>>,
  ) {
    this.flow = flow;
    this.clock = clock;
    this.engine = engine;
    this.server = server;
    this.gate = gate;
    this.log = log;
    this.#folder = folder;
    const forward = faults.forward(server);
    gate.otherwise((exchange) => {
      const fault = flow.isStep(exchange.request) ? this.#fault : null;
      if (fault !== null) this.#fault = null;
      return (fault ?? forward)(exchange);
    });
  }

  static async open(
    flow: Flow,
    options: Partial<EngineOptions> = {},
    gateOptions: FaultServerOptions = {},
  ): Promise<DeliveryStage> {
    const fixture = fixtures[flow.service];
    if (fixture === undefined) throw new Error(`There is no fixture for ${flow.service}.`);
    const folder = await temporaryFolder();
    const clock = new FakeClock(Date.now());
    const [server, gate] = await Promise.all([fixture.start(), startFaultServer(gateOptions)]);
    const log: string[] = [];
    const note = (message: string, details?: unknown) => log.push(`${message} ${JSON.stringify(details)}`);
    const logger = { info: note, warn: note, error: note };
    const profile = join(folder.path, "profile");
    const engine = await startEngine(profile, { clock, logger, random: () => 0, ...options });
    return new DeliveryStage(flow, clock, engine, server, gate, log, folder);
  }

  /** What the next disturbed request meets; the ones after it reach the server. */
  disturb(fault: Fault): void {
    this.#fault = fault;
  }

  /** A destination of its own, so that no test meets another one's gate. */
  async destination(settings: Readonly<Record<string, string>> = {}): Promise<string> {
    this.#names += 1;
    const name = `Destination ${this.#names}`;
    const baseUrl = this.gate.origin;
    const { id } = await this.engine.connection.api.saveDestination({
      name,
      service: this.flow.service,
      settings: { ...this.server.settings, ...this.flow.settings, baseUrl, ...settings },
      secrets: this.server.secrets,
    });
    return id;
  }

  /** Adds a new file of random bytes. */
  async send(size: number, destinationId?: string): Promise<Delivery> {
    this.#names += 1;
    const bytes = randomBytes(size);
    // Names of one length make requests of one length.
    const path = join(this.#folder.path, `file-${String(this.#names).padStart(5, "0")}.bin`);
    await writeFile(path, bytes);
    const id = destinationId ?? (await this.destination());
    const { api } = this.engine.connection;
    const { options } = this.server;
    const request = { paths: [path], destinationId: id, options, hidden: false, allOrNothing: true };
    const { batchId } = await api.add(request);
    const page = { search: "", offset: 0, limit: 1 };
    const [row] = (await api.uploads({ list: "batch", batchId: batchId ?? "", ...page })).rows;
    if (row === undefined) throw new Error("The file was not accepted.");
    return this.#delivery(row.id, id, path, createHash("md5").update(bytes).digest("hex"));
  }

  async close(): Promise<void> {
    await this.gate.close();
    await this.engine.close();
    await this.server.close();
    await this.#folder.remove();
  }

  #delivery(id: string, destinationId: string, path: string, md5: string): Delivery {
    const { server, clock } = this;
    const { api } = this.engine.connection;
    const row = async () => {
      const upload = await api.upload({ id });
      if (upload === null) throw new Error("The upload is gone.");
      return upload;
    };
    const state = async () => (await row()).state;
    const restAfter = async (step: () => void): Promise<UploadState> => {
      const endMs = Date.now() + 20_000;
      for (;;) {
        const now = await state();
        if (atRest.includes(now.kind)) return now;
        if (Date.now() > endMs) throw new Error(`It is still ${now.kind} after 20 s.`);
        step();
        await soon();
      }
    };
    const rest = () => restAfter(() => {});
    return {
      id,
      destinationId,
      path,
      copies: () => server.copies?.(md5) ?? server.files.filter((file) => file.md5 === md5).length,
      state,
      attempts: async () => (await row()).attempts,
      rest,
      goOn: async () => {
        const waiting = await state();
        if (waiting.kind === "waiting" && waiting.until !== null) {
          clock.advance(Math.max(0, waiting.until - clock.now()));
        }
        return await rest();
      },
      tick: (stepMs) =>
        restAfter(() => {
          if (!readsFile()) clock.advance(stepMs);
        }),
    };
  }
}
