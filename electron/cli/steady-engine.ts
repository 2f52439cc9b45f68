import type { EngineApi, EngineConnection, EngineEvent } from "../engine/engine-api";
import { Failure } from "../engine/failure";

/** How often one question is put to a new engine before its failure is believed. */
const maximumReopenings = 5;

/**
 * A connection that outlives its engine. The profile's engine may belong to a window or to another command that ends
 * before our uploads do: then it is opened anew, here if nobody else has one, and what only asks is asked again. What
 * changes something is never repeated: it may have been done.
 */
export class SteadyEngine implements EngineConnection {
  readonly api: EngineApi;
  readonly #open: () => Promise<EngineConnection>;
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  #current: EngineConnection;
  #reopening: Promise<void> | null = null;
  #stopForwarding = () => {};

  /** `open` opens the profile's engine again; `first` is the one that is open. */
  constructor(first: EngineConnection, open: () => Promise<EngineConnection>) {
    this.#current = first;
    this.#open = open;
    const now = () => this.#current.api;
    this.api = {
      settings: () => this.#ask((api) => api.settings()),
      services: () => this.#ask((api) => api.services()),
      destinations: () => this.#ask((api) => api.destinations()),
      signIns: () => this.#ask((api) => api.signIns()),
      uploads: (query) => this.#ask((api) => api.uploads(query)),
      queueIds: (query) => this.#ask((api) => api.queueIds(query)),
      historyIds: (query) => this.#ask((api) => api.historyIds(query)),
      upload: (args) => this.#ask((api) => api.upload(args)),
      attempts: (args) => this.#ask((api) => api.attempts(args)),
      standing: (args) => this.#ask((api) => api.standing(args)),
      watchFolders: () => this.#ask((api) => api.watchFolders()),
      saveSettings: (patch) => now().saveSettings(patch),
      unfinishedUploads: (args) => now().unfinishedUploads(args),
      checkSettings: (args) => now().checkSettings(args),
      duplicateDestination: (args) => now().duplicateDestination(args),
      orderDestinations: (args) => now().orderDestinations(args),
      saveDestination: (draft) => now().saveDestination(draft),
      removeDestination: (args) => now().removeDestination(args),
      testDestination: (draft) => now().testDestination(draft),
      add: (request) => now().add(request),
      act: (args) => now().act(args),
      undoRemoval: () => now().undoRemoval(),
      sendAgain: (request) => now().sendAgain(request),
      receiptSecrets: (args) => now().receiptSecrets(args),
      move: (args) => now().move(args),
      reassign: (request) => now().reassign(request),
      relocate: (request) => now().relocate(request),
      links: (args) => now().links(args),
      download: (args) => now().download(args),
      removeAtService: (args) => now().removeAtService(args),
      watchFolder: (args) => now().watchFolder(args),
      unwatchFolder: (args) => now().unwatchFolder(args),
    };
  }

  subscribe(listener: (event: EngineEvent) => void): () => void {
    if (this.#listeners.size === 0) this.#forward();
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stopForwarding();
    };
  }

  async close(): Promise<void> {
    // An engine that is just being opened anew must be closed too; if it can't be opened, there is none.
    await this.#reopening?.catch(() => {});
    await this.#current.close();
  }

  #forward(): void {
    this.#stopForwarding = this.#current.subscribe((event) => {
      for (const listener of [...this.#listeners]) listener(event);
    });
  }

  async #ask<T>(question: (api: EngineApi) => Promise<T>): Promise<T> {
    for (let reopened = 0; ; reopened += 1) {
      const asked = this.#current;
      try {
        return await question(asked.api);
      } catch (thrown) {
        if (!isLost(thrown) || reopened === maximumReopenings) throw thrown;
        if (asked === this.#current) await this.#reopen();
      }
    }
  }

  /** Opens the engine anew, once for all who ask. */
  async #reopen(): Promise<void> {
    this.#reopening ??= this.#replace();
    try {
      await this.#reopening;
    } finally {
      this.#reopening = null;
    }
  }

  async #replace(): Promise<void> {
    const ended = this.#current;
    this.#stopForwarding();
    await ended.close();
    this.#current = await this.#open();
    if (this.#listeners.size > 0) this.#forward();
  }
}

/** Whether something failed because the engine ended before it answered. */
export function isLost(thrown: unknown): boolean {
  return thrown instanceof Failure && thrown.error.code === "outcome-unknown";
}
