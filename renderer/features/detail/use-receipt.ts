import { useEffect, useState } from "react";
import type { ReceiptDetail } from "../../../electron/shared/receipt-detail";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";

/** The receipt of an upload as main knows it now; asked for again whenever main says that it changed. */
export function useReceipt(uploadId: string): ReceiptDetail | null {
  const { bridge, stores } = useSurroundings();
  const [detail, setDetail] = useState<ReceiptDetail | null>(null);
  useEffect(() => {
    let isGone = false;
    const load = async (): Promise<void> => {
      try {
        const found = await bridge.request("receipts:get", { id: uploadId });
        if (isGone) return;
        setDetail(found);
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
  return detail;
}
