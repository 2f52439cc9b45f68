import { useStore } from "zustand";
import type { UploadView } from "../../../electron/shared/upload";
import { useStores } from "../../stores-context";
import { DestinationMark } from "../../ui/destination-mark";

/** The mark of an upload's destination, as high as a line; without its colours when the destination is not there any more. */
export function RowMark({ upload }: { readonly upload: UploadView }) {
  const appearance = useStore(
    useStores().overview,
    (state) => state.destinations.find((other) => other.id === upload.destinationId)?.appearance,
  );
  return <DestinationMark name={upload.destinationName} appearance={appearance} size="line" />;
}
