import { useTranslation } from "react-i18next";
import { LinkFormatSettings } from "../links/link-format-settings";
import { SwitchControl } from "./controls";
import { SettingRow } from "./setting-row";
import type { SectionProps } from "./use-settings";

/** What happens with links. */
export function LinksSection({ access }: SectionProps) {
  const { t } = useTranslation();
  const { settings, change } = access;
  return (
    <>
      <SettingRow label={t("settings.copyLinks")} help={t("settings.copyLinksHelp")}>
        {(ids) => (
          <SwitchControl
            ids={ids}
            isOn={settings.copyLinks}
            onChange={(copyLinks) => change({ copyLinks })}
            testId="setting-copy-links"
          />
        )}
      </SettingRow>
      <LinkFormatSettings />
    </>
  );
}
