import type { Destination } from "../../../electron/shared/destination";
import { type IpcArgs, type IpcRequest, type IpcResult, noCounts } from "../../../electron/shared/ipc";
import { type Field, field, type ServiceInfo } from "../../../electron/shared/service";
import { emptyReceipt, type Receipt, type UploadView } from "../../../electron/shared/upload";
import type { PageBridge } from "../../../renderer/bridge";
import type { Clock } from "../../../renderer/stores/clock";

/** A row as main would give it. */
export function row(id: string, part: Partial<UploadView> = {}): UploadView {
  return {
    id,
    batchId: "b1",
    folder: "Desktop",
    name: `${id}.txt`,
    relativePath: `${id}.txt`,
    size: 1000,
    contentType: "text/plain",
    destinationId: "d1",
    destinationName: "Practice",
    service: "imkit",
    options: {},
    state: { kind: "queued" },
    attempts: 0,
    receipt: null,
    createdAt: "2025-01-01T00:00:00.000Z",
    completedAt: null,
    hasThumbnail: false,
    ...part,
  };
}

/** A receipt without links. */
export function receipt(part: Partial<Receipt> = {}): Receipt {
  return {
    ...emptyReceipt,
    ...part,
  };
}

/** A destination of the service below. */
export function destination(part: Partial<Destination> = {}): Destination {
  return {
    id: "d1",
    name: "Room",
    service: "chat",
    settings: {},
    secrets: {},
    practice: false,
    createdAt: "2025-01-01T00:00:00.000Z",
    ...part,
  };
}

/** A service with the given fields. */
export function service(destinationFields: readonly Field[], uploadFields: readonly Field[]): ServiceInfo {
  return {
    id: "chat",
    label: "Chat",
    summary: "Rooms.",
    destinationFields,
    uploadFields,
    capabilities: {
      maximumSize: null,
      hash: null,
      reportsSize: false,
      thumbnail: false,
      download: false,
      remove: false,
      reconcile: false,
      repeat: "duplicate",
      link: "none",
    },
  };
}

/** A required text field. */
export const roomField = field({ key: "room", label: "Room", help: "The room.", required: true });

/** A clock that stands still until it is turned. */
export class HandClock implements Clock {
  #nowMs = 1_000_000;
  #waiting: { atMs: number; call: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, call: () => void): () => void {
    const entry = { atMs: this.#nowMs + delayMs, call };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  }

  /** Turns the clock; what is due is called, and what that sets off is given time to settle. */
  async turn(byMs: number): Promise<void> {
    this.#nowMs += byMs;
    const due = this.#waiting.filter((entry) => entry.atMs <= this.#nowMs);
    this.#waiting = this.#waiting.filter((entry) => entry.atMs > this.#nowMs);
    for (const entry of due) entry.call();
    await settle();
  }
}

/** Lets everything that is already promised happen. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await Promise.resolve();
}

type Answers = { [N in IpcRequest]?: (args: IpcArgs<N>) => IpcResult<N> | Promise<IpcResult<N>> };

/** A bridge whose main process is a table of answers. */
export class FakeBridge implements PageBridge {
  readonly asked: { readonly name: string; readonly args: unknown }[] = [];
  readonly added: { readonly files: number; readonly destinationId: string; readonly options: unknown }[] =
    [];
  readonly order: string[] = [];
  readonly #listeners = new Map<string, Set<(data: never) => void>>();
  readonly #answers: Answers;

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  async request<N extends IpcRequest>(name: N, args: IpcArgs<N>): Promise<IpcResult<N>> {
    this.order.push(`request ${name}`);
    this.asked.push({ name, args });
    const answer = this.#answers[name];
    if (answer === undefined) throw new Error(`Nobody answers ${name}.`);
    return answer(args);
  }

  on: PageBridge["on"] = (name, listener) => {
    this.order.push(`on ${name}`);
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  };

  /** Announces as main would. */
  emit(name: string, data: unknown): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(data as never);
  }

  async addFiles(files: readonly File[], destinationId: string, options: Readonly<Record<string, string>>) {
    this.added.push({ files: files.length, destinationId, options });
    return { accepted: files.length, refused: [] };
  }

  /** How often a request was made. */
  count(name: IpcRequest): number {
    return this.asked.filter((request) => request.name === name).length;
  }
}

/** Answers pages out of an array. */
export function pagesOutOf(rows: () => readonly UploadView[]): NonNullable<Answers["uploads:page"]> {
  return ({ offset, limit, search }) => {
    const found = rows().filter((candidate) => candidate.name.includes(search));
    return { rows: found.slice(offset, offset + limit), total: found.length, counts: noCounts };
  };
}
