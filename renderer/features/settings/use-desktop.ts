import { useEffect, useState } from "react";
import type { DesktopStatus } from "../../../electron/shared/ipc";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";

/** How Waybill stands on the desktop, and what can be asked of it. */
export interface DesktopAccess {
  /** Null until main has told it. */
  readonly status: DesktopStatus | null;
  readonly copyEditorAddress: () => void;
}

/** Asks how Waybill stands on the desktop, now and whenever that changes. */
export function useDesktop(): DesktopAccess {
  const { bridge, stores } = useSurroundings();
  const [status, setStatus] = useState<DesktopStatus | null>(null);
  useEffect(() => {
    let isThere = true;
    const ask = (): void => {
      bridge.request("desktop:status", undefined).then(
        (told) => isThere && setStatus(told),
        (error: unknown) => stores.notices.warn("notice.refused", { message: sentenceOf(error) }),
      );
    };
    const end = bridge.on("desktop:changed", ask);
    ask();
    return () => {
      isThere = false;
      end();
    };
  }, [bridge, stores]);
  const copyEditorAddress = (): void => {
    bridge.request("editors:copy-address", undefined).then(
      () => stores.notices.tell("notice.editorAddressCopied", {}),
      (error: unknown) => stores.notices.warn("notice.refused", { message: sentenceOf(error) }),
    );
  };
  return { status, copyEditorAddress };
}
