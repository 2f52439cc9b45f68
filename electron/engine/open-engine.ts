import { join } from "node:path";
import { Announcer } from "./announcer";
import { AppSettingsBook } from "./app-settings";
import { DestinationBook } from "./destinations/destination-book";
import type { EngineConnection } from "./engine-api";
import { Failure } from "./failure";
import { isWithoutRoom } from "./files/file-failure";
import { Spool } from "./files/spool";
import { SpoolKeeper } from "./files/spool-keeper";
import { claimProfile, findEngine, type Hosting, type ProfileClaim, serveEngine } from "./host/profile-host";
import { AxiosHttpClient, type AxiosHttpClientOptions } from "./http/axios-http-client";
import { Intake } from "./intake";
import { interfaceConnectivity } from "./network/interfaces";
import { NetworkWatch } from "./network/network-watch";
import {
  type Clock,
  type Connectivity,
  type Logger,
  noPowerEvents,
  type PowerEvents,
  type SystemProxy,
  systemClock,
  type ThumbnailDecoder,
  type Vault,
} from "./ports";
import { openPractice, type ProfilePractice } from "./practice/open-practice";
import { Actions } from "./queue/actions";
import { Bandwidth } from "./queue/bandwidth";
import { Convoys } from "./queue/convoys";
import { DeliveryDesk } from "./queue/delivery-desk";
import { type Gate, Gates } from "./queue/gates";
import { HistoryKeeper } from "./queue/history-keeper";
import { Outcomes } from "./queue/outcomes";
import { Parking } from "./queue/parking";
import { Pauses } from "./queue/pauses";
import { ProgressBoard } from "./queue/progress";
import { Reassignment } from "./queue/reassignment";
import { RecordKeeper } from "./queue/record-keeper";
import { Scheduler, type SchedulerPorts } from "./queue/scheduler";
import { Sessions } from "./queue/sessions";
import { SignIns } from "./queue/sign-ins";
import { Waits } from "./queue/waits";
import { SqliteBulkStore } from "./store/bulk-store";
import { type OpenedDatabase, openDatabase } from "./store/database";
import { SqliteDestinationStore } from "./store/destination-store";
import { FinishedUploads } from "./store/finished-uploads";
import { openKeyFileVault } from "./store/key-file-vault";
import type { RecordsFound } from "./store/open-records";
import type { OpenPieces } from "./store/second-copy/file-pieces";
import { SqliteSettingsStore } from "./store/settings-store";
import type { Connect, Database } from "./store/sql";
import type { BulkStore } from "./store/stores";
import { SqliteUploadStore } from "./store/upload-store";
import { UploadEngine } from "./upload-engine";
import { createWatching } from "./watch/watching";

/** What an engine is opened with. */
export interface EngineOptions {
  /** Settings, records and caches live in this folder alone; made when it is not there. */
  readonly profileDirectory: string;
  /** The OS keyring, or a vault of kind `none`. */
  readonly vault: Vault;
  readonly systemProxy: SystemProxy;
  readonly logger: Logger;
  readonly decoder: ThumbnailDecoder | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * `look` leaves the queue alone until something is added, for commands that only ask; `work` works it at once; `watch`
   * watches folders besides, for the window.
   */
  readonly use: "look" | "work" | "watch";
  /** Waybill's own version, told to whoever joins. */
  readonly version: string;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** Whether there is a network; by default what its interfaces tell. */
  readonly connectivity?: Connectivity;
  /** When the computer sleeps; by default nobody says so. */
  readonly power?: PowerEvents;
  /** How names are looked up and when waiting for the network ends; the usual way where it is not said. */
  readonly network?: Pick<AxiosHttpClientOptions, "limits" | "lookup">;
  /** How the records are opened; given by tests that let writes fail. */
  readonly connect?: Connect;
  /** How the second copy of the records is written; given by tests that let that fail. */
  readonly openPieces?: OpenPieces;
}

/** An engine, and what the user must be told about how it opened. */
export interface OpenedEngine extends RecordsFound {
  readonly connection: EngineConnection;
  /** Whether it runs in this process; otherwise it belongs to another one and is asked over the profile's socket. */
  readonly owned: boolean;
}

/**
 * Opens the profile's engine: the one that runs already, wherever it does, or a new one in this process.
 * Throws `Failure` (`config`, `storage-full`) when the profile can't be used.
 */
export async function openEngine(options: EngineOptions): Promise<OpenedEngine> {
  try {
    return await claimOrConnect(options);
  } catch (thrown) {
    throw isWithoutRoom(thrown) ? new Failure("local", "storage-full", { cause: thrown }) : thrown;
  }
}

/** An owner that was there a moment ago may be gone: then the profile is to be had. */
async function claimOrConnect(options: EngineOptions): Promise<OpenedEngine> {
  for (;;) {
    const claim = await claimProfile(options.profileDirectory);
    if (claim !== null) return await openClaimed(options, claim);
    const connection = await findEngine(options.profileDirectory);
    if (connection !== null) return { connection, owned: false, quarantined: null, restored: 0 };
  }
}

async function openClaimed(options: EngineOptions, claim: ProfileClaim): Promise<OpenedEngine> {
  try {
    return await openOwned(options, claim);
  } catch (thrown) {
    claim.release();
    throw thrown;
  }
}

