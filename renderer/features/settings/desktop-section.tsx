import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button";
import { useSentence } from "../../ui/use-sentence";
import { NumberControl, SwitchControl } from "./controls";
import { SettingRow } from "./setting-row";
import { ShortcutControl } from "./shortcut-control";
import { SystemEntryRows, TyporaRow } from "./system-entry-rows";
import { useDesktop } from "./use-desktop";
import type { SectionProps } from "./use-settings";

/** What Waybill does beside its window: tray, start, shortcut, and the address for editors. */
export function DesktopSection({ access }: SectionProps) {
  const { t } = useTranslation();
  const { settings, change } = access;
  const { status } = useDesktop();
  const hasTray = status?.tray ?? true;
  const trouble = status?.shortcut.trouble ?? null;
  const withoutTray = settings.dropTarget ? "settings.noTrayButTarget" : "settings.noTray";
  const toggles = ["keepInTray", "dropTarget", "openAtLogin", "keepAwake"] as const;
  return (
    <>
      {toggles.map((key) => (
        <SettingRow
          key={key}
          label={t(`settings.${key}`)}
          help={t(key === "keepInTray" && !hasTray ? withoutTray : `settings.${key}Help`)}
        >
          {(ids) => (
            <SwitchControl
              ids={ids}
              isOn={settings[key]}
              onChange={(isOn) => change({ [key]: isOn })}
              testId={`setting-${key}`}
            />
          )}
        </SettingRow>
      ))}
      <SettingRow
        label={t("settings.shortcut")}
        help={t("settings.shortcutHelp")}
        error={trouble === null ? null : t(`settings.shortcutTrouble.${trouble}`)}
      >
        {(ids) => (
          <ShortcutControl
            ids={ids}
            value={settings.shortcut}
            onChange={(shortcut) => change({ shortcut })}
          />
        )}
      </SettingRow>
      <SystemEntryRows />
      <EditorRows access={access} />
    </>
  );
}

function EditorRows({ access }: SectionProps) {
  const { t } = useTranslation();
  const say = useSentence();
  const { settings, change, problemOf } = access;
  const { status, copyEditorAddress, copyTyporaCommand } = useDesktop();
  const trouble = status?.editors.trouble ?? null;
  return (
    <>
      <SettingRow label={t("settings.editors")} help={t("settings.editorsHelp")}>
        {(ids) => (
          <SwitchControl
            ids={ids}
            isOn={settings.editorEndpoint}
            onChange={(editorEndpoint) => change({ editorEndpoint })}
            testId="setting-editorEndpoint"
          />
        )}
      </SettingRow>
      {settings.editorEndpoint ? (
        <>
          <SettingRow
            label={t("settings.editorPort")}
            error={problemOf("editorPort") ?? (trouble === null ? null : say(trouble))}
          >
            {(ids) => (
              <NumberControl
                ids={ids}
                value={settings.editorPort}
                minimum={1024}
                maximum={65_535}
                format={{ useGrouping: false }}
                onChange={(editorPort) => change({ editorPort })}
                testId="setting-editorPort"
              />
            )}
          </SettingRow>
          <SettingRow
            label={t("settings.editorAddress")}
            help={t(
              status?.editors.hasKey === true ? "settings.editorAddressAgain" : "settings.editorAddressHelp",
            )}
          >
            {() => (
              <Button onPress={copyEditorAddress} testId="copy-editor-address">
                {t("settings.editorCopy")}
              </Button>
            )}
          </SettingRow>
        </>
      ) : null}
      <TyporaRow onCopy={copyTyporaCommand} />
    </>
  );
}
