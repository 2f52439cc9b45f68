import type { DesktopStatus } from "../../../electron/shared/ipc";
import type { PageBridge } from "../../bridge";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";
import { useTold } from "./use-told";

/** How Waybill stands on the desktop, and what can be asked of it. */
export interface DesktopAccess {
  /** Null until main has told it. */
  readonly status: DesktopStatus | null;
  readonly copyEditorAddress: () => void;
}

const askStatus = (bridge: PageBridge) => bridge.request("desktop:status", undefined);

/** Asks how Waybill stands on the desktop, now and whenever that changes. */
export function useDesktop(): DesktopAccess {
  const { bridge, stores } = useSurroundings();
  const status = useTold("desktop:changed", askStatus);
  const copyEditorAddress = (): void => {
    bridge.request("editors:copy-address", undefined).then(
      () => stores.notices.tell("notice.editorAddressCopied", {}),
      (error: unknown) => stores.notices.warn("notice.refused", { message: sentenceOf(error) }),
    );
  };
  return { status, copyEditorAddress };
}
