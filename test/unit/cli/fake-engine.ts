import type {
  Added,
  AddRequest,
  EngineApi,
  EngineConnection,
  EngineEvent,
  HistoryIds,
  SentAgain,
  Standing,
  UploadPage,
  UploadQuery,
} from "../../../electron/engine/engine-api";
import type {
  Destination,
  DestinationDraft,
  DestinationTest,
  SignIn,
} from "../../../electron/shared/destination";
import type { Counts, UploadAction } from "../../../electron/shared/ipc";
import type { Reassigned, Relocated, UploadSelection } from "../../../electron/shared/queue-control";
import { commonDestinationFields, field, type ServiceInfo } from "../../../electron/shared/service";
import {
  type AppSettings,
  type AppSettingsPatch,
  changedAppSettings,
  defaultAppSettings,
} from "../../../electron/shared/settings";
import type { Attempt, Link, Receipt, Upload, UploadState } from "../../../electron/shared/upload";
import { uploadError } from "../../../electron/shared/upload-error";

/** A service with one of each kind of field that arguments care about. */
export const parcelService: ServiceInfo = {
  id: "parcel",
  label: "Parcel",
  summary: "A service for tests.",
  destinationFields: [
    field({ key: "baseUrl", label: "Address", help: "Where it is.", type: "url", required: true }),
    field({ key: "token", label: "Token", help: "Its token.", type: "secret", required: true }),
    field({
      key: "flow",
      label: "Flow",
      help: "Which way.",
      type: "choice",
      default: "auto",
      choices: [
        { value: "auto", label: "Automatic" },
        { value: "single", label: "Single" },
      ],
    }),
    ...commonDestinationFields,
  ],
  uploadFields: [
    field({ key: "room", label: "Room", help: "Where it goes." }),
    field({ key: "extra", label: "Extra", help: "More.", type: "pairs" }),
  ],
  capabilities: {
    maximumSize: 10_000_000,
    hash: null,
    reportsSize: true,
    thumbnail: true,
    download: true,
    remove: false,
    reconcile: false,
    repeat: "duplicate",
    link: "public",
  },
};

/** A destination of the test service. */
export function destination(name: string, more: Partial<Destination> = {}): Destination {
  const settings = { baseUrl: "https://parcel.example" };
  const secrets = { token: { kind: "env" as const, variable: "PARCEL_TOKEN" } };
  const createdAt = "2026-01-01T00:00:00.000Z";
  return {
    id: `id-of-${name}`,
    name,
    service: "parcel",
    settings,
    secrets,
    practice: false,
    createdAt,
    ...more,
  };
}

/** The receipt of an upload with one link. */
export function receipt(url: string | null, more: Partial<Receipt> = {}): Receipt {
  return {
    remoteId: "remote-1",
    storedName: "stored.bin",
    size: 5,
    hash: { algorithm: "md5", local: "aa", remote: "aa" },
    verified: "hash",
    links: url === null ? [] : [{ url, expiresAt: null, opensInBrowser: true }],
    fileExpiresAt: null,
    remote: { inner: "not for the command line" },
    rawReply: "not for the command line",
    ...more,
  };
}

/** An upload of five bytes, queued. */
export function upload(id: string, more: Partial<Upload> = {}): Upload {
  return {
    id,
    batchId: "batch-1",
    position: 1,
    path: `/files/${id}.bin`,
    name: `${id}.bin`,
    relativePath: `${id}.bin`,
    size: 5,
    modifiedAtMs: 0,
    contentType: "application/octet-stream",
    destinationId: "id-of-Depot",
    destinationName: "Depot",
    service: "parcel",
    options: {},
    state: { kind: "queued" },
    attempts: 0,
    receipt: null,
    createdAt: "2026-01-01T00:00:00.000Z",
    completedAt: null,
    ...more,
  };
}

const kinds = [
  "queued",
  "preparing",
  "uploading",
  "waiting",
  "paused",
  "failed",
  "unconfirmed",
  "canceled",
  "completed",
] as const;

