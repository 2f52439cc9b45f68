import { ClipboardCopy, FolderOpen } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";
import { Button } from "../../ui/button";
import { SettingRow } from "./setting-row";

/** What helps when something goes wrong. */
export function DiagnosticsSection() {
  const { t } = useTranslation();
  const { bridge, stores } = useSurroundings();
  const telling = async (action: () => Promise<void>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      stores.notices.warn("notice.refused", { message: sentenceOf(error) });
    }
  };
  const openLogs = async (): Promise<void> => {
    const { opened } = await bridge.request("diagnostics:open-logs", undefined);
    if (!opened) stores.notices.warn("notice.noLogs");
  };
  const copyReport = async (): Promise<void> => {
    await bridge.request("diagnostics:copy-report", undefined);
    stores.notices.tell("notice.reportCopied");
  };
  return (
    <>
      <SettingRow label={t("settings.logs")} help={t("settings.logsHelp")}>
        {() => (
          <Button icon={FolderOpen} onPress={() => void telling(openLogs)} testId="open-logs">
            {t("settings.logsOpen")}
          </Button>
        )}
      </SettingRow>
      <SettingRow label={t("settings.report")} help={t("settings.reportHelp")}>
        {() => (
          <Button icon={ClipboardCopy} onPress={() => void telling(copyReport)} testId="copy-report">
            {t("settings.reportCopy")}
          </Button>
        )}
      </SettingRow>
      <ReportPreview />
    </>
  );
}

/** What would be copied, to be read before it is given away. */
function ReportPreview() {
  const { t } = useTranslation();
  const { bridge } = useSurroundings();
  const [text, setText] = useState("");
  useEffect(() => {
    const ask = async (): Promise<void> => {
      try {
        setText((await bridge.request("diagnostics:report", undefined)).text);
      } catch (error) {
        setText(sentenceOf(error));
      }
    };
    void ask();
  }, [bridge]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
    <section className="report" lang="en" aria-label={t("settings.report")} tabIndex={0} data-testid="report">
      {text}
    </section>
  );
}
