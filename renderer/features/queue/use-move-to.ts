import { useStore } from "zustand";
import { useStores } from "../../stores-context";
import type { MenuChoice } from "../../ui/point-menu";

/** The destinations as choices that send uploads there; `currentId` is marked. */
export function useMoveTo(
  currentId: string | null,
  idsOf: () => Promise<readonly string[]>,
): readonly MenuChoice[] {
  const { commands, intake, overview } = useStores();
  const destinations = useStore(overview, (state) => state.destinations);
  return destinations.map((destination) => ({
    id: `to-${destination.id}`,
    words: destination.name,
    isCurrent: destination.id === currentId,
    run: async () => {
      const ids = await idsOf();
      // Rooms and the like are the destination's own: what was chosen elsewhere does not count there.
      await intake.ask(destination, ids.length, (options) =>
        commands.reassign(ids, destination, Object.keys(options).length === 0 ? null : options),
      );
    },
  }));
}
