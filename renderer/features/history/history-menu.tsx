import { Copy, Download, ExternalLink, FolderOpen, type LucideIcon, Trash2 } from "lucide-react";
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
}) {
  const { t } = useTranslation();
  const { overview, commands } = useStores();
  const { upload, button } = props.open;
  const trigger = useRef(button);
  const canDownload = useStore(overview, (state) =>
    state.services.some((service) => service.id === upload.service && service.capabilities.download),
  );
  const link = useMemo(() => linkState(upload.receipt, Date.now()), [upload]);
  const isCompleted = upload.state.kind === "completed";
  const actions: Readonly<Record<string, () => void>> = {
    open: () => void commands.openLink(upload.id),
    copy: () => void commands.copyLinks([upload.id]),
    download: () => void commands.download(upload.id, upload.name),
    reveal: () => void commands.reveal(upload.id),
    remove: () => props.onRemove([upload.id]),
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
        {link.kind === "none" ? null : (
          <Item
            id="copy"
            icon={Copy}
            words={t(link.kind === "id-only" ? "action.copyId" : "action.copyLink")}
          />
        )}
        {canDownload && isCompleted ? (
          <Item id="download" icon={Download} words={t("action.download")} />
        ) : null}
        <Item id="reveal" icon={FolderOpen} words={t("action.reveal")} />
        <Separator className="menu__line" />
        <Item id="remove" icon={Trash2} words={t("action.removeFromHistory")} />
      </Menu>
    </Popover>
  );
}

function Item(props: { readonly id: string; readonly icon: LucideIcon; readonly words: string }) {
  const Icon = props.icon;
  return (
    <MenuItem id={props.id} className="menu__item" textValue={props.words} data-testid={`menu-${props.id}`}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
      <Text slot="label">{props.words}</Text>
    </MenuItem>
  );
}
