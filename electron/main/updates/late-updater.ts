import type { SystemUpdater } from "./system-updater";

/** An updater that is made when it is asked first: what it is made of is larger than all the rest of the window's process. */
export function lateUpdater(make: () => Promise<SystemUpdater>): SystemUpdater {
  let making: Promise<SystemUpdater> | null = null;
  let made: SystemUpdater | null = null;
  const updater = async (): Promise<SystemUpdater> => {
    making ??= make();
    made = await making;
    return made;
  };
  return {
    check: async () => await (await updater()).check(),
    load: async (onProgress, signal) => await (await updater()).load(onProgress, signal),
    // Nothing was found or fetched without one.
    install: (startAgain) => made?.install(startAgain) ?? false,
  };
}
