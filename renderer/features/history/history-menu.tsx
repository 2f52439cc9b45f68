import {
  CloudOff,
  Copy,
  Download,
  ExternalLink,
  Eye,
  FolderOpen,
  ReceiptText,
  RotateCw,
  Send,
  Share,
  Trash2,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { UploadView } from "../../../electron/shared/upload";
import { canOpen, linkState } from "../../format/links";
import { visibleName } from "../../format/names";
import { selectedIds } from "../../stores/selection-store";
import { useStores } from "../../stores-context";
import { type MenuEntry, PointMenu } from "../../ui/point-menu";
import { useFormats } from "../../ui/use-formats";
import { useKeyText } from "../commands/use-system";
import type { Point } from "../uploads/list-props";

/** Where the menu of the history is open, and at which of the selected uploads. */
export interface OpenMenu {
  readonly upload: UploadView;
  readonly at: Point;
}

/** What the menu leaves to the room: it asks, or opens a sheet. */
export interface HistoryMenuHandlers {
  readonly onClose: () => void;
  readonly onPreview: (upload: UploadView) => void;
  readonly onExport: () => void;
  readonly onRemove: (ids: readonly string[]) => void;
  readonly onRemoveAtService: (upload: UploadView) => void;
}

/** Everything that can be done with the selected uploads, in words. */
export function HistoryMenu(props: HistoryMenuHandlers & { readonly open: OpenMenu }) {
  const { t } = useTranslation();
  const keyOf = useKeyText();
  const formats = useFormats();
  const { selections, again, commands } = useStores();
  const ids = selectedIds(selections.history.getState());
  const { upload, at } = props.open;
  const one = useMenuOfOne(upload, props);
  const isOne = ids.length <= 1;
  const { copy, ...rest } = one;
  const entries: readonly (MenuEntry | null)[] = [
    ...(isOne ? rest.look : []),
    { id: "line-1", isLine: true },
    isOne
      ? copy
      : {
          id: "copy",
          icon: Copy,
          words: t("action.copyLinks"),
          ...keyOf("copyLink"),
          run: () => commands.copyLinks(ids),
        },
    ...(isOne ? rest.fetch : []),
    { id: "line-2", isLine: true },
    {
      id: "again",
      icon: RotateCw,
      words: t("action.resend"),
      run: () => again.sendAgain(isOne ? [upload.id] : ids),
    },
    {
      id: "send-to",
      icon: Send,
      words: t("action.sendTo"),
      run: () => again.askWhere(isOne ? [upload.id] : ids),
    },
    { id: "export", icon: Share, words: t("action.export"), run: props.onExport },
    { id: "line-3", isLine: true },
    isOne ? rest.removal : null,
    {
      id: "remove",
      icon: Trash2,
      words: t("action.removeFromHistory"),
      ...keyOf("remove"),
      run: () => props.onRemove(isOne ? [upload.id] : ids),
    },
  ];
  const title = isOne
    ? visibleName(upload.name)
    : t("queue.several", { count: ids.length, number: formats.count(ids.length) });
  return <PointMenu title={title} at={at} entries={entries} onClose={props.onClose} />;
}

interface MenuOfOne {
  readonly look: readonly (MenuEntry | null)[];
  readonly copy: MenuEntry | null;
  readonly fetch: readonly (MenuEntry | null)[];
  readonly removal: MenuEntry | null;
}

/** What makes sense for a single upload only. */
function useMenuOfOne(upload: UploadView, handlers: HistoryMenuHandlers): MenuOfOne {
  const { t } = useTranslation();
  const keyOf = useKeyText();
  const { commands, detail, overview } = useStores();
  const { id, name } = upload;
  const link = linkState(upload.receipt, Date.now());
  const isThere = upload.state.kind === "completed" && upload.receipt?.removedAt === undefined;
  const service = useStore(overview, (state) => state.services.find((other) => other.id === upload.service));
  const hasText = link.kind !== "none" && link.kind !== "removed";
  return {
    look: [
      {
        id: "receipt",
        icon: ReceiptText,
        words: t("action.receipt"),
        ...keyOf("details"),
        run: () => detail.open(id),
      },
      {
        id: "preview",
        icon: Eye,
        words: t("action.preview"),
        ...keyOf("preview"),
        run: () => handlers.onPreview(upload),
      },
    ],
    copy: hasText
      ? {
          id: "copy",
          icon: Copy,
          words: t(link.kind === "id-only" ? "action.copyId" : "action.copyLink"),
          ...keyOf("copyLink"),
          run: () => commands.copyLinks([id]),
        }
      : null,
    fetch: [
      canOpen(link)
        ? { id: "open", icon: ExternalLink, words: t("action.openLink"), run: () => commands.openLink(id) }
        : null,
      service?.capabilities.download === true && isThere
        ? {
            id: "download",
            icon: Download,
            words: t("action.download"),
            run: () => commands.download(id, name),
          }
        : null,
      { id: "reveal", icon: FolderOpen, words: t("action.reveal"), run: () => commands.reveal(id) },
    ],
    removal:
      service === undefined || !isThere
        ? null
        : service.capabilities.remove
          ? {
              id: "removeAtService",
              icon: CloudOff,
              words: t("action.removeAtService", { service: service.label }),
              run: () => handlers.onRemoveAtService(upload),
            }
          : {
              id: "removeAtService",
              icon: CloudOff,
              words: t("history.noRemoval", { service: service.label }),
              isDisabled: true,
            },
  };
}
