import type { PageBridge } from "../../bridge";
import type { Stores } from "../../stores/stores";

/**
 * Shows the receipt of the very first file that arrives at Practice, without being asked: whoever tries Waybill out sees at
 * once what a delivery leaves behind. Never again after that; a person who knows receipts opens them when they want one.
 */
export function startFirstReceipt(bridge: PageBridge, stores: Stores): () => void {
  const { overview, detail } = stores;
  /** Null until it is known whether anything was ever sent. */
  let isFirst: boolean | null = null;
  const endings = [
    overview.subscribe((now, before) => {
      if (now.counts !== before.counts) isFirst ??= now.counts.completed === 0;
    }),
    bridge.on("uploads:ended", ({ upload }) => {
      if (isFirst !== true || upload.state.kind !== "completed") return;
      isFirst = false;
      const { destinations } = overview.getState();
      if (destinations.some(({ id, practice }) => practice && id === upload.destinationId))
        detail.open(upload.id);
    }),
  ];
  return () => {
    for (const end of endings) end();
  };
}
