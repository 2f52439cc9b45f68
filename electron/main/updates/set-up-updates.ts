import { app, session } from "electron";
import { systemClock } from "../../engine/ports";
import type { UpdateState } from "../../shared/updates";
import { readBuildFacts } from "../build-facts";
import type { Shell } from "../shell";
import { fetchFeed } from "./fetch-feed";
import { lateUpdater } from "./late-updater";
import { updateObstacle } from "./obstacle";
import { Updates } from "./updates";

/** A feed is there within seconds or not at all. */
const feedLimitMs = 20_000;

/** The updates of this copy, with Electron's network and the engine's word on what runs. Says each change of their state. */
export function setUpUpdates(shell: Shell, changed: (state: UpdateState) => void): Updates {
  const { engine, logger, profileDirectory } = shell;
  const { api } = engine.connection;
  const source = readBuildFacts(shell.outDirectory).updates ?? null;
  const obstacle = updateObstacle(shell.kind, source !== null);
  // The same session as electron-updater's downloads.
  const fetchHere = (url: string, options: RequestInit): Promise<Response> =>
    session.fromPartition("electron-updater", { cache: false }).fetch(url, options);
  const fetchText = (url: string): Promise<string> => fetchFeed(fetchHere, url, feedLimitMs);
  const updater =
    source === null || obstacle !== null
      ? null
      : lateUpdater(async () => {
          const { createSystemUpdater } = await import("./system-updater");
          return createSystemUpdater(process.platform, { source, profileDirectory, logger, fetchText });
        });
  const updates = new Updates({
    ...{ updater, obstacle, logger, changed, clock: systemClock },
    isWanted: async () => (await api.settings()).checkForUpdates,
    isQuiet: async () => engine.isOwned() && (await api.standing({ batchId: null })).moving === 0,
    // Squirrel on macOS starts the new version in any case.
    installsAtQuit: process.platform !== "darwin",
    quit: () => app.quit(),
  });
  engine.connection.subscribe((event) => {
    if (event.kind === "upload-settled") void updates.settled();
  });
  return updates;
}
