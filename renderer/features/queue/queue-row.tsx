import { Pause, Play, RotateCw, Trash2, X } from "lucide-react";
import { useStores } from "../../stores-context";
import { FileName } from "../../ui/file-name";
import { FileThumbnail } from "../../ui/file-thumbnail";
import { IconButton } from "../../ui/icon-button";
import { useWords } from "../../ui/use-words";
import { DestinationLine } from "../uploads/destination-line";
import type { RowProps } from "../uploads/list-props";
import { RowMark } from "../uploads/row-mark";
import { ErrorWords, TroubleStrip } from "../uploads/trouble-line";
import { HelpButtons } from "./help-buttons";
import { queueActions } from "./queue-actions";
import { QueueStatus } from "./queue-status";
import { shownState } from "./shown-state";

const icons = { pause: Pause, resume: Play, retry: RotateCw, cancel: X, remove: Trash2 } as const;

/** The inside of a row of the queue. */
export function QueueRow({ upload, tabIndex }: RowProps) {
  const { t } = useWords();
  const { commands } = useStores();
  const state = shownState(upload);
  // What waits for new credentials has one prompt for the whole destination.
  const isWaitingWithReason = state.kind === "waiting" && state.reason !== "auth" && state.error !== null;
  return (
    <>
      <div className="row__main">
        <FileThumbnail upload={upload} />
        <div className="row__words">
          <FileName name={upload.name} />
          {isWaitingWithReason && state.error !== null ? (
            <span className="facts">
              <RowMark upload={upload} />
              <ErrorWords error={state.error} isQuiet />
            </span>
          ) : (
            <DestinationLine upload={upload} />
          )}
        </div>
        <div className="row__status">
          <QueueStatus upload={upload} />
        </div>
        <div className="row__actions">
          {queueActions(state).map((action, place) => (
            <IconButton
              // By place, not by action: pause becomes resume under the same finger and keeps the focus.
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is the button's identity.
              key={place}
              icon={icons[action]}
              label={t(action === "retry" ? "action.tryNow" : `action.${action}`)}
              tabIndex={tabIndex}
              testId={`action-${action}`}
              onPress={() => void commands.act([upload.id], action)}
            />
          ))}
        </div>
      </div>
      {state.kind === "failed" || state.kind === "unconfirmed" ? (
        <TroubleStrip error={state.error}>
          <div className="trouble__actions">
            <HelpButtons upload={upload} place="action" tabIndex={tabIndex} />
          </div>
        </TroubleStrip>
      ) : null}
    </>
  );
}
