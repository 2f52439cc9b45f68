import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { UploadView } from "../../../electron/shared/upload";
import { visibleName } from "../../format/names";
import { useStores } from "../../stores-context";
import { FileThumbnail } from "../../ui/file-thumbnail";
import { Sheet } from "../../ui/sheet";
import { DestinationLine } from "./destination-line";
import "./preview-sheet.css";

/** The quick look at a file, while there is one. */
export function Preview() {
  const { view } = useStores();
  const previewed = useStore(view, (state) => state.previewed);
  if (previewed === null) return null;
  return <PreviewSheet upload={previewed} onClose={() => view.setState({ previewed: null })} />;
}

/** A quick look at a file: its picture as large as it is kept, or the sign of its kind. Space closes it as it opened it. */
function PreviewSheet({ upload, onClose }: { readonly upload: UploadView; readonly onClose: () => void }) {
  const { t } = useTranslation();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== " " || (event.target instanceof Element && event.target.closest("button") !== null))
        return;
      event.preventDefault();
      onClose();
    };
    // Captured, so that the very key press that opened it does not close it again.
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, [onClose]);
  return (
    <Sheet title={visibleName(upload.name)} onClose={onClose} testId="preview">
      <div className="preview">
        <div className="preview__picture">
          <FileThumbnail upload={upload} size="large" />
        </div>
        <p className="preview__facts">
          <DestinationLine upload={upload} />
        </p>
        <p className="visually-hidden">{t("preview.help")}</p>
      </div>
    </Sheet>
  );
}
