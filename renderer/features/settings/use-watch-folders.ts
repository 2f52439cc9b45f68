import type { WatchFolderView, WatchRules } from "../../../electron/shared/watch-folder";
import type { PageBridge } from "../../bridge";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";
import { useSentence } from "../../ui/use-sentence";
import { useTold } from "./use-told";

/** The watched folders, and what can be done with them. */
export interface WatchAccess {
  /** Null until main has told them. */
  readonly folders: readonly WatchFolderView[] | null;
  readonly add: (destinationId: string) => void;
  readonly change: (id: string, rules: WatchRules) => void;
  readonly remove: (id: string) => void;
}

const askFolders = (bridge: PageBridge) => bridge.request("watch:list", undefined);

/** Asks for the watched folders, now and whenever they change. */
export function useWatchFolders(): WatchAccess {
  const { bridge, stores } = useSurroundings();
  const say = useSentence();
  const folders = useTold("watch:changed", askFolders);
  const told = (work: Promise<unknown>): void => {
    work.catch((error: unknown) =>
      stores.notices.warn("notice.refused", { message: say(sentenceOf(error)) }),
    );
  };
  return {
    folders,
    add: (destinationId) =>
      told(
        bridge.request("watch:choose", { destinationId }).then((answer) => {
          if (answer?.ok !== false) return;
          const { message, hint } = answer.error;
          stores.notices.warn("notice.refused", { message: say(`${message} ${hint}`) });
        }),
      ),
    change: (id, rules) => told(bridge.request("watch:change", { id, rules })),
    remove: (id) => told(bridge.request("watch:remove", { id })),
  };
}
