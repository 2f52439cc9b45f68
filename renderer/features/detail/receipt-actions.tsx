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
import { type MouseEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReceiptDetail } from "../../../electron/shared/receipt-detail";
import { linkState } from "../../format/links";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { IconButton } from "../../ui/icon-button";
import { type MenuEntry, PointMenu } from "../../ui/point-menu";
import { below } from "../../ui/point-of";
import type { Point } from "../uploads/list-props";

/** What is done with a receipt: the link, and everything else behind one button. */
export function ReceiptActions({ detail }: { readonly detail: ReceiptDetail }) {
  const { t } = useTranslation();
  const { commands } = useStores();
  const [menuAt, setMenuAt] = useState<Point | null>(null);
  const entries = useReceiptMenu(detail);
  const { upload } = detail;
  const link = linkState(upload.receipt, Date.now());
  const copies = link.kind !== "none" && link.kind !== "removed";
  const openMenu = (event: MouseEvent<HTMLButtonElement>): void => setMenuAt(below(event.currentTarget));
  return (
    <footer className="receipt-actions">
      {copies ? (
        <Button icon={Copy} onPress={() => void commands.copyLinks([upload.id])} testId="receipt-copy">
          {t(link.kind === "id-only" ? "action.copyId" : "action.copyLink")}
        </Button>
      ) : null}
      <span className="receipt-actions__spring" />
      <IconButton
        icon={Ellipsis}
        label={t("receipt.more")}
        hasMenu
        testId="receipt-menu"
        onPress={openMenu}
      />
      {menuAt === null ? null : (
        <PointMenu title={t("detail.title")} at={menuAt} entries={entries} onClose={() => setMenuAt(null)} />
      )}
    </footer>
  );
}

function useReceiptMenu(detail: ReceiptDetail): readonly (MenuEntry | null)[] {
  const { t } = useTranslation();
  const { again, commands, overview, papers } = useStores();
  const { upload, file } = detail;
  const { id, name, receipt } = upload;
  const service = overview.getState().services.find((other) => other.id === upload.service);
  const isThere = receipt !== null && receipt.removedAt === undefined;
  const canSendAgain = upload.completedAt !== null && file !== "missing";
  const save = (format: "pdf" | "json") => () => papers.save(id, format, t("receipt.fileTitle"));
  return [
    { id: "save-pdf", icon: FileText, words: t("receipt.savePdf"), run: save("pdf") },
    { id: "save-json", icon: FileJson, words: t("receipt.saveJson"), run: save("json") },
    { id: "print", icon: Printer, words: t("receipt.print"), run: () => papers.print() },
    { id: "line", isLine: true },
    canSendAgain
      ? { id: "again", icon: RotateCw, words: t("action.resend"), run: () => again.sendAgain([id]) }
      : null,
    canSendAgain
      ? { id: "send-to", icon: Send, words: t("action.sendTo"), run: () => again.askWhere([id]) }
      : null,
    isThere && service?.capabilities.download === true
      ? {
          id: "download",
          icon: Download,
          words: t("action.download"),
          run: () => commands.download(id, name),
        }
      : null,
    file === "missing"
      ? null
      : { id: "reveal", icon: FolderOpen, words: t("action.reveal"), run: () => commands.reveal(id) },
  ];
}
