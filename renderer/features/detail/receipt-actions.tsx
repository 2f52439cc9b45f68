import {
  Copy,
  Download,
  Ellipsis,
  FileJson,
  FileText,
  FolderOpen,
  Printer,
  RotateCw,
  Send,
} from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReceiptDetail } from "../../../electron/shared/receipt-detail";
import { linkState } from "../../format/links";
import { useStores } from "../../stores-context";
import { ActionMenu, type MenuAction } from "../../ui/action-menu";
import { Button } from "../../ui/button";
import { IconButton } from "../../ui/icon-button";

/** What is done with a receipt: the link, and everything else behind one button. */
export function ReceiptActions({ detail }: { readonly detail: ReceiptDetail }) {
  const { t } = useTranslation();
  const { commands } = useStores();
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const button = useRef<HTMLSpanElement>(null);
  const actions = useReceiptMenu(detail);
  const { upload } = detail;
  const link = linkState(upload.receipt, Date.now());
  const copies = link.kind !== "none" && link.kind !== "removed";
  return (
    <footer className="receipt-actions">
      {copies ? (
        <Button icon={Copy} onPress={() => void commands.copyLinks([upload.id])} testId="receipt-copy">
          {t(link.kind === "id-only" ? "action.copyId" : "action.copyLink")}
        </Button>
      ) : null}
      <span className="receipt-actions__spring" />
      <span ref={button}>
        <IconButton
          icon={Ellipsis}
          label={t("receipt.more")}
          hasMenu
          testId="receipt-menu"
          onPress={() => setIsMenuOpen(true)}
        />
      </span>
      {isMenuOpen ? (
        <ActionMenu
          label={t("receipt.more")}
          anchor={button}
          actions={actions}
          onClose={() => setIsMenuOpen(false)}
        />
      ) : null}
    </footer>
  );
}

function useReceiptMenu(detail: ReceiptDetail): readonly MenuAction[] {
  const { t } = useTranslation();
  const { again, commands, overview, papers } = useStores();
  const { upload, file } = detail;
  const { id, name, receipt } = upload;
  const service = overview.getState().services.find((other) => other.id === upload.service);
  const isThere = receipt !== null && receipt.removedAt === undefined;
  const isFinished = upload.completedAt !== null;
  const save = (format: "pdf" | "json") => () => void papers.save(id, format, t("receipt.fileTitle"));
  return [
    { id: "save-pdf", icon: FileText, words: t("receipt.savePdf"), onPress: save("pdf") },
    { id: "save-json", icon: FileJson, words: t("receipt.saveJson"), onPress: save("json") },
    { id: "print", icon: Printer, words: t("receipt.print"), onPress: () => void papers.print() },
    "line",
    ...(isFinished && file !== "missing"
      ? [
          {
            id: "again",
            icon: RotateCw,
            words: t("action.resend"),
            onPress: () => void again.sendAgain([id]),
          },
          { id: "send-to", icon: Send, words: t("action.sendTo"), onPress: () => again.askWhere([id]) },
        ]
      : []),
    ...(isThere && service?.capabilities.download === true
      ? [
          {
            id: "download",
            icon: Download,
            words: t("action.download"),
            onPress: () => void commands.download(id, name),
          },
        ]
      : []),
    {
      id: "reveal",
      icon: FolderOpen,
      words: t("action.reveal"),
      isDisabled: file === "missing",
      onPress: () => void commands.reveal(id),
    },
  ];
}
