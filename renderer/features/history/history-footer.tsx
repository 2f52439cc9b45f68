import { Copy, RotateCw, Share, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { loadedRows } from "../../stores/pages";
import { selectedIds } from "../../stores/selection-store";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { useFormats } from "../../ui/use-formats";

/** How many uploads are shown; while several are selected, what can be done with them together. */
export function HistoryFooter(props: {
  readonly onExport: () => void;
  readonly onRemove: (ids: readonly string[]) => void;
}) {
  const { selections } = useStores();
  const count = useStore(selections.history, (state) => state.placeById.size);
  return (
    <footer className="history-footer" data-testid="history-footer">
      {count > 1 ? <Selected {...props} /> : <Shown />}
    </footer>
  );
}

function Shown() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { history } = useStores();
  const { total, isTotalMinimum, shownSearch, shownFilter } = useStore(history);
  const number = formats.count(total);
  const isNarrowed = shownSearch !== "" || shownFilter.history !== undefined;
  const key = isNarrowed ? "historyFooter.found" : "historyFooter.all";
  return (
    <p
      className="history-footer__facts"
      role="status"
      data-testid="history-total"
      data-shown-search={shownSearch}
    >
      {isTotalMinimum ? t("historyFooter.atLeastHint", { number }) : t(key, { count: total, number })}
    </p>
  );
}

function Selected(props: {
  readonly onExport: () => void;
  readonly onRemove: (ids: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { again, commands, history, selections } = useStores();
  const ids = selectedIds(useStore(selections.history));
  const bytes = useSelectedBytes(ids, useStore(history).pages);
  return (
    <>
      <p className="history-footer__facts" role="status" data-testid="history-selected">
        <span>{t("historyFooter.selected", { count: ids.length, number: formats.count(ids.length) })}</span>
        {bytes === null ? null : <span className="history-footer__size">{formats.bytes(bytes)}</span>}
      </p>
      <div className="history-footer__actions">
        <Button
          tone="quiet"
          isCompact
          icon={Copy}
          testId="selected-copy"
          onPress={() => void commands.copyLinks(ids)}
        >
          {t("action.copyLinks")}
        </Button>
        <Button
          tone="quiet"
          isCompact
          icon={RotateCw}
          testId="selected-again"
          onPress={() => void again.sendAgain(ids)}
        >
          {t("action.resend")}
        </Button>
        <Button tone="quiet" isCompact icon={Share} testId="selected-export" onPress={props.onExport}>
          {t("action.export")}
        </Button>
        <Button
          tone="quiet"
          isCompact
          icon={Trash2}
          testId="selected-remove"
          onPress={() => props.onRemove(ids)}
        >
          {t("action.remove")}
        </Button>
      </div>
    </>
  );
}

/** The size of all selected files, or null where not all of them are known: a part would be a wrong number. */
function useSelectedBytes(ids: readonly string[], pages: Parameters<typeof loadedRows>[0]): number | null {
  const sizes = new Map([...loadedRows(pages)].map(([, row]) => [row.id, row.size]));
  let bytes = 0;
  for (const id of ids) {
    const size = sizes.get(id);
    if (size === undefined) return null;
    bytes += size;
  }
  return bytes;
}
