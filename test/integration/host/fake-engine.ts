import type { EngineApi, EngineConnection, EngineEvent } from "../../../electron/engine/engine-api";

/** An engine that answers what it is told to, and lets a test announce events. */
export interface FakeEngine extends EngineConnection {
  announce(event: EngineEvent): void;
  /** How many listen. */
  readonly listening: () => number;
}

function notAsked(): Promise<never> {
  return Promise.reject(new Error("The test did not expect this call."));
}

/** Makes an engine of which only the given methods may be called. */
export function fakeEngine(api: Partial<EngineApi> = {}): FakeEngine {
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    api: {
      settings: notAsked,
      saveSettings: notAsked,
      unfinishedUploads: notAsked,
      checkSettings: notAsked,
      duplicateDestination: notAsked,
      orderDestinations: notAsked,
      services: notAsked,
      destinations: notAsked,
      signIns: notAsked,
      saveDestination: notAsked,
      removeDestination: notAsked,
      testDestination: notAsked,
      add: notAsked,
      uploads: notAsked,
      queueIds: notAsked,
      historyIds: notAsked,
      upload: notAsked,
      attempts: notAsked,
      act: notAsked,
      undoRemoval: notAsked,
      sendAgain: notAsked,
      receiptSecrets: notAsked,
      move: notAsked,
      reassign: notAsked,
      relocate: notAsked,
      links: notAsked,
      download: notAsked,
      removeAtService: notAsked,
      standing: notAsked,
      watchFolders: notAsked,
      watchFolder: notAsked,
      unwatchFolder: notAsked,
      ...api,
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {},
    announce: (event) => {
      for (const listener of listeners) listener(event);
    },
    listening: () => listeners.size,
  };
}
