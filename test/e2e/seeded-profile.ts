import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { modifiedAtMs } from "../../electron/engine/files/file-source";
import { silentLogger } from "../../electron/engine/ports";
import { type Database, openDatabase } from "../../electron/engine/store/database";
import { SqliteDestinationStore } from "../../electron/engine/store/destination-store";
import { KeyFileVault } from "../../electron/engine/store/key-file-vault";
import { SqliteUploadStore } from "../../electron/engine/store/upload-store";
import { emptyReceipt, type Receipt, type UploadState } from "../../electron/shared/upload";
import { uploadError } from "../../electron/shared/upload-error";
import { photo } from "./photo";

const minuteMs = 60_000;

/** Destinations that answer nobody: what is shown of finished uploads needs no server. */
const destinations = {
  "Design room": {
    service: "rocket-chat",
    settings: { baseUrl: "http://127.0.0.1:9", userId: "u", room: "design" },
  },
  "Surgery north": {
    service: "surgery-connect",
    settings: { baseUrl: "http://127.0.0.1:9", userId: "00000000-0000-4000-8000-000000000001" },
  },
  Rewards: { service: "capillary", settings: { baseUrl: "http://127.0.0.1:9", auth: "token" } },
  Chat: { service: "easemob", settings: { baseUrl: "http://127.0.0.1:9", org: "o", app: "a" } },
} as const;

/** A destination of a seeded profile. */
export type SeededDestination = keyof typeof destinations;

/** An upload to be found in the profile. */
export interface SeededUpload {
  readonly name: string;
  readonly to: SeededDestination;
  readonly contentType: string;
  /** Minutes before now at which it ended. */
  readonly minutesAgo?: number;
  /** Completed with this receipt; the rest of it is filled in. */
  readonly receipt?: Partial<Receipt>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Left in this state instead; what came before is in its attempts. */
  readonly state?: UploadState;
  readonly options?: Readonly<Record<string, string>>;
  /** The local file is not made. */
  readonly isMissing?: boolean;
}

/** Opens a profile's records before the app does; call `close` before it starts. */
export function openProfile(profile: string) {
  const { database } = openDatabase(join(profile, "waybill.db"), { logger: silentLogger });
  let nowMs = Date.now();
  const clock = { now: () => nowMs, monotonicMs: () => nowMs, after: () => () => {} };
  const vault = new KeyFileVault(join(profile, "receipt.key"));
  return {
    database,
    store: new SqliteUploadStore(database, vault, clock),
    setNow: (ms: number) => {
      nowMs = ms;
    },
    close: () => database.close(),
  };
}

/** Makes a profile with the destinations above and these uploads, oldest first, whose files lie in `folder`. */
export async function seedProfile(
  profile: string,
  folder: string,
  uploads: readonly SeededUpload[],
): Promise<void> {
  const opened = openProfile(profile);
  saveDestinations(opened.database);
  for (const upload of uploads) await seedOne(opened, folder, upload);
  opened.close();
}

function saveDestinations(database: Database): void {
  const store = new SqliteDestinationStore(database);
  for (const [name, { service, settings }] of Object.entries(destinations)) {
    const id = name.toLowerCase().replace(" ", "-");
    const createdAt = new Date().toISOString();
    store.save({ id, name, service, settings, secrets: {}, practice: false, createdAt }, {});
  }
}

async function seedOne(
  { store, setNow }: ReturnType<typeof openProfile>,
  folder: string,
  upload: SeededUpload,
): Promise<void> {
  const path = join(folder, upload.name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(
    path,
    upload.contentType === "image/png" ? photo(640, 400) : Buffer.alloc(41_300, upload.name),
  );
  const facts = await stat(path, { bigint: true });
  const startMs = Date.now() - (upload.minutesAgo ?? 1) * minuteMs - 2_400;
  setNow(startMs);
  const row = {
    batchId: "seed",
    path: upload.isMissing === true ? join(folder, "elsewhere", upload.name) : path,
    name: upload.name,
    relativePath: upload.name,
    size: Number(facts.size),
    modifiedAtMs: modifiedAtMs(facts),
    contentType: upload.contentType,
    destinationId: upload.to.toLowerCase().replace(" ", "-"),
    destinationName: upload.to,
    service: destinations[upload.to].service,
    options: upload.options ?? {},
  };
  const [id = ""] = store.insert([row], new Date(startMs - 900).toISOString());
  const { state } = upload;
  if (state?.kind === "queued") return;
  if (state?.kind === "canceled" || state?.kind === "paused") {
    store.setState(id, state);
    return;
  }
  store.setState(id, { kind: "preparing" });
  store.beginStep(id, { stepId: "upload", repeatable: false });
  store.setState(id, { kind: "uploading" });
  setNow(startMs + 1_100);
  if (state !== undefined) {
    store.setState(id, state);
    return;
  }
  const until = startMs + 1_500;
  store.setState(id, {
    kind: "waiting",
    reason: "back-off",
    until,
    error: uploadError("server-busy", { httpStatus: 503 }),
  });
  store.setState(id, { kind: "preparing" });
  store.setState(id, { kind: "uploading" });
  setNow(startMs + 2_400);
  store.complete(
    id,
    { ...emptyReceipt, size: row.size, verified: "size", ...upload.receipt },
    upload.secrets ?? {},
  );
}
