import { useMemo } from "react";
import type { Destination } from "../../../electron/shared/destination";
import { nextName } from "../../format/next-name";
import { sentenceOf } from "../../stores/commands";
import type { Stores } from "../../stores/stores";
import { type Surroundings, useSurroundings } from "../../stores-context";

/** What can be done with destinations besides testing and editing them. */
export interface DestinationActions {
  makeCurrent(destination: Destination): Promise<void>;
  /** Makes a second one and opens it, for it is never wanted quite the same. */
  duplicate(destination: Destination): Promise<void>;
  exportToFile(ids: readonly string[]): Promise<void>;
  /** Moves it one place towards the beginning (-1) or the end (1). */
  move(destination: Destination, step: -1 | 1): Promise<void>;
  remove(destination: Destination): Promise<void>;
}

function namesOf(stores: Stores): readonly string[] {
  return stores.overview.getState().destinations.map(({ name }) => name);
}

function orderAfterMove(stores: Stores, id: string, step: -1 | 1): readonly string[] {
  const ids = stores.overview.getState().destinations.map((destination) => destination.id);
  const from = ids.indexOf(id);
  const to = Math.min(ids.length - 1, Math.max(0, from + step));
  ids.splice(to, 0, ...ids.splice(from, 1));
  return ids;
}

function createActions({ stores, bridge }: Surroundings): DestinationActions {
  const telling = async (action: () => Promise<unknown>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      stores.notices.warn("notice.refused", { message: sentenceOf(error) });
    }
  };
  return {
    makeCurrent: async ({ id, name }) => {
      if (await stores.settings.sendTo(id)) stores.notices.tell("notice.madeCurrent", { name });
    },
    duplicate: ({ id, name }) =>
      telling(async () => {
        const copyName = nextName(name, namesOf(stores));
        const copy = await bridge.request("destinations:duplicate", { id, name: copyName });
        const destinations = await bridge.request("destinations:list", undefined);
        stores.overview.setState({ destinations });
        stores.view.setState({ form: { destinationId: copy.id, focusKey: null } });
      }),
    exportToFile: (ids) =>
      telling(async () => {
        const result = await bridge.request("destinations:export", { ids });
        if (result === null) return;
        stores.notices.tell("notice.exportedDestinations", { count: result.exported });
      }),
    move: ({ id }, step) =>
      telling(() => bridge.request("destinations:order", { ids: orderAfterMove(stores, id, step) })),
    remove: ({ id }) => telling(() => bridge.request("destinations:remove", { id })),
  };
}

/** The actions on destinations; what is refused is told in the bar below. */
export function useDestinationActions(): DestinationActions {
  const surroundings = useSurroundings();
  return useMemo(() => createActions(surroundings), [surroundings]);
}
