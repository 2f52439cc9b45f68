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
  /** Copies what Typora is given as its custom command. */
  readonly copyTyporaCommand: () => void;
}

const askStatus = (bridge: PageBridge) => bridge.request("desktop:status", undefined);

/** Asks how Waybill stands on the desktop, now and whenever that changes. */
export function useDesktop(): DesktopAccess {
  const { bridge, stores } = useSurroundings();
  const status = useTold("desktop:changed", askStatus);
  const copy = (
    request: "editors:copy-address" | "editors:copy-command",
    told: "notice.editorAddressCopied" | "notice.typoraCommandCopied",
  ): void => {
    bridge.request(request, undefined).then(
      () => stores.notices.tell(told, {}),
      (error: unknown) => stores.notices.warn("notice.refused", { message: sentenceOf(error) }),
    );
  };
  return {
    status,
    copyEditorAddress: () => copy("editors:copy-address", "notice.editorAddressCopied"),
    copyTyporaCommand: () => copy("editors:copy-command", "notice.typoraCommandCopied"),
  };
}
