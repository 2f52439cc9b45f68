import { GripVertical, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DropTargetState } from "../../electron/shared/drop-target";
import type { Language } from "../../electron/shared/languages";
import type { PageBridge } from "../bridge";
import { DropRing } from "./drop-ring";
import { useDrops } from "./use-drops";
import { useStateWords } from "./use-state-words";

const moreContrast = "(prefers-contrast: more)";

/** The small window that takes drops: where they go, and how the work stands. A click opens Waybill. */
export function DropTarget(props: {
  readonly bridge: PageBridge;
  readonly first: DropTargetState;
  readonly onLanguage: (language: Language) => void;
}) {
  const { bridge, first, onLanguage } = props;
  const { t } = useTranslation();
  const [state, setState] = useState(first);
  const { held, outcome } = useDrops(bridge, state.destination?.id ?? null);
  const words = useStateWords(state, held, outcome);
  useEffect(() => bridge.on("drop-target:changed", setState), [bridge]);
  useEffect(() => onLanguage(state.language), [state.language, onLanguage]);
  useEffect(() => {
    const { documentElement } = document;
    documentElement.lang = state.language;
    const wantsMore = state.contrast === "more" || matchMedia(moreContrast).matches;
    documentElement.dataset["contrast"] = wantsMore ? "more" : "usual";
  }, [state.language, state.contrast]);
  const ask = (name: "drop-target:hide" | "drop-target:open-window") => () =>
    void bridge.request(name, undefined);
  const tone = held === null ? state.work : "held";
  return (
    <main className={`drop-target drop-target--${tone}`} data-testid="drop-target" data-work={state.work}>
      <span className="drop-target__grip" title={t("dropTarget.move")} aria-hidden="true">
        <GripVertical size={14} strokeWidth={1.75} />
      </span>
      <button
        type="button"
        className="drop-target__place"
        aria-label={t("dropTarget.open", { state: words })}
        title={words}
        onClick={ask("drop-target:open-window")}
        data-testid="drop-target-open"
      >
        <DropRing state={state} />
        <span className="drop-target__words">
          <bdi className="drop-target__name">{state.destination?.name ?? t("empty.noDestination")}</bdi>
          <span className="drop-target__state" role="status" data-testid="drop-target-state">
            {words}
          </span>
        </span>
      </button>
      <button
        type="button"
        className="icon-button drop-target__hide"
        aria-label={t("dropTarget.hide")}
        title={t("dropTarget.hide")}
        onClick={ask("drop-target:hide")}
        data-testid="drop-target-hide"
      >
        <X size={14} strokeWidth={2} aria-hidden="true" />
      </button>
    </main>
  );
}
