import type { Destination, Settings } from "../../shared/destination";
import type { Reassigned } from "../../shared/queue-control";
import type { UploadStateKind } from "../../shared/upload";
import { type UploadErrorData, uploadError } from "../../shared/upload-error";
import type { Announcer } from "../announcer";
import type { DestinationBook } from "../destinations/destination-book";
import type { ReassignRequest } from "../engine-api";
import type { Clock } from "../ports";
import { adapterFor } from "../services/index";
import type { ServiceAdapter } from "../services/service";
import { jobOptions, validateJobOptions, validateUploadOptions } from "../services/settings";
import type { BulkStore, RowKind, UploadStore } from "../store/stores";
import { noteFilesAsTheyAre } from "./file-notes";
import type { Scheduler } from "./scheduler";
import { idsOf, rowsAtATime, turn } from "./selection";
import { clashingTargets } from "./targets";
import type { Waits } from "./waits";

/** Of many refused rows the first ones are named. */
const namedRefusals = 100;

/** States in which nothing of the upload is, or may be, at its destination or on its way there. */
const movable: readonly UploadStateKind[] = ["queued", "waiting", "paused", "failed"];

/** What a row in any other state is told. */
const staying: Partial<Record<UploadStateKind, readonly [message: string, hint: string]>> = {
  preparing: ["It is being sent just now.", "Pause it first, then move it."],
  uploading: ["It is being sent just now.", "Pause it first, then move it."],
  completed: ["It has arrived already.", "Add the file again to send it to another destination too."],
  canceled: ["It was canceled.", "Try it again first, or add the file to the other destination."],
  unconfirmed: [
    "It may have arrived at its present destination.",
    "Look there first, then mark it as arrived or send it again.",
  ],
};

/** What a reassignment works with. */
export interface ReassignmentPorts {
  readonly store: UploadStore;
  readonly bulk: BulkStore;
  readonly book: DestinationBook;
  readonly scheduler: Scheduler;
  readonly announcer: Announcer;
  readonly waits: Waits;
  readonly clock: Clock;
}

/** The rows that may go, by the options they go with. */
class Plan {
  readonly groups = new Map<string, { readonly options: Settings; readonly rows: RowKind[] }>();
  readonly refusals: { readonly id: string; readonly name: string; readonly error: UploadErrorData }[] = [];
  refused = 0;

  refuse(row: RowKind, error: UploadErrorData): void {
    this.refused += 1;
    if (this.refusals.length < namedRefusals) this.refusals.push({ id: row.id, name: row.name, error });
  }

  take(row: RowKind, options: Settings): void {
    const key = JSON.stringify(options);
    const group = this.groups.get(key) ?? { options, rows: [] };
    group.rows.push(row);
    this.groups.set(key, group);
  }
}

/** Sends uploads to another destination than they were added for. */
export class Reassignment {
  readonly #ports: ReassignmentPorts;

  constructor(ports: ReassignmentPorts) {
    this.#ports = ports;
  }

  /** Looks at all of them first, then moves those that may go; nothing is started meanwhile. */
  async reassign(request: ReassignRequest): Promise<Reassigned> {
    const { book, scheduler } = this.#ports;
    const destination = book.get(request.destinationId);
    const adapter = adapterFor(destination.service);
    const problem =
      request.options === undefined ? null : validateUploadOptions(adapter.info, request.options);
    if (problem !== null) throw problem;
    const release = scheduler.hold();
    try {
      const plan = await this.#plan(request, destination, adapter);
      const moved = await this.#apply(plan, destination);
      return { moved, refused: plan.refused, refusals: plan.refusals };
    } finally {
      release();
    }
  }

  async #plan(request: ReassignRequest, destination: Destination, adapter: ServiceAdapter): Promise<Plan> {
    const { bulk, store, clock } = this.#ports;
    const plan = new Plan();
    for await (const ids of idsOf(bulk, request.ids, movable)) {
      for (const row of bulk.kinds(ids)) {
        // Other options for the same destination are a change, too: another room.
        if (row.destinationId !== destination.id || request.options !== undefined)
          this.#look(row, request.options, destination, adapter, plan);
      }
    }
    if (adapter.target === undefined) return plan;
    const rows = [...plan.groups.values()].flatMap((group) =>
      group.rows.map((row) => ({ ...row, options: group.options })),
    );
    const clash = await clashingTargets(adapter, destination, rows, store, clock.now());
    if (clash !== null) throw clash;
    return plan;
  }

  #look(
    row: RowKind,
    given: Settings | undefined,
    destination: Destination,
    adapter: ServiceAdapter,
    plan: Plan,
  ): void {
    const stays = staying[row.state];
    if (stays !== undefined) {
      plan.refuse(row, uploadError("config", { message: stays[0], hint: stays[1] }));
      return;
    }
    const options = given ?? (row.service === destination.service ? row.options : {});
    const merged = jobOptions(adapter.info, destination.settings, options);
    const problem = validateJobOptions(adapter.info, merged);
    if (problem !== null) plan.refuse(row, problem.error);
    else plan.take(row, options);
  }

  async #apply(plan: Plan, destination: Destination): Promise<number> {
    const { announcer } = this.#ports;
    const place = {
      destinationId: destination.id,
      destinationName: destination.name,
      service: destination.service,
    };
    let moved = 0;
    for (const { options, rows } of plan.groups.values()) {
      for (let start = 0; start < rows.length; start += rowsAtATime) {
        const ids = rows.slice(start, start + rowsAtATime).map((row) => row.id);
        await this.#move(ids, { ...place, options });
        moved += ids.length;
        await turn();
      }
    }
    if (moved > 0) announcer.changedMany();
    return moved;
  }

  /** What failed or waited did so at the old destination: it is tried at the new one. What is paused stays so. */
  async #move(ids: readonly string[], place: Parameters<BulkStore["reassign"]>[1]): Promise<void> {
    const { bulk, waits } = this.#ports;
    await noteFilesAsTheyAre(bulk, ids);
    bulk.reassign(ids, place);
    for (const { id } of bulk.change(ids, ["waiting", "failed"], { kind: "queued" })) waits.delete(id);
  }
}
