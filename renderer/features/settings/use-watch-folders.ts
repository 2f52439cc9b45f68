import { useEffect, useState } from "react";
import type { WatchFolderView, WatchRules } from "../../../electron/shared/watch-folder";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";
import { useSentence } from "../../ui/use-sentence";

/** The watched folders, and what can be done with them. */
export interface WatchAccess {
  /** Null until main has told them. */
  readonly folders: readonly WatchFolderView[] | null;
  readonly add: (destinationId: string) => void;
  readonly change: (id: string, rules: WatchRules) => void;
  readonly remove: (id: string) => void;
}

/** Asks for the watched folders, now and whenever they change. */
export function useWatchFolders(): WatchAccess {
  const { bridge, stores } = useSurroundings();
  const say = useSentence();
  const [folders, setFolders] = useState<readonly WatchFolderView[] | null>(null);
  const told = (work: Promise<unknown>): void => {
    work.catch((error: unknown) =>
      stores.notices.warn("notice.refused", { message: say(sentenceOf(error)) }),
    );
  };
  useEffect(() => {
    let isThere = true;
    const ask = (): void => {
      bridge.request("watch:list", undefined).then(
        (list) => isThere && setFolders(list),
        (error: unknown) => stores.notices.warn("notice.refused", { message: sentenceOf(error) }),
      );
    };
    const end = bridge.on("watch:changed", ask);
    ask();
    return () => {
      isThere = false;
      end();
    };
  }, [bridge, stores]);
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
