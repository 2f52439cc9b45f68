import type { Link, Receipt } from "../../electron/shared/upload";

/** Below this a link's end is counted down. */
const countdownFromMs = 60 * 60 * 1000;

/** What can be said about an upload's link at a moment. */
export type LinkState =
  | { readonly kind: "none" }
  /** The file was deleted at the service, so that nothing opens any more. */
  | { readonly kind: "removed"; readonly removedAt: string }
  /** No link, but an id of the server's that can be copied. */
  | { readonly kind: "id-only" }
  | { readonly kind: "lasting"; readonly link: Link }
  /** It ends, but not within the hour. */
  | { readonly kind: "until"; readonly link: Link; readonly endsAt: string }
  | { readonly kind: "ending"; readonly link: Link; readonly remainingMs: number }
  | { readonly kind: "expired"; readonly link: Link };

/** The link to offer first: one that anybody's browser opens, else whatever there is. */
export function mainLink(receipt: Receipt): Link | null {
  return receipt.links.find((link) => link.opensInBrowser) ?? receipt.links[0] ?? null;
}

/** Tells how an upload's link stands now. */
export function linkState(receipt: Receipt | null, nowMs: number): LinkState {
  if (receipt === null) return { kind: "none" };
  if (receipt.removedAt !== undefined) return { kind: "removed", removedAt: receipt.removedAt };
  const link = mainLink(receipt);
  if (link === null) return receipt.remoteId === null ? { kind: "none" } : { kind: "id-only" };
  if (link.expiresAt === null) return { kind: "lasting", link };
  const endsMs = Date.parse(link.expiresAt);
  if (Number.isNaN(endsMs)) return { kind: "lasting", link };
  const remainingMs = endsMs - nowMs;
  if (remainingMs <= 0) return { kind: "expired", link };
  return remainingMs < countdownFromMs
    ? { kind: "ending", link, remainingMs }
    : { kind: "until", link, endsAt: link.expiresAt };
}

/** Whether the link opens in a browser and has not ended. */
export function canOpen(state: LinkState): boolean {
  return "link" in state && state.kind !== "expired" && state.link.opensInBrowser;
}

/** Whether what the link says changes with the clock, so that the row must look again. */
export function changesWithTime(receipt: Receipt | null): boolean {
  return receipt !== null && (mainLink(receipt)?.expiresAt ?? null) !== null;
}
