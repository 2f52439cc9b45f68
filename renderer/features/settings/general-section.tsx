import { Contrast, Monitor, Moon, Sun } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Segmented } from "../../ui/segmented";
import { Select } from "../../ui/select";
import { SwitchControl } from "./controls";
import { SettingRow } from "./setting-row";
import type { SectionProps } from "./use-settings";

/** Languages are named in themselves: whoever is lost in a foreign one finds the own one. */
const languageNames = { en: "English", "zh-CN": "简体中文" } as const;

/** How the window looks and speaks, and whether Waybill speaks up beside it. */
export function GeneralSection({ access }: SectionProps) {
  const { t } = useTranslation();
  const { settings, change } = access;
  return (
    <>
      <SettingRow label={t("settings.theme")} isWide>
        {({ labelId }) => (
          <Segmented
            labelledBy={labelId}
            value={settings.theme}
            onChange={(theme) => change({ theme })}
            testId="setting-theme"
            segments={[
              { value: "system", label: t("settings.themes.system"), icon: Monitor },
              { value: "light", label: t("settings.themes.light"), icon: Sun },
              { value: "dark", label: t("settings.themes.dark"), icon: Moon },
              { value: "high-contrast", label: t("settings.themes.high-contrast"), icon: Contrast },
            ]}
          />
        )}
      </SettingRow>
      <Language access={access} />
      <SettingRow label={t("settings.density")} help={t("settings.densityHelp")}>
        {({ labelId, helpId }) => (
          <Segmented
            labelledBy={labelId}
            describedBy={helpId}
            value={settings.density}
            onChange={(density) => change({ density })}
            testId="setting-density"
            segments={[
              { value: "comfortable", label: t("settings.densities.comfortable") },
              { value: "compact", label: t("settings.densities.compact") },
            ]}
          />
        )}
      </SettingRow>
      <SettingRow label={t("settings.notifications")} help={t("settings.notificationsHelp")}>
        {(ids) => (
          <SwitchControl
            ids={ids}
            isOn={settings.notifications}
            onChange={(notifications) => change({ notifications })}
            testId="setting-notifications"
          />
        )}
      </SettingRow>
    </>
  );
}

function Language({ access }: SectionProps) {
  const { t } = useTranslation();
  const choices = [
    { id: "system", label: t("settings.languageSystem") },
    { id: "en", label: languageNames.en },
    { id: "zh-CN", label: languageNames["zh-CN"] },
  ] as const;
  return (
    <SettingRow label={t("settings.language")} help={t("settings.languageHelp")}>
      {({ labelId, helpId }) => (
        <Select
          labelledBy={labelId}
          describedBy={helpId}
          choices={choices}
          selectedId={access.settings.language}
          onSelect={(chosen) => {
            const language = choices.find(({ id }) => id === chosen)?.id;
            if (language !== undefined) access.change({ language });
          }}
          testId="setting-language"
        />
      )}
    </SettingRow>
  );
}
