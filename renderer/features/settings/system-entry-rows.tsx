import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SystemEntriesStatus } from "../../../electron/shared/system-entries";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";
import { Button } from "../../ui/button";
import { SwitchControl } from "./controls";
import { SettingRow } from "./setting-row";

/** Waybill in the menus of file managers, and behind `waybill://` links: as it is on this computer, not as it was once chosen. */
export function SystemEntryRows() {
  const { t } = useTranslation();
  const { status, setFileManagers, setLinks } = useSystemEntries();
  if (status === null) return null;
  const { fileManagers, links } = status;
  return (
    <>
      <SettingRow label={t("settings.fileManagers")} help={t(`settings.fileManagersHelp.${fileManagers}`)}>
        {(ids) =>
          fileManagers === "not-installed" ? null : (
            <SwitchControl
              ids={ids}
              isOn={fileManagers === "on"}
              onChange={setFileManagers}
              testId="setting-fileManagers"
            />
          )
        }
      </SettingRow>
      <SettingRow label={t("settings.waybillLinks")} help={t(`settings.waybillLinksHelp.${links}`)}>
        {(ids) =>
          links === "not-installed" ? null : (
            <SwitchControl ids={ids} isOn={links === "on"} onChange={setLinks} testId="setting-links" />
          )
        }
      </SettingRow>
    </>
  );
}

/** Typora can send no key to the address for editors; a command of its own does as well. */
export function TyporaRow({ onCopy }: { readonly onCopy: () => void }) {
  const { t } = useTranslation();
  const { status } = useSystemEntries();
  if (status === null) return null;
  const isInstalled = status.links !== "not-installed";
  return (
    <SettingRow
      label={t("settings.typora")}
      help={t(isInstalled ? "settings.typoraHelp" : "settings.typoraNotInstalled")}
    >
      {() =>
        isInstalled ? (
          <Button onPress={onCopy} testId="copy-typora-command">
            {t("settings.typoraCopy")}
          </Button>
        ) : null
      }
    </SettingRow>
  );
}

/** What the system knows of Waybill, looked at when the settings open and after each change. */
function useSystemEntries() {
  const { bridge, stores } = useSurroundings();
  const [status, setStatus] = useState<SystemEntriesStatus | null>(null);
  const take = (answer: Promise<SystemEntriesStatus>): void =>
    void answer.then(setStatus, (error: unknown) =>
      stores.notices.warn("notice.refused", { message: sentenceOf(error) }),
    );
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked once; `take` is a new function each time.
  useEffect(() => take(bridge.request("desktop:entries", undefined)), [bridge]);
  return {
    status,
    setFileManagers: (wanted: boolean) => take(bridge.request("desktop:set-file-managers", { wanted })),
    setLinks: (wanted: boolean) => take(bridge.request("desktop:set-links", { wanted })),
  };
}
