import { stat } from "node:fs/promises";
import type { UploadAction } from "../../shared/ipc";
import { canceledState, type Receipt, type Upload, type UploadState } from "../../shared/upload";
import type { Announcer } from "../announcer";
import { modifiedAtMs } from "../files/file-source";
import type { UploadStore } from "../store/stores";
import type { Gates } from "./gates";
import type { Outcomes } from "./outcomes";
import type { Scheduler } from "./scheduler";
import type { SignIns } from "./sign-ins";
import type { Waits } from "./waits";

/** What actions work with. */
export interface ActionPorts {
  readonly store: UploadStore;
  readonly scheduler: Scheduler;
  readonly announcer: Announcer;
  readonly gates: Gates;
  readonly waits: Waits;
  readonly signIns: SignIns;
  readonly outcomes: Pick<Outcomes, "check">;
}

/** The receipt of an upload that the user, not the server, says has arrived. */
const userSaysArrived: Receipt = {
  remoteId: null,
  storedName: null,
  size: null,
  hash: null,
  verified: "none",
  links: [],
  fileExpiresAt: null,
  remote: {},
  rawReply: null,
};

/** What the user does with rows. An action that does not suit a row's state leaves the row alone. */
export class Actions {
  readonly #ports: ActionPorts;

  constructor(ports: ActionPorts) {
    this.#ports = ports;
  }

  /** Does one thing to some rows. */
  async act(ids: readonly string[], action: UploadAction): Promise<void> {
    for (const id of ids) {
      const upload = this.#ports.store.get(id);
      if (upload !== null) await this.#one(upload, action);
      if (upload !== null && isRefused(upload.state)) this.#ports.announcer.destinationsChanged();
    }
    this.#ports.scheduler.kick();
  }

  /** Does one thing to every row of the queue that it suits. */
  async actOnQueue(destinationIds: readonly string[], action: UploadAction): Promise<void> {
    const { store, scheduler, announcer } = this.#ports;
    if (action === "pause" || action === "cancel") await this.act(scheduler.runningIds(), action);
    const moves: Partial<Record<UploadAction, readonly [UploadState["kind"][], UploadState]>> = {
      pause: [["queued", "waiting"], { kind: "paused" }],
      resume: [["paused"], { kind: "queued" }],
      cancel: [["queued", "waiting", "paused"], { kind: "canceled" }],
      retry: [["failed", "waiting"], { kind: "queued" }],
    };
    const move = moves[action];
    if (move === undefined) return;
    for (const id of destinationIds) {
      if (action === "retry" && !this.#ports.signIns.tryAgain(id)) this.#ports.gates.open(id);
      for (const from of move[0]) store.moveAll(id, from, move[1]);
    }
    announcer.changedMany();
    scheduler.kick();
  }

  #one(upload: Upload, action: UploadAction): Promise<void> | void {
    switch (action) {
      case "pause":
        return this.#pause(upload);
      case "resume":
        return upload.state.kind === "paused" ? this.#move(upload, { kind: "queued" }) : undefined;
      case "retry":
        return this.#retry(upload);
      case "cancel":
        return this.#cancel(upload);
      case "remove":
        return this.#remove(upload);
      case "resolve-arrived":
        if (upload.state.kind !== "unconfirmed") return;
        return this.#ports.announcer.settled(this.#ports.store.complete(upload.id, userSaysArrived, {}));
      case "resolve-resend":
        return upload.state.kind === "unconfirmed" ? this.#requeue(upload) : undefined;
      case "resolve-removed":
        return upload.state.kind === "unconfirmed" ? this.#cancel(upload) : undefined;
      case "check":
        return upload.state.kind === "unconfirmed" ? this.#ports.outcomes.check(upload) : undefined;
    }
  }

  async #pause(upload: Upload): Promise<void> {
    if (this.#ports.scheduler.isRunning(upload.id))
      return await this.#ports.scheduler.halt(upload.id, "pause");
    if (upload.state.kind === "queued" || upload.state.kind === "waiting")
      this.#move(upload, { kind: "paused" });
  }

  async #retry(upload: Upload): Promise<void> {
    const { kind } = upload.state;
    if (isRefused(upload.state)) {
      // The refusal concerned the whole destination, and so does another try.
      await this.#noteFile(upload);
      this.#ports.signIns.tryAgain(upload.destinationId);
      return;
    }
    if (kind === "waiting") this.#ports.gates.open(upload.destinationId);
    else if (kind !== "failed" && kind !== "canceled") return;
    else await this.#noteFile(upload);
    this.#requeue(upload);
  }

  /** The user's "try again" sends the file as it is now; what the service holds of an older one is not gone on with. */
  async #noteFile(upload: Upload): Promise<void> {
    const { store } = this.#ports;
    const now = await stat(upload.path, { bigint: true }).catch(() => null);
    if (!now?.isFile()) return;
    const file = { size: Number(now.size), modifiedAtMs: modifiedAtMs(now) };
    if (file.size === upload.size && file.modifiedAtMs === upload.modifiedAtMs) return;
    store.updateFile(upload.id, file);
    store.endStep(upload.id, { resume: null, failures: 0 });
  }

  async #cancel(upload: Upload): Promise<void> {
    if (this.#ports.scheduler.isRunning(upload.id))
      return await this.#ports.scheduler.halt(upload.id, "cancel");
    if (upload.state.kind === "completed" || upload.state.kind === "canceled") return;
    this.#ports.waits.delete(upload.id);
    const state = canceledState(upload.state.kind === "unconfirmed");
    this.#ports.announcer.settled(this.#ports.store.setState(upload.id, state));
  }

  async #remove(upload: Upload): Promise<void> {
    await this.#cancel(upload);
    this.#ports.store.remove([upload.id]);
    this.#ports.announcer.changed(upload.id);
  }

  #requeue(upload: Upload): void {
    const { resume } = this.#ports.store.step(upload.id);
    this.#ports.store.endStep(upload.id, { resume, failures: 0 });
    this.#move(upload, { kind: "queued" });
  }

  #move(upload: Upload, state: UploadState): void {
    this.#ports.waits.delete(upload.id);
    this.#ports.store.setState(upload.id, state);
    this.#ports.announcer.changed(upload.id);
  }
}

/** Whether refused credentials hold an upload up. */
function isRefused(state: UploadState): boolean {
  if (state.kind === "waiting") return state.reason === "auth";
  return state.kind === "failed" && state.error.code === "auth";
}
