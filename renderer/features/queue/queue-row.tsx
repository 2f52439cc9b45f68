import { Pause, Play, RotateCw, Trash2, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { UploadView } from "../../../electron/shared/upload";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { FileName } from "../../ui/file-name";
import { FileThumbnail } from "../../ui/file-thumbnail";
import { IconButton } from "../../ui/icon-button";
import { DestinationLine } from "../uploads/destination-line";
import type { RowProps } from "../uploads/list-props";
import { TroubleLine } from "../uploads/trouble-line";
import { errorHelp, queueActions } from "./queue-actions";
import { QueueStatus } from "./queue-status";

const icons = { pause: Pause, resume: Play, retry: RotateCw, cancel: X, remove: Trash2 } as const;

/** The inside of a row of the queue. */
export function QueueRow({ upload, tabIndex }: RowProps) {
  const { t } = useTranslation();
  const { commands } = useStores();
  const { state } = upload;
  // What waits for new credentials has one prompt for the whole destination.
  const isParked = state.kind === "waiting" && state.reason === "auth";
  const error = "error" in state && !isParked ? state.error : null;
  return (
    <>
      <div className="row__main">
        <FileThumbnail upload={upload} />
        <div className="row__words">
          <FileName name={upload.name} />
          <DestinationLine upload={upload} />
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
              label={t(`action.${action}`)}
              tabIndex={tabIndex}
              testId={`action-${action}`}
              onPress={() => void commands.act([upload.id], action)}
            />
          ))}
        </div>
      </div>
      {error === null ? null : (
        <TroubleLine error={error} isQuiet={state.kind === "waiting"}>
          <HelpfulActions upload={upload} tabIndex={tabIndex} />
        </TroubleLine>
      )}
    </>
  );
}

/** The actions with words: those that an error or an unknown outcome calls for. */
function HelpfulActions({ upload, tabIndex }: { readonly upload: UploadView; readonly tabIndex: 0 | -1 }) {
  const { t } = useTranslation();
  const { commands, overview, view } = useStores();
  const help = errorHelp(upload.state);
  const act = (action: Parameters<typeof commands.act>[1]) => () => void commands.act([upload.id], action);
  const openDestination = (): void => {
    const { destinations } = overview.getState();
    const destination = destinations.find((other) => other.id === upload.destinationId);
    if (destination === undefined) {
      view.setState({ view: "destinations" });
      return;
    }
    view.setState({ form: { destinationId: destination.id, focusKey: null } });
  };
  const small = { isSmall: true, tabIndex } as const;
  return (
    <div className="trouble__actions">
      {help === null ? null : (
        <Button {...small} onPress={openDestination} testId={help}>
          {t("action.openDestination")}
        </Button>
      )}
      {upload.state.kind === "unconfirmed" ? (
        <>
          <Button {...small} onPress={act("resolve-arrived")} testId="resolve-arrived">
            {t("action.arrived")}
          </Button>
          <Button {...small} onPress={act("resolve-resend")} testId="resolve-resend">
            {t("action.resend")}
          </Button>
          <Button {...small} tone="quiet" onPress={act("resolve-removed")} testId="resolve-removed">
            {t("action.remove")}
          </Button>
        </>
      ) : null}
    </div>
  );
}
