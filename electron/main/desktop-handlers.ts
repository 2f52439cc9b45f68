import type { EngineApi } from "../engine/engine-api";
import { Failure } from "../engine/failure";
import { currentDestination } from "../shared/destination";
import type { DropTargetState } from "../shared/drop-target";
import type { DesktopStatus } from "../shared/ipc";
import { usualWatchRules } from "../shared/watch-folder";
import { typoraCommand } from "./editors/typora-command";
import type { IpcHandlers } from "./ipc-main";
import type { SystemEntries } from "./system-entries/system-entries";

type Names =
  | "desktop:status"
  | "desktop:entries"
  | "desktop:set-file-managers"
  | "desktop:set-links"
  | "drop-target:state"
  | "drop-target:hide"
  | "drop-target:open-window"
  | "editors:copy-address"
  | "editors:copy-command"
  | "watch:list"
  | "watch:choose"
  | "watch:change"
  | "watch:remove";

/** What the handlers work with. */
export interface DesktopHandlerParts {
  readonly api: EngineApi;
  readonly desk: {
    chooseFiles(folders: boolean): Promise<readonly string[] | null>;
    writeClipboard(text: string): void;
  };
  readonly entries: Pick<SystemEntries, "program" | "status" | "setFileManagers" | "setLinks">;
  readonly desktop: {
    readonly status: DesktopStatus;
    newEditorAddress(): Promise<string>;
    dropTargetState(): Promise<DropTargetState>;
    openWindow(): void;
  };
}

/** The handlers of what Waybill does beside its window. */
export function createDesktopHandlers(parts: DesktopHandlerParts): Pick<IpcHandlers, Names> {
  const { api, desk, desktop, entries } = parts;
  return {
    "desktop:status": async () => desktop.status,
    "desktop:entries": () => entries.status(),
    "desktop:set-file-managers": async ({ wanted }) => {
      await entries.setFileManagers(wanted);
      return await entries.status();
    },
    "desktop:set-links": async ({ wanted }) => {
      await entries.setLinks(wanted);
      return await entries.status();
    },
    "drop-target:state": () => desktop.dropTargetState(),
    "drop-target:hide": async () => {
      await api.saveSettings({ dropTarget: false });
    },
    "drop-target:open-window": async () => {
      desktop.openWindow();
    },
    "editors:copy-address": async () => {
      desk.writeClipboard(await desktop.newEditorAddress());
    },
    "editors:copy-command": async () => {
      desk.writeClipboard(await commandForTypora(api, entries.program));
    },
    "watch:list": () => api.watchFolders(),
    "watch:choose": async ({ destinationId }) => {
      const paths = await desk.chooseFiles(true);
      if (paths === null) return null;
      try {
        for (const path of paths) {
          await api.watchFolder({ path, rules: { ...usualWatchRules, destinationId } });
        }
        return { ok: true };
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
        return { ok: false, error: thrown.error };
      }
    },
    "watch:change": async (args) => {
      await api.watchFolder(args);
    },
    "watch:remove": async (args) => {
      await api.unwatchFolder(args);
    },
  };
}

/** For the current destination. Throws `Failure` `config` where there is none, or nothing that starts this copy tomorrow. */
async function commandForTypora(api: EngineApi, program: string | null): Promise<string> {
  const [destinations, settings] = await Promise.all([api.destinations(), api.settings()]);
  const destination = currentDestination(destinations, settings.currentDestinationId);
  if (destination === null || program === null) {
    const message = destination === null ? "There is no destination yet." : "For an installed Waybill.";
    throw new Failure("permanent", "config", { message });
  }
  return typoraCommand({ program, platform: process.platform, destination: destination.name });
}
