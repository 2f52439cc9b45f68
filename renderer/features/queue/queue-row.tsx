import { Pause, Play, RotateCw, Trash2, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { UploadView } from "../../../electron/shared/upload";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { FileName } from "../../ui/file-name";
import { FileThumbnail } from "../../ui/file-thumbnail";
import { IconButton } from "../../ui/icon-button";
import { DestinationLine } from "../uploads/destination-line";
import type { RowProps } from "../uploads/list-props";
import { ErrorWords, TroubleStrip } from "../uploads/trouble-line";
import { type HelpfulAction, helpfulActions, queueActions } from "./queue-actions";
import { QueueStatus } from "./queue-status";
import { shownState } from "./shown-state";
import { useChooseTarget } from "./use-choose-target";

const icons = { pause: Pause, resume: Play, retry: RotateCw, cancel: X, remove: Trash2 } as const;

/** The inside of a row of the queue. */
export function QueueRow({ upload, tabIndex }: RowProps) {
  const { t } = useTranslation();
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
            <ErrorWords error={state.error} isQuiet />
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
          <HelpfulActions upload={upload} tabIndex={tabIndex} />
        </TroubleStrip>
      ) : null}
    </>
  );
}

const words: Readonly<Record<HelpfulAction, string>> = {
  "choose-target": "action.chooseTarget",
  "open-destination": "action.openDestination",
  check: "action.check",
  "resolve-resend": "action.resend",
  "resolve-arrived": "action.arrived",
  retry: "action.resend",
};

/** The actions with words: those that an error or an unknown outcome calls for. */
function HelpfulActions({ upload, tabIndex }: { readonly upload: UploadView; readonly tabIndex: 0 | -1 }) {
  const { t } = useTranslation();
  const { commands, overview, view } = useStores();
  const service = useStore(overview, (state) => state.services.find((other) => other.id === upload.service));
  const target = useChooseTarget(upload);
  const openDestination = (): void => {
    const isThere = overview.getState().destinations.some((other) => other.id === upload.destinationId);
    if (isThere) view.setState({ form: { destinationId: upload.destinationId, focusKey: null } });
    else view.setState({ view: "destinations" });
  };
  return (
    <div className="trouble__actions">
      {helpfulActions(upload.state, service).map((action) => (
        <Button
          key={action}
          isSmall
          tabIndex={tabIndex}
          testId={`action-${action}`}
          onPress={() => {
            if (action === "open-destination") openDestination();
            else if (action === "choose-target") target.choose();
            else void commands.act([upload.id], action);
          }}
        >
          {t(words[action], { field: target.label })}
        </Button>
      ))}
    </div>
  );
}
