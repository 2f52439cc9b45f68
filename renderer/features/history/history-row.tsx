import { Copy, Ellipsis, ExternalLink, RotateCw } from "lucide-react";
import { type MouseEvent, useContext } from "react";
import { useStore } from "zustand";
import { canOpen, changesWithTime, linkState } from "../../format/links";
import { useStores } from "../../stores-context";
import { FileName } from "../../ui/file-name";
import { FileThumbnail } from "../../ui/file-thumbnail";
import { IconButton } from "../../ui/icon-button";
import { below } from "../../ui/point-of";
import { useNow } from "../../ui/use-now";
import { useWords } from "../../ui/use-words";
import { DestinationLine } from "../uploads/destination-line";
import type { RowProps } from "../uploads/list-props";
import { HistoryStatus } from "./history-status";
import { OpenMenuContext } from "./open-menu-context";

/** The inside of a row of the history. */
export function HistoryRow({ upload, tabIndex }: RowProps) {
  const { t } = useWords();
  const { commands, history } = useStores();
  const search = useStore(history, (state) => state.shownSearch);
  const openMenu = useContext(OpenMenuContext);
  const nowMs = useNow(changesWithTime(upload.receipt));
  const link = linkState(upload.receipt, nowMs);
  const isCanceled = upload.state.kind === "canceled";
  const onMenu = (event: MouseEvent<HTMLButtonElement>): void => openMenu(upload, below(event.currentTarget));
  return (
    <div className="row__main">
      <FileThumbnail upload={upload} />
      <div className="row__words">
        <FileName name={upload.name} search={search} />
        <DestinationLine upload={upload} />
      </div>
      <div className="row__status">
        <HistoryStatus upload={upload} />
      </div>
      <div className="row__actions">
        {canOpen(link) ? (
          <IconButton
            icon={ExternalLink}
            label={t("action.openLink")}
            tabIndex={tabIndex}
            testId="open-link"
            onPress={() => void commands.openLink(upload.id)}
          />
        ) : null}
        {link.kind === "none" || link.kind === "removed" ? null : (
          <IconButton
            icon={Copy}
            label={t(link.kind === "id-only" ? "action.copyId" : "action.copyLink")}
            tabIndex={tabIndex}
            testId="copy-link"
            onPress={() => void commands.copyLinks([upload.id])}
          />
        )}
        {isCanceled ? (
          <IconButton
            icon={RotateCw}
            label={t("action.resend")}
            tabIndex={tabIndex}
            testId="action-retry"
            onPress={() => void commands.act([upload.id], "retry")}
          />
        ) : null}
        <IconButton
          icon={Ellipsis}
          label={t("action.more")}
          tabIndex={tabIndex}
          testId="row-menu"
          hasMenu
          onPress={onMenu}
        />
      </div>
    </div>
  );
}
