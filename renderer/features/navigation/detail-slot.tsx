import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useStores } from "../../stores-context";
import { IconButton } from "../../ui/icon-button";
import { Sheet } from "../../ui/sheet";
import { useMedia } from "../../ui/use-media";
import { DetailPanel } from "../detail/detail-panel";

/** Below this width the receipt lies over the list instead of beside it. */
const narrowWindow = "(max-width: 719px)";

/** The place of the receipt: a panel beside the lists, or a sheet over them where there is no room for one. */
export function DetailSlot() {
  const { t } = useTranslation();
  const { detail, view } = useStores();
  const uploadId = useStore(detail, (state) => state.uploadId);
  const isBesideList = useStore(view, (state) => state.view === "queue" || state.view === "history");
  const isNarrow = useMedia(narrowWindow);
  if (uploadId === null || !isBesideList) return null;
  const content = <DetailPanel key={uploadId} uploadId={uploadId} />;
  if (isNarrow) {
    return (
      <Sheet title={t("detail.title")} placement="side" onClose={detail.close} testId="detail-sheet">
        <div className="detail__scroll">{content}</div>
      </Sheet>
    );
  }
  return (
    <aside className="detail" aria-label={t("detail.title")} data-testid="detail">
      <header className="detail__header">
        <h2 className="detail__title">{t("detail.title")}</h2>
        <IconButton icon={X} label={t("detail.close")} onPress={detail.close} testId="detail-close" />
      </header>
      <div className="detail__scroll">{content}</div>
    </aside>
  );
}
