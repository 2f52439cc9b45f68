import type { UploadState, WaitReason } from "../../shared/upload";
import type { UploadErrorData } from "../../shared/upload-error";
import type { Announcer } from "../announcer";
import type { BulkStore } from "../store/stores";
import type { Gate, Gates } from "./gates";
import type { RecordKeeper } from "./record-keeper";
import { idsOfPart } from "./selection";

/** What parking works with. */
export interface ParkingPorts {
  readonly bulk: BulkStore;
  readonly gates: Gates;
  readonly announcer: Announcer;
  readonly keeper: RecordKeeper;
}

/** The state of an upload that waits for new credentials of its destination. */
export function parkedFor(error: UploadErrorData): UploadState {
  return { kind: "waiting", reason: "auth", until: null, error };
}

/** Takes the uploads of a destination whose credentials were refused out of the queue's way, and puts them back. */
export class Parking {
  readonly #ports: ParkingPorts;

  constructor(ports: ParkingPorts) {
    this.#ports = ports;
  }

  /** Lets what is queued behind a gate of refused credentials wait for new ones, some at a time; tells whether any was. */
  async park(destinationId: string, gate: Gate): Promise<boolean> {
    const { bulk, gates, announcer, keeper } = this.#ports;
    let any = false;
    for await (const ids of idsOfPart(bulk, { destinationId, kinds: ["queued"] })) {
      // New credentials may come while the rows of a long queue are still being parked.
      if (gates.of(destinationId) !== gate) return any;
      await keeper.write(() => bulk.change(ids, ["queued"], parkedFor(gate.error)));
      announcer.changedMany();
      any = true;
    }
    return any;
  }

  /** Puts what waits for an event back into the queue, of one destination or of all. */
  async release(destinationId: string | null, reason: WaitReason): Promise<void> {
    const { bulk, announcer, keeper } = this.#ports;
    for await (const ids of idsOfPart(bulk, { destinationId, kinds: ["waiting"], reason })) {
      await keeper.write(() => bulk.change(ids, ["waiting"], { kind: "queued" }));
      announcer.changedMany();
    }
  }

  /** Puts what failed because the service or its proxy refused the credentials back into the queue. */
  async requeueRefused(destinationId: string): Promise<void> {
    const { bulk, announcer, keeper } = this.#ports;
    for (const errorCode of ["auth", "proxy"] as const) {
      for await (const ids of idsOfPart(bulk, { destinationId, kinds: ["failed"], errorCode })) {
        await keeper.write(() => bulk.change(ids, ["failed"], { kind: "queued" }));
        announcer.changedMany();
      }
    }
  }
}
