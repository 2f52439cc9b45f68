import { useTranslation } from "react-i18next";
import { NumberControl, SwitchControl } from "./controls";
import { SettingRow } from "./setting-row";
import type { SectionProps } from "./use-settings";

const megabyte = 1_000_000;
/** What the switch begins with: half of a usual home's way out. */
const firstLimit = 2 * megabyte;

/** How much is sent side by side, and how fast at most. */
export function TransfersSection({ access }: SectionProps) {
  const { t } = useTranslation();
  const { settings, change, problemOf } = access;
  const limit = settings.bandwidthBytesPerSecond;
  return (
    <>
      <SettingRow
        label={t("settings.concurrency")}
        help={t("settings.concurrencyHelp")}
        error={problemOf("concurrency")}
      >
        {(ids) => (
          <NumberControl
            ids={ids}
            value={settings.concurrency}
            minimum={1}
            maximum={64}
            onChange={(concurrency) => change({ concurrency })}
            testId="setting-concurrency"
          />
        )}
      </SettingRow>
      <SettingRow label={t("settings.bandwidth")} help={t("settings.bandwidthHelp")}>
        {(ids) => (
          <SwitchControl
            ids={ids}
            isOn={limit !== null}
            onChange={(isOn) => change({ bandwidthBytesPerSecond: isOn ? firstLimit : null })}
            testId="setting-bandwidth"
          />
        )}
      </SettingRow>
      {limit === null ? null : (
        <SettingRow label={t("settings.bandwidthLimit")} error={problemOf("bandwidthBytesPerSecond")}>
          {(ids) => (
            <NumberControl
              ids={ids}
              value={limit / megabyte}
              minimum={0.05}
              maximum={10_000}
              step={0.05}
              format={{ style: "unit", unit: "megabyte-per-second", maximumFractionDigits: 2 }}
              onChange={(value) => change({ bandwidthBytesPerSecond: Math.round(value * megabyte) })}
              testId="setting-bandwidth-limit"
            />
          )}
        </SettingRow>
      )}
    </>
  );
}
