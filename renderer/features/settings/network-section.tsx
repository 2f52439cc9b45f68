import { FileKey2, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSurroundings } from "../../stores-context";
import { Button } from "../../ui/button";
import { IconButton } from "../../ui/icon-button";
import { Segmented } from "../../ui/segmented";
import { TextControl } from "./controls";
import { SettingRow } from "./setting-row";
import type { SectionProps } from "./use-settings";

/** How servers are reached, for every destination that says nothing of its own. */
export function NetworkSection({ access }: SectionProps) {
  const { t } = useTranslation();
  const { settings, change, problemOf } = access;
  // The manual proxy holds from when it has an address; until then its field is there to be filled in.
  const [mode, setMode] = useState(settings.proxyMode);
  useEffect(() => setMode(settings.proxyMode), [settings.proxyMode]);
  const choose = (chosen: typeof mode): void => {
    setMode(chosen);
    if (chosen !== "manual" || settings.proxy !== "") change({ proxyMode: chosen });
  };
  return (
    <>
      <SettingRow label={t("settings.proxy")} help={t("settings.proxyHelp")} isWide>
        {({ labelId, helpId }) => (
          <Segmented
            labelledBy={labelId}
            describedBy={helpId}
            value={mode}
            onChange={choose}
            testId="setting-proxy-mode"
            segments={[
              { value: "system", label: t("settings.proxyModes.system") },
              { value: "manual", label: t("settings.proxyModes.manual") },
              { value: "none", label: t("settings.proxyModes.none") },
            ]}
          />
        )}
      </SettingRow>
      {mode === "manual" ? (
        <SettingRow
          label={t("settings.proxyAddress")}
          help={t("settings.proxyAddressHelp")}
          error={problemOf("proxy")}
          isWide
        >
          {(ids) => (
            <TextControl
              ids={ids}
              value={settings.proxy}
              placeholder="http://proxy.example:3128"
              isInvalid={problemOf("proxy") !== null}
              onChange={(proxy) => change({ proxyMode: "manual", proxy })}
              testId="setting-proxy"
            />
          )}
        </SettingRow>
      ) : null}
      <Certificate access={access} />
    </>
  );
}

function Certificate({ access }: SectionProps) {
  const { t } = useTranslation();
  const { bridge } = useSurroundings();
  const path = access.settings.caCertificate;
  return (
    <SettingRow
      label={t("settings.certificate")}
      help={t("settings.certificateHelp")}
      error={access.problemOf("caCertificate")}
      isWide
    >
      {() => (
        <div className="setting__pair">
          <span className="setting__value" data-testid="setting-certificate">
            {path === "" ? t("settings.certificateNone") : <bdi>{path}</bdi>}
          </span>
          {path === "" ? null : (
            <IconButton
              icon={X}
              label={t("settings.certificateRemove")}
              onPress={() => access.change({ caCertificate: "" })}
              testId="remove-certificate"
            />
          )}
          <Button
            icon={FileKey2}
            onPress={() => void bridge.request("settings:choose-certificate", undefined)}
            testId="choose-certificate"
          >
            {t("settings.certificateChoose")}
          </Button>
        </div>
      )}
    </SettingRow>
  );
}
