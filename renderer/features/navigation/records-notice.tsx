import { HardDrive } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useStores } from "../../stores-context";
import { useSentence } from "../../ui/use-sentence";
import "./records-notice.css";

/** Says, for as long as it is so, that nothing can be noted and the queue therefore rests. It goes by itself. */
export function RecordsNotice() {
  const { t } = useTranslation();
  const say = useSentence();
  const trouble = useStore(useStores().overview, (state) => state.recordsTrouble);
  return (
    <div role="status">
      {trouble === null ? null : (
        <div className="records-notice" data-testid="records-notice" data-code={trouble.code}>
          <HardDrive className="records-notice__icon" size={16} strokeWidth={1.75} aria-hidden="true" />
          <div className="records-notice__words">
            <p className="records-notice__title">{t("records.resting")}</p>
            <p className="records-notice__text">
              {say(trouble.message)} {t("records.goesOn")}
            </p>
          </div>
        </div>
      )}
    </div>
  );
}
