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

/** Where files go, for a component that shows it. */
export function useCurrentDestination(): Destination | null {
  const { overview, settings } = useStores();
  const destinations = useStore(overview, (state) => state.destinations);
  const chosenId = useStore(settings, (state) => state.settings?.currentDestinationId ?? null);
  return currentDestination(destinations, chosenId);
}
