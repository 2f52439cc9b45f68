import { useTranslation } from "react-i18next";
import { Select } from "../../ui/select";
import { useFormats } from "../../ui/use-formats";
import { SettingRow } from "./setting-row";
import type { SectionProps } from "./use-settings";

/** The usual spans, days. */
const spans = [7, 30, 90, 180, 365];
const forever = "forever";

/** How long finished uploads and their receipts are kept. */
export function HistorySection({ access }: SectionProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const days = access.settings.historyDays;
  const offered = days === null || spans.includes(days) ? spans : [...spans, days].sort((a, b) => a - b);
  return (
    <SettingRow label={t("settings.history")} help={t("settings.historyHelp")}>
      {({ labelId, helpId }) => (
        <Select
          labelledBy={labelId}
          describedBy={helpId}
          choices={[
            { id: forever, label: t("settings.historyForever") },
            ...offered.map((span) => ({
              id: String(span),
              label: t("settings.historyDays", { count: span, number: formats.count(span) }),
            })),
          ]}
          selectedId={days === null ? forever : String(days)}
          onSelect={(id) => access.change({ historyDays: id === forever ? null : Number(id) })}
          testId="setting-history"
        />
      )}
    </SettingRow>
  );
}
