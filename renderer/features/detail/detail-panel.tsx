import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { UploadView } from "../../../electron/shared/upload";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";
import { FileName } from "../../ui/file-name";
import { DestinationLine } from "../uploads/destination-line";

/**
 * What is known of one upload, inside of the panel or the sheet that the frame draws (`navigation/detail-slot`),
 * which brings the title and the button that closes it. It is made anew for every upload.
 */
export function DetailPanel({ uploadId }: { readonly uploadId: string }) {
  const { t } = useTranslation();
  const upload = useUpload(uploadId);
  if (upload === null) return null;
  return (
    <div className="detail__summary" data-testid="detail-panel">
      <FileName name={upload.name} />
      <DestinationLine upload={upload} />
      <p>{t(`state.${upload.state.kind}`)}</p>
    </div>
  );
}

/** An upload as main knows it now; asked for again whenever main says that it changed. */
function useUpload(uploadId: string): UploadView | null {
  const { bridge, stores } = useSurroundings();
  const [upload, setUpload] = useState<UploadView | null>(null);
  useEffect(() => {
    let isGone = false;
    const load = async (): Promise<void> => {
      try {
        const found = await bridge.request("uploads:get", { id: uploadId });
        if (isGone) return;
        setUpload(found);
        if (found === null) stores.detail.close();
      } catch (error) {
        stores.notices.warn("notice.refused", { message: sentenceOf(error) });
      }
    };
    void load();
    const end = bridge.on("uploads:changed", ({ ids }) => {
      if (ids?.includes(uploadId) ?? true) void load();
    });
    return () => {
      isGone = true;
      end();
    };
  }, [bridge, stores, uploadId]);
  return upload;
}
