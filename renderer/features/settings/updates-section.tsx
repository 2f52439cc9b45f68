import { RefreshCw } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { UpdateState } from "../../../electron/shared/updates";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";
import { Button } from "../../ui/button";
import { useFormats } from "../../ui/use-formats";
import { SwitchControl } from "./controls";
import { SettingRow } from "./setting-row";
import type { SectionProps } from "./use-settings";

/** Whether Waybill updates itself, how far it is, and when. */
export function UpdatesSection({ access }: SectionProps) {
  const { t } = useTranslation();
  const state = useUpdateState();
  if (state === null) return null;
  if (state.kind === "off") {
    return (
      <SettingRow label={t("updates.off")} help={t(`updates.obstacle.${state.why}`)}>
        {() => null}
      </SettingRow>
    );
  }
  return (
    <>
      <SettingRow label={t("updates.look")} help={t("updates.lookHelp")}>
        {(ids) => (
          <SwitchControl
            ids={ids}
            isOn={access.settings.checkForUpdates}
            onChange={(checkForUpdates) => access.change({ checkForUpdates })}
            testId="setting-checkForUpdates"
          />
        )}
      </SettingRow>
      <StateRow state={state} />
    </>
  );
}

function StateRow({ state }: { readonly state: Exclude<UpdateState, { kind: "off" }> }) {
  const { t } = useTranslation();
  const words = useStateWords(state);
  const { bridge, stores } = useSurroundings();
  const telling = (action: Promise<void>): void => {
    action.catch((error: unknown) => stores.notices.warn("notice.refused", { message: sentenceOf(error) }));
  };
  const install = (isAwaited: boolean) => () => telling(bridge.request("updates:install", { isAwaited }));
  const isBusy = state.kind === "checking" || state.kind === "loading";
  return (
    <SettingRow label={words.label} help={words.help} error={words.error}>
      {() => {
        if (state.kind === "ready") {
          return (
            <Button onPress={install(!state.isAwaited)} tone="primary" testId="update-install">
              {t(state.isAwaited ? "updates.later" : "updates.install")}
            </Button>
          );
        }
        return (
          <Button
            icon={RefreshCw}
            onPress={() => telling(bridge.request("updates:check", undefined))}
            isDisabled={isBusy}
            testId="update-check"
          >
            {t("updates.check")}
          </Button>
        );
      }}
    </SettingRow>
  );
}

/** What a state is called, and what it means. */
function useStateWords(state: Exclude<UpdateState, { kind: "off" }>): {
  readonly label: string;
  readonly help: string;
  readonly error: string | null;
} {
  const { t } = useTranslation();
  const formats = useFormats();
  const label = t(`updates.state.${state.kind}`, { version: "version" in state ? state.version : "" });
  switch (state.kind) {
    case "current": {
      const at = state.checkedAt;
      // Nothing is claimed before it was found out.
      if (at === null) return { label: t("updates.state.unknown"), help: "", error: null };
      const time = formats.fullMoment(new Date(at).toISOString());
      return { label, help: t("updates.checkedAt", { time }), error: null };
    }
    case "checking":
      return { label, help: "", error: null };
    case "loading":
      return { label, help: formats.percent(state.percent), error: null };
    case "ready":
      return { label, help: t(state.isAwaited ? "updates.awaitedHelp" : "updates.readyHelp"), error: null };
    case "failed":
      return { label, help: "", error: t(`updates.failure.${state.why}`) };
  }
}

function useUpdateState(): UpdateState | null {
  const { bridge } = useSurroundings();
  const [state, setState] = useState<UpdateState | null>(null);
  useEffect(() => {
    bridge.request("updates:state", undefined).then(setState, () => setState(null));
    return bridge.on("updates:changed", setState);
  }, [bridge]);
  return state;
}
