import { Receipt } from "./receipt";
import { useReceipt } from "./use-receipt";

/**
 * What is known of one upload, inside of the panel or the sheet that the frame draws (`navigation/detail-slot`),
 * which brings the title and the button that closes it. It is made anew for every upload.
 */
export function DetailPanel({ uploadId }: { readonly uploadId: string }) {
  const detail = useReceipt(uploadId);
  return detail === null ? null : <Receipt detail={detail} />;
}