const isMoving = ({ state }: Upload) =>
  ["queued", "preparing", "uploading"].includes(state.kind) ||
  (state.kind === "waiting" && state.reason !== "auth");

/** An engine in memory: it holds rows, notes what it is asked, and lets a test decide what becomes of uploads. */
export class FakeEngine implements EngineApi, EngineConnection {
  readonly api: EngineApi = this;
  readonly rows: Upload[] = [];
  readonly added: AddRequest[] = [];
  readonly drafts: DestinationDraft[] = [];
  readonly acts: { readonly ids: UploadSelection; readonly action: UploadAction }[] = [];
  readonly removed: string[] = [];
  known: Destination[] = [destination("Depot"), destination("Practice", { practice: true })];
  signedIn: SignIn[] = [];
  closed = 0;
  quietMs = 0;
  appSettings = defaultAppSettings;
  /** What adding answers instead of the default: one queued row per path. */
  answerAdd: ((request: AddRequest) => Added) | null = null;
  /** What a test of a destination finds. */
  verdict: DestinationTest = { ok: true, field: null, message: "All is well.", hint: null };
  /** Runs after rows were added or sent again; decides what becomes of them. */
  onWork: () => void = () => {};
  readonly #listeners = new Set<(event: EngineEvent) => void>();

  /** Puts a row into another state and announces it as the engine does. */
  settle(id: string, state: UploadState, more: Partial<Upload> = {}): void {
    const index = this.rows.findIndex((row) => row.id === id);
    const row = this.rows[index];
    if (row === undefined) throw new Error(`no row ${id}`);
    const changed = { ...row, state, ...more };
    this.rows[index] = changed;
    const isEnd = ["completed", "failed", "unconfirmed", "canceled"].includes(state.kind);
    if (isEnd) this.announce({ kind: "upload-settled", upload: changed });
    else this.announce({ kind: "uploads-changed", ids: [id], counts: this.#counts(this.rows) });
  }

  /** Completes a row with a link. */
  complete(id: string, url: string | null = `https://parcel.example/${id}`): void {
    this.settle(id, { kind: "completed" }, { receipt: receipt(url), attempts: 1 });
  }

  announce(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.closed += 1;
  }

  async watchFolders(): Promise<readonly []> {
    return [];
  }

  async watchFolder(): Promise<void> {}

  async unwatchFolder(): Promise<void> {}

  async settings(): Promise<AppSettings> {
    return this.appSettings;
  }

  async unfinishedUploads(): Promise<never> {
    throw new Error("No command asks for it.");
  }

  async checkSettings(): Promise<never> {
    throw new Error("No command fills in a form.");
  }

  async duplicateDestination(): Promise<never> {
    throw new Error("No command duplicates a destination.");
  }

  async orderDestinations(): Promise<never> {
    throw new Error("No command orders destinations.");
  }

  async saveSettings(patch: AppSettingsPatch): Promise<AppSettings> {
    this.appSettings = changedAppSettings(this.appSettings, patch);
    return this.appSettings;
  }

  async services(): Promise<readonly ServiceInfo[]> {
    return [parcelService];
  }

  async destinations(): Promise<readonly Destination[]> {
    return this.known;
  }

  async signIns(): Promise<readonly SignIn[]> {
    return this.signedIn;
  }

  async saveDestination(draft: DestinationDraft): Promise<Destination> {
    this.drafts.push(draft);
    const secrets = { ...draft.secretSources };
    for (const key of Object.keys(draft.secrets)) secrets[key] = { kind: "stored" };
    const saved = destination(draft.name, { settings: draft.settings, secrets });
    this.known.push(saved);
    return saved;
  }

  async removeDestination({ id }: { readonly id: string }): Promise<void> {
    this.removed.push(id);
  }

  async testDestination(draft: DestinationDraft): Promise<DestinationTest> {
    this.drafts.push(draft);
    return this.verdict;
  }

  async add(request: AddRequest): Promise<Added> {
    this.added.push(request);
    if (this.answerAdd !== null) return this.answerAdd(request);
    request.paths.forEach((path, index) => {
      this.rows.push(
        upload(`u${index + 1}`, { path, name: path.split("/").at(-1) ?? path, position: index }),
      );
    });
    setImmediate(() => this.onWork());
    return { batchId: "batch-1", accepted: request.paths.length, refused: [] };
  }

  async uploads(query: UploadQuery): Promise<UploadPage> {
    const finished = (row: Upload) => ["completed", "canceled"].includes(row.state.kind);
    const all = this.rows.filter((row) => {
      if (query.list === "batch") return row.batchId === query.batchId;
      return finished(row) === (query.list === "history") && row.name.includes(query.search);
    });
    const rows = all.slice(query.offset, query.offset + query.limit);
    return { rows, total: all.length, counts: this.#counts(all) };
  }

  async queueIds(): Promise<readonly string[]> {
    return this.rows.map(({ id }) => id);
  }

  async historyIds(): Promise<HistoryIds> {
    return { ids: this.rows.map(({ id }) => id), next: null };
  }

  async upload({ id }: { readonly id: string }): Promise<Upload | null> {
    return this.rows.find((row) => row.id === id) ?? null;
  }

  async attempts(): Promise<readonly Attempt[]> {
    return [];
  }

  async move(): Promise<void> {}

  async reassign(): Promise<Reassigned> {
    return { moved: 0, refused: 0, refusals: [] };
  }

  async relocate(): Promise<Relocated> {
    return { name: "", size: 0, sizeBefore: 0 };
  }

  async act(args: { readonly ids: UploadSelection; readonly action: UploadAction }): Promise<void> {
    this.acts.push(args);
    for (const id of Array.isArray(args.ids) ? args.ids : []) {
      if (["retry", "resume", "resolve-resend"].includes(args.action)) this.settle(id, { kind: "queued" });
      if (args.action === "resolve-arrived") this.settle(id, { kind: "completed" });
      if (["cancel", "resolve-removed"].includes(args.action)) this.settle(id, { kind: "canceled" });
    }
    setImmediate(() => this.onWork());
  }

  async undoRemoval(): Promise<number> {
    return 0;
  }

  async sendAgain(): Promise<SentAgain> {
    return { batchId: null, accepted: 0, missing: [], changed: [] };
  }

  async receiptSecrets(): Promise<Readonly<Record<string, string>>> {
    return {};
  }

  async links(): Promise<readonly Link[]> {
    return [];
  }

  async download(): Promise<{ readonly size: number }> {
    return { size: 5 };
  }

  async removeAtService({ id }: { readonly id: string }): Promise<Upload> {
    const row = await this.upload({ id });
    if (row?.receipt == null) throw new Error(`no receipt ${id}`);
    const changed = { ...row, receipt: { ...row.receipt, links: [], removedAt: "2026-02-01T10:00:00.000Z" } };
    this.rows[this.rows.indexOf(row)] = changed;
    return changed;
  }

  async standing({ batchId }: { readonly batchId: string | null }): Promise<Standing> {
    const rows = this.rows.filter((row) => batchId === null || row.batchId === batchId);
    return {
      counts: this.#counts(rows),
      moving: rows.filter(isMoving).length,
      quietMs: this.quietMs,
      trouble: null,
    };
  }

  #counts(rows: readonly Upload[]): Counts {
    const count = (kind: (typeof kinds)[number]) => rows.filter((row) => row.state.kind === kind).length;
    return Object.fromEntries(kinds.map((kind) => [kind, count(kind)])) as Counts;
  }
}

/** A failed state with an error code. */
export function failed(code: Parameters<typeof uploadError>[0], message?: string): UploadState {
  return { kind: "failed", error: uploadError(code, message === undefined ? {} : { message }) };
}
