import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { ExportRequest, ExportScope } from "../../../electron/shared/history-export";
import { wholeHistory } from "../../../electron/shared/history-filter";
import { selectedIds } from "../../stores/selection-store";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { Sheet } from "../../ui/sheet";
import { useFormats } from "../../ui/use-formats";
import { RadioGroup } from "./radio-group";

type ScopeName = ExportScope["kind"];

/** Asks what of the history is written to a file, and how. */
export function ExportSheet(props: {
  /** Where the user came from: one selected row is meant only in its own menu. */
  readonly isAboutSelection: boolean;
  readonly onClose: () => void;
}) {
  const { isAboutSelection, onClose } = props;
  const { t } = useTranslation();
  const { papers } = useStores();
  const scopes = useScopes();
  const [scope, setScope] = useState<ScopeName>(() => firstScope(scopes, isAboutSelection));
  const [format, setFormat] = useState<ExportRequest["format"]>("csv");
  const [withSecrets, setWithSecrets] = useState(false);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const chosen = scopes.find(({ id }) => id === scope);
    if (chosen === undefined) return;
    onClose();
    void papers.exportHistory({ scope: chosen.scope, format, withSecrets });
  };
  return (
    <Sheet title={t("export.title")} onClose={onClose} testId="export-sheet">
      <form className="sheet__form" noValidate onSubmit={onSubmit}>
        <div className="sheet__body">
          <RadioGroup
            label={t("export.what")}
            choices={scopes}
            chosen={scope}
            onChoose={(id) => setScope(id)}
          />
          <RadioGroup
            label={t("export.as")}
            choices={[
              { id: "csv", words: "CSV", note: t("export.csvNote") },
              { id: "json", words: "JSON", note: t("export.jsonNote") },
            ]}
            chosen={format}
            onChoose={setFormat}
          />
          <label className="check">
            <input
              type="checkbox"
              checked={withSecrets}
              onChange={(event) => setWithSecrets(event.target.checked)}
              data-testid="export-secrets"
            />
            <span>
              {t("export.withSecrets")}
              <span className="check__note">{t("export.withSecretsNote")}</span>
            </span>
          </label>
        </div>
        <footer className="sheet__footer">
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" tone="primary" testId="export-save">
            {t("export.save")}
          </Button>
        </footer>
      </form>
    </Sheet>
  );
}

/** The narrowest scope; a single selected row counts only when it is asked for. */
function firstScope(scopes: readonly ScopeChoice[], isAboutSelection: boolean): ScopeName {
  const fitting = scopes.filter(
    ({ scope }) => scope.kind !== "selected" || isAboutSelection || scope.ids.length > 1,
  );
  return fitting.at(-1)?.id ?? "all";
}

interface ScopeChoice {
  readonly id: ScopeName;
  readonly words: string;
  readonly note: string;
  readonly scope: ExportScope;
}

/** What there is to export, the widest first. */
function useScopes(): readonly ScopeChoice[] {
  const { t } = useTranslation();
  const formats = useFormats();
  const { history, selections, overview } = useStores();
  const { shownSearch, shownFilter, total, isTotalMinimum } = useStore(history);
  const ids = selectedIds(useStore(selections.history));
  const counts = useStore(overview, (state) => state.counts);
  const uploads = (count: number) => t("export.uploads", { count, number: formats.count(count) });
  const isNarrowed = shownSearch !== "" || shownFilter.history !== undefined;
  const scopes: ScopeChoice[] = [
    {
      id: "all",
      words: t("export.all"),
      note: uploads(counts.completed + counts.canceled),
      scope: { kind: "all" },
    },
  ];
  if (isNarrowed) {
    const found = isTotalMinimum
      ? t("historyFooter.atLeast", { number: formats.count(total) })
      : uploads(total);
    const filter = shownFilter.history ?? wholeHistory;
    scopes.push({
      id: "found",
      words: t("export.found"),
      note: found,
      scope: { kind: "found", search: shownSearch, history: filter },
    });
  }
  if (ids.length > 0) {
    scopes.push({
      id: "selected",
      words: t("export.selected"),
      note: uploads(ids.length),
      scope: { kind: "selected", ids },
    });
  }
  return scopes;
}
