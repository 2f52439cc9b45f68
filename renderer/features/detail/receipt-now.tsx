import { useTranslation } from "react-i18next";
import type { UploadAction } from "../../../electron/shared/ipc";
import type { UploadView } from "../../../electron/shared/upload";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { useSentence } from "../../ui/use-sentence";
import { HelpButtons } from "../queue/help-buttons";
import { canBeTriedNow } from "../queue/queue-actions";
import { QueueStatus } from "../queue/queue-status";
import { shownState } from "../queue/shown-state";

/** How an upload stands that is not finished: what goes on or is awaited, what went wrong, and what helps. */
export function ReceiptNow({ upload }: { readonly upload: UploadView }) {
  const say = useSentence();
  const { state } = upload;
  const error = "error" in state ? state.error : null;
  return (
    <div className={`standing standing--${state.kind}`} data-testid="receipt-now">
      <QueueStatus upload={upload} />
      {error === null ? null : (
        <p className="standing__error" data-testid="receipt-error" data-code={error.code}>
          <span>{say(error.message)}</span> <span className="standing__hint">{say(error.hint)}</span>
        </p>
      )}
      <NextSteps upload={upload} />
    </div>
  );
}

/** The actions that help here, the most likely one first. */
function NextSteps({ upload }: { readonly upload: UploadView }) {
  const { t } = useTranslation();
  const { commands } = useStores();
  const act = (action: UploadAction) => () => void commands.act([upload.id], action);
  return (
    <div className="standing__actions">
      <HelpButtons upload={upload} place="receipt" />
      {canBeTriedNow(shownState(upload)) ? (
        <Button isSmall onPress={act("retry")} testId="receipt-retry">
          {t("action.tryNow")}
        </Button>
      ) : null}
      {upload.state.kind === "paused" ? (
        <Button isSmall onPress={act("resume")} testId="receipt-resume">
          {t("action.resume")}
        </Button>
      ) : null}
    </div>
  );
}
