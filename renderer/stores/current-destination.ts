import { useStore } from "zustand";
import { currentDestination, type Destination } from "../../electron/shared/destination";
import { useStores } from "../stores-context";
import type { Stores } from "./stores";

/** Where files go now; null where there is no destination yet. */
export function destinationNow({
  overview,
  settings,
}: Pick<Stores, "overview" | "settings">): Destination | null {
  const { settings: known } = settings.getState();
  return currentDestination(overview.getState().destinations, known?.currentDestinationId ?? null);
}

/**
 * Where files go, as soon as that and what is needed there is known; null where there is no destination yet. The window can be
 * used before main has told it: what is dropped or pasted by then waits for it.
 */
export async function destinationOnceKnown(
  stores: Pick<Stores, "overview" | "settings">,
): Promise<Destination | null> {
  const { overview, settings } = stores;
  const isKnown = (): boolean => {
    const { destinationsLoaded, info } = overview.getState();
    return destinationsLoaded && info !== null && settings.getState().settings !== null;
  };
  if (isKnown()) return destinationNow(stores);
  await new Promise<void>((done) => {
    const look = (): void => {
      if (!isKnown()) return;
      for (const end of endings) end();
      done();
    };
    const endings = [overview.subscribe(look), settings.subscribe(look)];
  });
  return destinationNow(stores);
}

/** Where files go, for a component that shows it. */
export function useCurrentDestination(): Destination | null {
  const { overview, settings } = useStores();
  const destinations = useStore(overview, (state) => state.destinations);
  const chosenId = useStore(settings, (state) => state.settings?.currentDestinationId ?? null);
  return currentDestination(destinations, chosenId);
}