async function openOwned(options: EngineOptions, claim: ProfileClaim): Promise<OpenedEngine> {
  const clock = options.clock ?? systemClock;
  const { logger, profileDirectory } = options;
  const opened = openDatabase(join(profileDirectory, "waybill.db"), {
    logger,
    ...(options.connect === undefined ? {} : { connect: options.connect }),
    ...(options.openPieces === undefined ? {} : { openPieces: options.openPieces }),
  });
  let practice: ProfilePractice | null = null;
  try {
    practice = await openPractice({
      profileDirectory,
      clock,
      logger,
      decoder: options.decoder,
      ownsProfile: true,
    });
    const hosting = new LateHosting();
    const engine = assemble(options, clock, opened, practice, hosting);
    hosting.begin(await serveEngine(engine, claim, { version: options.version, logger }));
    if (options.use !== "look") await engine.start();
    const { quarantined, restored } = opened;
    return { connection: engine, owned: true, quarantined, restored };
  } catch (thrown) {
    await practice?.server.close();
    opened.database.close();
    throw thrown;
  }
}

/** Stands for the hosting that can only begin when the engine is there. */
class LateHosting implements Hosting {
  #hosting: Hosting | null = null;

  begin(hosting: Hosting): void {
    this.#hosting = hosting;
  }

  async stopListening(): Promise<void> {
    await this.#hosting?.stopListening();
  }

  release(): void {
    this.#hosting?.release();
  }
}

/** Builds an engine from its parts; the only place where they are put together. */
function assemble(
  options: EngineOptions,
  clock: Clock,
  opened: OpenedDatabase,
  practice: ProfilePractice,
  hosting: Hosting,
): UploadEngine {
  const { logger, vault, environment } = options;
  const { database } = opened;
  const receiptVault = vault.kind === "keyring" ? vault : openKeyFileVault(options.profileDirectory);
  const store = new SqliteUploadStore(database, receiptVault, clock);
  const bulk = new SqliteBulkStore(database, clock);
  const settings = new AppSettingsBook(new SqliteSettingsStore(database));
  const destinationStore = new SqliteDestinationStore(database);
  const book = new DestinationBook({
    store: destinationStore,
    vault,
    clock,
    environment,
    practice: () => practice.access,
  });
  if (practice.first && book.list().length === 0) book.addPractice(practice.service);
  const http = new AxiosHttpClient({
    ...{ clock, environment, systemProxy: options.systemProxy, commonRoute: () => settings.current },
    ...options.network,
  });
  const announcer = new Announcer(clock, store);
  const sessions = new Sessions(() => announcer.destinationsChanged());
  const progress = new ProgressBoard(clock, (rows) => announcer.progress(rows));
  const bandwidth = new Bandwidth(clock);
  const setLimit = () => bandwidth.limit(settings.current.bandwidthBytesPerSecond);
  settings.onChange(setLimit);
  setLimit();
  const stores = { database, settings, store, bulk, destinationStore, book };
  const base = { ...stores, http, clock, logger, sessions, progress, bandwidth, announcer };
  const queue = assembleQueue(base, options);
  const { profileDirectory } = options;
  const spoolKeeper = new SpoolKeeper({ spool: new Spool(profileDirectory), store, clock, logger });
  const kick = () => queue.scheduler.kick();
  const finished = new FinishedUploads(database);
  const historyKeeper = new HistoryKeeper({ ...base, finished });
  const watching = createWatching({ ...base, database, profileDirectory, kick });
  const release = async () => {
    await practice.server.close();
    database.close();
    hosting.release();
  };
  const watches = options.use === "watch";
  return new UploadEngine({
    ...base,
    ...queue,
    ...watching,
    watches,
    spoolKeeper,
    historyKeeper,
    hosting,
    release,
  });
}

/** What the queue's parts are made from. */
type QueueBase = Omit<SchedulerPorts, "gates" | "outcomes" | "parking" | "keeper" | "convoys"> & {
  readonly bulk: BulkStore;
  readonly database: Database;
};

/** The parts that decide what is sent when. */
function assembleQueue(given: QueueBase, options: EngineOptions) {
  const { random = Math.random, connectivity = interfaceConnectivity(), power = noPowerEvents } = options;
  const { store, bulk, clock, logger, announcer } = given;
  const kick = () => scheduler.kick();
  const keeper = new RecordKeeper({
    clock,
    logger,
    records: given.database,
    probe: () => store.probe(),
    announce: (trouble) => announcer.recordsTrouble(trouble),
    recovered: kick,
  });
  const base = { ...given, keeper, convoys: new Convoys(given.http, clock) };
  const desk = new DeliveryDesk(base);
  const pauses = new Pauses(base);
  const changed = (destinationId: string, gate: Gate | null) => {
    pauses.note(destinationId, gate);
    announcer.heldBackChanged();
  };
  const gates = new Gates(clock, { opened: kick, changed });
  const parking = new Parking({ bulk, gates, announcer, keeper });
  const waits = new Waits(clock, (ids) => {
    outcomes
      .wake(ids)
      .then(kick, (error: unknown) =>
        logger.error("uploads whose time had come could not be queued", { error: String(error) }),
      );
  });
  const isOffline = (destinationId: string) => network.isOffline(destinationId);
  const outcomes: Outcomes = new Outcomes({ ...base, gates, parking, waits, desk, random, isOffline });
  const scheduler: Scheduler = new Scheduler({ ...base, gates, parking, outcomes });
  const network: NetworkWatch = new NetworkWatch({
    ...{ ...base, gates, parking, waits, scheduler },
    ...{ connectivity, power, random },
  });
  const signIns = new SignIns({ ...base, gates, parking });
  const control = { ...base, scheduler, gates, signIns, outcomes, waits };
  const actions = new Actions(control);
  const reassignment = new Reassignment(control);
  const intake = new Intake({ ...base, scheduler });
  return {
    ...{ network, keeper, convoys: base.convoys, desk, signIns, gates, pauses, parking, waits },
    ...{ outcomes, scheduler, actions, reassignment, intake },
  };
}
