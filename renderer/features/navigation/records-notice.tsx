import { HardDrive } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useStores } from "../../stores-context";
import { StandingNotice } from "../../ui/standing-notice";
import { useSentence } from "../../ui/use-sentence";

/** Says, for as long as it is so, that nothing can be noted and the queue therefore rests. It goes by itself. */
export function RecordsNotice() {
  const { t } = useTranslation();
  const say = useSentence();
  const trouble = useStore(useStores().overview, (state) => state.recordsTrouble);
  return (
    <div role="status">
      {trouble === null ? null : (
        <StandingNotice
          icon={HardDrive}
          title={t("records.resting")}
          text={`${say(trouble.message)} ${t("records.goesOn")}`}
          data={{ "data-testid": "records-notice", "data-code": trouble.code }}
        />
      )}
    </div>
  );
}
