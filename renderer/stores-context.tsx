import { createContext, useContext } from "react";
import type { PageBridge } from "./bridge";
import type { Stores } from "./stores/stores";

/** What components reach for: the stores, and the bridge for the few requests that concern one component alone. */
export interface Surroundings {
  readonly stores: Stores;
  readonly bridge: PageBridge;
}

/** Hands the surroundings down; set once at the root, never changed, so reading it draws nothing again. */
export const SurroundingsContext = createContext<Surroundings | null>(null);

/** The surroundings of a component. */
export function useSurroundings(): Surroundings {
  const surroundings = useContext(SurroundingsContext);
  if (surroundings === null) throw new Error("A component was drawn outside of the window's root.");
  return surroundings;
}

/** The stores of the page. */
export function useStores(): Stores {
  return useSurroundings().stores;
}
