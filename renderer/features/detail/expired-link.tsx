import { Clock } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { ReceiptDetail } from "../../../electron/shared/receipt-detail";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";

/** Says that a link ended, and offers what still leads to the file. */
export function ExpiredLink({ detail }: { readonly detail: ReceiptDetail }) {
  const { t } = useTranslation();
  const { again, commands, overview, papers } = useStores();
  const { upload, file } = detail;
  const [isAsking, setIsAsking] = useState(false);
  const [hasFailed, setHasFailed] = useState(false);
  const canDownload = useStore(
    overview,
    (state) =>
      state.services.find((service) => service.id === upload.service)?.capabilities.download ?? false,
  );
  const refresh = async (): Promise<void> => {
    setIsAsking(true);
    setHasFailed(!(await papers.refreshLinks(upload.id)));
    setIsAsking(false);
  };
  return (
    <div className="expired" data-testid="receipt-expired">
      <p className="expired__words">
        <Clock size={16} strokeWidth={1.75} aria-hidden="true" />
        <span>{t(hasFailed ? "receipt.noFreshLink" : "receipt.expired")}</span>
      </p>
      <div className="expired__actions">
        {hasFailed ? null : (
          <Button isSmall isPending={isAsking} onPress={() => void refresh()} testId="fresh-link">
            {t("receipt.freshLink")}
          </Button>
        )}
        {canDownload ? (
          <Button
            isSmall
            onPress={() => void commands.download(upload.id, upload.name)}
            testId="expired-download"
          >
            {t("receipt.download")}
          </Button>
        ) : null}
        {file === "missing" ? null : (
          <Button isSmall onPress={() => void again.sendAgain([upload.id])} testId="expired-resend">
            {t("action.resend")}
          </Button>
        )}
      </div>
    </div>
  );
}
