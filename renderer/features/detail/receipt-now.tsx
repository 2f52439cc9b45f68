import { type RefObject, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { UploadAction } from "../../../electron/shared/ipc";
import { gapAfter } from "../../../electron/shared/sentences";
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
          <span>{say(error.message)}</span>
          {gapAfter(say(error.message))}
          <span className="standing__hint">{say(error.hint)}</span>
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
  const place = useRef<HTMLDivElement>(null);
  useHelpAtHand(place);
  const act = (action: UploadAction) => () => void commands.act([upload.id], action);
  return (
    <div className="standing__actions" ref={place}>
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

/** Gives the first button the focus when the user came because something went wrong. */
function useHelpAtHand(place: RefObject<HTMLElement | null>): void {
  const { detail } = useStores();
  const needsHelp = useStore(detail, (state) => state.needsHelp);
  useEffect(() => {
    if (!needsHelp) return;
    place.current?.querySelector("button")?.focus();
    detail.setState({ needsHelp: false });
  }, [needsHelp, detail, place]);
}
