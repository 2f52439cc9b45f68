import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { UploadView } from "../../../electron/shared/upload";
import { useStores } from "../../stores-context";
import type { MenuChoice } from "../../ui/point-menu";
import { type HelpfulAction, helpfulActions } from "./queue-actions";
import { useChooseTarget } from "./use-choose-target";
import { useMoveTo } from "./use-move-to";
import { useOpenDestination } from "./use-open-destination";

/** One thing that answers what went wrong with an upload: it is done at once, or chosen from a menu. */
export interface Help {
  readonly action: HelpfulAction;
  readonly words: string;
  readonly run?: () => void;
  readonly choices?: readonly MenuChoice[];
}

/** What helps an upload that failed or may have arrived, the likeliest first, in words and ready to be done. */
export function useHelp(upload: UploadView): readonly Help[] {
  const { t } = useTranslation();
  const { commands, overview } = useStores();
  const service = useStore(overview, (state) => state.services.find((other) => other.id === upload.service));
  const target = useChooseTarget(upload);
  const destination = useOpenDestination(upload);
  const moveTo = useMoveTo(null, async () => [upload.id]);
  const elsewhere = moveTo.filter((choice) => choice.id !== `to-${upload.destinationId}`);
  const { id, state } = upload;
  const act = (action: Parameters<typeof commands.act>[1]) => () => void commands.act([id], action);
  const isChanged = state.kind === "failed" && state.error.code === "file-changed";
  const helps: Readonly<Record<HelpfulAction, Omit<Help, "action">>> = {
    "choose-target": { words: t("action.chooseTarget", { field: target.label }), run: target.choose },
    "open-destination": destination,
    "move-to": { words: t("action.elsewhere"), choices: elsewhere },
    locate: { words: t("action.locate"), run: () => void commands.locate(id) },
    check: { words: t("action.check"), run: act("check") },
    retry: { words: t(isChanged ? "again.sendAsIs" : "action.resend"), run: act("retry") },
    "resolve-resend": { words: t("action.resend"), run: act("resolve-resend") },
    "resolve-arrived": { words: t("action.arrived"), run: act("resolve-arrived") },
  };
  return helpfulActions(state, service)
    .filter((action) => action !== "move-to" || elsewhere.length > 0)
    .map((action) => ({ action, ...helps[action] }));
}
