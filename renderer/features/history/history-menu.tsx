import { CloudOff, Copy, Download, ExternalLink, FolderOpen, type LucideIcon, Trash2 } from "lucide-react";
import { useMemo, useRef } from "react";
import { Menu, MenuItem, Popover, Separator, Text } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { UploadView } from "../../../electron/shared/upload";
import { canOpen, linkState } from "../../format/links";
import { useStores } from "../../stores-context";

/** Where the menu of the history is open. */
export interface OpenMenu {
  readonly upload: UploadView;
  readonly button: HTMLElement;
}

/** Everything that can be done with a finished upload, in words. */
export function HistoryMenu(props: {
  readonly open: OpenMenu;
  readonly onClose: () => void;
  readonly onRemove: (ids: readonly string[]) => void;
  readonly onRemoveAtService: (upload: UploadView) => void;
}) {
  const { t } = useTranslation();
  const { overview, commands } = useStores();
  const { upload, button } = props.open;
  const trigger = useRef(button);
  const service = useStore(overview, (state) =>
    state.services.find((candidate) => candidate.id === upload.service),
  );
  const link = useMemo(() => linkState(upload.receipt, Date.now()), [upload]);
  const isThere = upload.state.kind === "completed" && link.kind !== "removed";
  const actions: Readonly<Record<string, () => void>> = {
    open: () => void commands.openLink(upload.id),
    copy: () => void commands.copyLinks([upload.id]),
    download: () => void commands.download(upload.id, upload.name),
    reveal: () => void commands.reveal(upload.id),
    remove: () => props.onRemove([upload.id]),
    removeAtService: () => props.onRemoveAtService(upload),
  };
  return (
    <Popover
      className="popover"
      isOpen
      triggerRef={trigger}
      placement="bottom end"
      aria-label={t("action.more")}
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
    >
      <Menu
        className="menu"
        aria-label={t("action.more")}
        autoFocus="first"
        onClose={props.onClose}
        onAction={(key) => actions[String(key)]?.()}
      >
        {canOpen(link) ? <Item id="open" icon={ExternalLink} words={t("action.openLink")} /> : null}
        {link.kind === "none" || link.kind === "removed" ? null : (
          <Item
            id="copy"
            icon={Copy}
            words={t(link.kind === "id-only" ? "action.copyId" : "action.copyLink")}
          />
        )}
        {service?.capabilities.download && isThere ? (
          <Item id="download" icon={Download} words={t("action.download")} />
        ) : null}
        <Item id="reveal" icon={FolderOpen} words={t("action.reveal")} />
        <Separator className="menu__line" />
        {service === undefined || !isThere ? null : service.capabilities.remove ? (
          <Item
            id="removeAtService"
            icon={CloudOff}
            words={t("action.removeAtService", { service: service.label })}
          />
        ) : (
          <Item
            id="removeAtService"
            icon={CloudOff}
            words={t("history.noRemoval", { service: service.label })}
            isDisabled
          />
        )}
        <Item id="remove" icon={Trash2} words={t("action.removeFromHistory")} />
      </Menu>
    </Popover>
  );
}

function Item(props: {
  readonly id: string;
  readonly icon: LucideIcon;
  readonly words: string;
  readonly isDisabled?: boolean;
}) {
  const Icon = props.icon;
  return (
    <MenuItem
      id={props.id}
      className="menu__item"
      textValue={props.words}
      isDisabled={props.isDisabled === true}
      data-testid={`menu-${props.id}`}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
      <Text slot="label">{props.words}</Text>
    </MenuItem>
  );
}
