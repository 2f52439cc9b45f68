import { useTranslation } from "react-i18next";
import type { DropTargetState } from "../../electron/shared/drop-target";
import { sayIn } from "../../electron/shared/sentences";
import { formatPercent } from "../format/percent";
import type { DropOutcome } from "./use-drops";

/** One line that says what is going on: what is held, what became of the last drop, how the work stands. */
export function useStateWords(
  state: DropTargetState,
  held: number | null,
  outcome: DropOutcome | null,
): string {
  const { t } = useTranslation();
  const number = (count: number): string => new Intl.NumberFormat(state.language).format(count);
  const counted = (key: string, count: number): string => t(key, { count, number: number(count) });
  if (held !== null) {
    return held === 0 ? t("dropTarget.holding") : counted("dropTarget.holdingCount", held);
  }
  if (outcome !== null) return outcomeWords(outcome, counted, sayIn(state.language));
  if (state.work === "attention") return counted("dropTarget.attention", state.troubles);
  if (state.sending > 0) {
    const sending = counted("dropTarget.sending", state.sending);
    return state.fraction === null
      ? sending
      : `${sending} · ${formatPercent(Math.floor(state.fraction * 100), state.language)}`;
  }
  return t("dropTarget.idle");
}

function outcomeWords(
  outcome: DropOutcome,
  counted: (key: string, count: number) => string,
  say: (sentence: string) => string,
): string {
  if (outcome.kind === "refused") return say(outcome.message);
  const { accepted, refused } = outcome.result;
  const [first] = refused;
  if (first !== undefined && accepted === 0) return say(`${first.error.message} ${first.error.hint}`);
  const added = counted("dropTarget.added", accepted);
  return first === undefined ? added : `${added} · ${counted("dropTarget.refused", refused.length)}`;
}
