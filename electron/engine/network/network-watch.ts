import { uploadError } from "../../shared/upload-error";
import type { Announcer } from "../announcer";
import type { DestinationBook } from "../destinations/destination-book";
import type { HttpClient } from "../http/http-client";
import { routeOf } from "../http/route";
import type { Clock, Connectivity, Logger, PowerEvents } from "../ports";
import type { Gates } from "../queue/gates";
import type { Parking } from "../queue/parking";
import type { Scheduler } from "../queue/scheduler";
import type { Waits } from "../queue/waits";
import { adapterFor } from "../services/index";
import { resolveSettings } from "../services/settings";

/** The network is looked at this often, milliseconds: nothing tells all its changes on all systems. */
const lookMs = 2_000;
/** When it is back, each destination goes on within this much more, so that not all computers of a place come at once. */
const jitterMs = 1_000;
/** After a longer sleep than this, milliseconds, nobody on the way still knows of our connections. */
const outlivedSleepMs = 30_000;

/** What every upload waits for while there is no network. */
const noNetwork = uploadError("network", {
  message: "This computer is not connected to a network.",
  hint: "Nothing to do: uploads go on when it is connected again.",
});

/** What the watch works with. */
export interface NetworkWatchPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly connectivity: Connectivity;
  readonly power: PowerEvents;
  readonly random: () => number;
  readonly book: DestinationBook;
  readonly http: HttpClient;
  readonly gates: Gates;
  readonly parking: Parking;
  readonly waits: Waits;
  readonly scheduler: Scheduler;
  readonly announcer: Announcer;
}

/**
 * Lets uploads rest while there is no network, and while the computer sleeps. Neither costs an attempt. What is reached on
 * this computer itself is never held back.
 */
export class NetworkWatch {
  readonly #ports: NetworkWatchPorts;
  readonly #endings: (() => void)[] = [];
  #cancelTimer: (() => void) | null = null;
  #addresses: ReadonlySet<string> = new Set();
  #wasOnline = true;
  #sleep: { readonly beganMs: number; readonly beganMonotonicMs: number; readonly end: () => void } | null =
    null;

  constructor(ports: NetworkWatchPorts) {
    this.#ports = ports;
  }

  /** Begins to watch; what can't be reached now is held back from the first. */
  start(): void {
    const { connectivity, power } = this.#ports;
    this.#addresses = connectivity.addresses();
    this.#endings.push(
      power.onSuspend(() => this.#suspend()),
      power.onResume(() => this.#resume()),
    );
    this.#look();
  }

  /** Watches no more. */
  stop(): void {
    this.#cancelTimer?.();
    for (const end of this.#endings.splice(0)) end();
    this.#sleep?.end();
  }

  /** Whether this computer says that there is no way to a destination. */
  isOffline(destinationId: string): boolean {
    return !this.#ports.connectivity.isOnline() && !this.#isLocal(destinationId);
  }

  #look(): void {
    const { clock, connectivity } = this.#ports;
    this.#cancelTimer = clock.after(lookMs, () => this.#look());
    this.#noticeAddresses();
    if (connectivity.isOnline()) this.#online();
    else this.#offline();
  }

  /** A connection whose own address is gone would wait for its time limit. */
  #noticeAddresses(): void {
    const now = this.#ports.connectivity.addresses();
    const gone = [...this.#addresses].filter((address) => !now.has(address));
    this.#addresses = now;
    if (gone.length > 0) this.#ports.http.abandon((address) => gone.includes(bare(address)));
  }

  #offline(): void {
    const { book, gates, logger } = this.#ports;
    if (this.#wasOnline) logger.info("There is no network; uploads rest");
    this.#wasOnline = false;
    for (const { id } of book.list()) {
      if (gates.of(id) === null && !this.#isLocal(id))
        gates.close(id, { reason: "offline", error: noNetwork }, null);
    }
  }

  #online(): void {
    if (this.#wasOnline) return;
    const { clock, gates, logger, random } = this.#ports;
    this.#wasOnline = true;
    logger.info("The network is back; uploads go on");
    for (const id of gates.closed("offline")) {
      this.#endings.push(clock.after(Math.round(jitterMs * random()), () => this.#goOn(id)));
    }
    this.#goOn(null);
  }

  #goOn(destinationId: string | null): void {
    const { gates, parking, scheduler, logger } = this.#ports;
    if (destinationId !== null && gates.of(destinationId)?.reason === "offline") gates.open(destinationId);
    parking.release(destinationId, "offline").then(
      () => scheduler.kick(),
      (error: unknown) => logger.error("uploads could not go on", { error: String(error) }),
    );
  }

  #suspend(): void {
    const { clock, scheduler } = this.#ports;
    if (this.#sleep !== null) return;
    this.#sleep = {
      beganMs: clock.now(),
      beganMonotonicMs: clock.monotonicMs(),
      end: scheduler.hold(),
    };
  }

  /** What is on its way may have outlived a nap; after more, it is sent again at once instead of after its time limit. */
  #resume(): void {
    const { clock, http, waits, gates, logger } = this.#ports;
    const sleep = this.#sleep;
    if (sleep === null) return;
    this.#sleep = null;
    const sleptMs = clock.now() - sleep.beganMs;
    // Timers of most systems stand still meanwhile; the servers' clocks do not.
    const missedMs = sleptMs - (clock.monotonicMs() - sleep.beganMonotonicMs);
    logger.info("The computer slept", { sleptMs });
    if (sleptMs > outlivedSleepMs) http.abandon(() => true);
    if (missedMs > 0) {
      waits.skip(missedMs);
      gates.skip(missedMs);
    }
    this.#cancelTimer?.();
    this.#look();
    sleep.end();
  }

  #isLocal(destinationId: string): boolean {
    const { book, http } = this.#ports;
    const destination = book.find(destinationId);
    if (destination === null) return false;
    const settings = resolveSettings(adapterFor(destination.service).info, destination.settings);
    return http.isLocal(settings["baseUrl"] ?? "", routeOf({ ...destination, settings, secrets: {} }));
  }
}

/** An IPv4 address without the IPv6 clothes that some sockets give it. */
function bare(address: string): string {
  return address.replace(/^::ffff:/i, "");
}
