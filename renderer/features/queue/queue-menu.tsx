import {
  ArrowDownToLine,
  ArrowUpToLine,
  CircleCheck,
  CircleHelp,
  Eye,
  FileSearch,
  FolderOpen,
  type LucideIcon,
  MapPin,
  Pause,
  Play,
  ReceiptText,
  RotateCw,
  Send,
  Trash2,
  X,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { UploadAction } from "../../../electron/shared/ipc";
import { isAboutFile } from "../../../electron/shared/upload-error";
import { useSurroundings } from "../../stores-context";
import { type MenuEntry, PointMenu } from "../../ui/point-menu";
import { useFormats } from "../../ui/use-formats";
import { useKeyText } from "../commands/use-system";
import { suitableActions } from "./queue-actions";
import type { OpenQueueMenu } from "./queue-controls";
import { useMoveTo } from "./use-move-to";
import { useTargets } from "./use-targets";

const actionEntries: readonly {
  readonly action: UploadAction;
  readonly icon: LucideIcon;
  readonly key: string;
}[] = [
  { action: "retry", icon: RotateCw, key: "action.tryNow" },
  { action: "pause", icon: Pause, key: "action.pause" },
  { action: "resume", icon: Play, key: "action.resume" },
  { action: "check", icon: CircleHelp, key: "action.check" },
  { action: "resolve-resend", icon: Send, key: "action.resend" },
  { action: "resolve-arrived", icon: CircleCheck, key: "action.arrived" },
];

/** Everything that can be done with the selected uploads, or with all of a drop, in words. */
export function QueueMenu(props: {
  readonly open: OpenQueueMenu;
  readonly onClose: () => void;
  readonly onPreview: () => void;
  readonly onDelete: (ids: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const { stores } = useSurroundings();
  const formats = useFormats();
  const keyOf = useKeyText();
  const { open, onDelete } = props;
  const targets = useTargets(open);
  const canBeChecked = useStore(stores.overview, (state) =>
    state.services.some((service) => service.id === open.upload.service && service.capabilities.reconcile),
  );
  const isOne = targets.count === 1;
  const suitable = suitableActions(targets.kinds);
  const act = (action: UploadAction) => async () => await stores.commands.act(await targets.ids(), action);
  const move = (kind: "top" | "bottom") => async () =>
    await stores.commands.move(await targets.ids(), { kind });
  const moveTo = useMoveTo(isOne ? open.upload.destinationId : null, targets.ids);
  const { state } = open.upload;
  const canBeLocated = isOne && state.kind === "failed" && isAboutFile(state.error.code);
  const entries: (MenuEntry | null)[] = [
    isOne && open.kind === "selection"
      ? {
          id: "receipt",
          icon: ReceiptText,
          words: t("action.receipt"),
          ...keyOf("details"),
          run: () => stores.detail.open(open.upload.id),
        }
      : null,
    isOne && open.kind === "selection"
      ? { id: "preview", icon: Eye, words: t("action.preview"), ...keyOf("preview"), run: props.onPreview }
      : null,
    isOne && open.kind === "selection"
      ? {
          id: "reveal",
          icon: FolderOpen,
          words: t("action.reveal"),
          run: () => void stores.commands.reveal(open.upload.id),
        }
      : null,
    { id: "line-1", isLine: true },
    canBeLocated
      ? {
          id: "locate",
          icon: FileSearch,
          words: t("action.locate"),
          run: () => stores.commands.locate(open.upload.id),
        }
      : null,
    ...actionEntries
      .filter(({ action }) => suitable.has(action) && (action !== "check" || canBeChecked))
      .map(({ action, icon, key }) => ({ id: action, icon, words: t(key), run: () => void act(action)() })),
    { id: "line-2", isLine: true },
    { id: "move-top", icon: ArrowUpToLine, words: t("action.sendNext"), run: move("top") },
    { id: "move-bottom", icon: ArrowDownToLine, words: t("action.sendLast"), run: move("bottom") },
    moveTo.length < 2 ? null : { id: "move-to", icon: MapPin, words: t("action.moveTo"), choices: moveTo },
    { id: "line-3", isLine: true },
    {
      id: "delete",
      icon: suitable.has("cancel") ? X : Trash2,
      words: t(suitable.has("cancel") ? "action.cancel" : "action.remove"),
      ...keyOf("remove"),
      run: async () => onDelete(await targets.ids()),
    },
  ];
  const title =
    targets.count === 1
      ? open.upload.name
      : t("queue.several", { count: targets.count, number: formats.count(targets.count) });
  return <PointMenu title={title} at={open.at} entries={entries} onClose={props.onClose} />;
}
