import { SteadyEngine } from "../cli/steady-engine";
import type { EngineConnection, EngineEvent } from "../engine/engine-api";
import type { OpenedEngine } from "../engine/open-engine";
import type { Clock, Logger } from "../engine/ports";
import type { RecordsFound } from "../engine/store/open-records";

/** How often an engine of another process is asked whether it is still there, milliseconds. */
const lookMs = 1_000;

/** The window's engine. It may run in a command line's process and move here when that one ends. */
export interface WindowEngine {
  readonly connection: EngineConnection;
  /** Whether it runs in this process, so that its uploads end with the window. */
  isOwned(): boolean;
  /** Tells what was found of the records each time they are opened here: at the start, and when the engine moves here. */
  hearFound(listener: (found: RecordsFound) => void): void;
}

/**
 * Opens the profile's engine for a window. Where another process has it, that process is watched: the queue
 * must go on here as soon as it ends, and listeners then hear that everything may have changed.
 */
export async function openWindowEngine(parts: {
  readonly open: () => Promise<OpenedEngine>;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<WindowEngine> {
  const { clock, logger } = parts;
  const listeners = new Set<(event: EngineEvent) => void>();
  const first = await parts.open();
  const found: RecordsFound[] = [first];
  let tellFound = (records: RecordsFound): void => {
    found.push(records);
  };
  let isOwned = first.owned;
  let stopLooking = () => {};
  const steady = new SteadyEngine(first.connection, async () => {
    const opened = await parts.open();
    isOwned = opened.owned;
    tellFound(opened);
    const { counts } = await opened.connection.api.standing({ batchId: null });
    for (const listener of listeners) {
      listener({ kind: "uploads-changed", ids: null, counts });
      listener({ kind: "destinations-changed" });
    }
    return opened.connection;
  });
  const look = (): void => {
    stopLooking = clock.after(lookMs, () => {
      steady.api.standing({ batchId: null }).then(
        () => {
          if (!isOwned) look();
        },
        (error: unknown) => {
          logger.error("The profile's engine can't be reached", { error });
          look();
        },
      );
    });
  };
  if (!isOwned) look();
  const connection: EngineConnection = {
    api: steady.api,
    subscribe: (listener) => {
      listeners.add(listener);
      const unsubscribe = steady.subscribe(listener);
      return () => {
        listeners.delete(listener);
        unsubscribe();
      };
    },
    close: async () => {
      stopLooking();
      await steady.close();
    },
  };
  const hearFound = (listener: (records: RecordsFound) => void): void => {
    tellFound = listener;
    for (const records of found.splice(0)) listener(records);
  };
  return { connection, isOwned: () => isOwned, hearFound };
}
