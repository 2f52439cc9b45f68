import { isMaskedLink, maskLink } from "../../shared/link-mask";
import type { Receipt } from "../../shared/upload";

/** Names what is sealed of a receipt's links beside the secrets that its service gave; no service uses a colon. */
const prefix = "link:";

/** A link that can't be opened any more has ended for the user: the service is asked for another one. */
const endedLongAgo = new Date(0).toISOString();

/** What is written of a receipt: `receipt` in the open, `secrets` sealed. */
export interface SplitReceipt {
  readonly receipt: Receipt;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Takes out of a receipt the links that open to whoever holds them: they are masked there, and whole among the secrets. */
export function splitLinks(receipt: Receipt, others: Readonly<Record<string, string>>): SplitReceipt {
  const secrets: Record<string, string> = { ...others };
  const links = receipt.links.map((link, index) => {
    const { text, isMasked } = maskLink(link.url);
    if (!isMasked) return link;
    if (!isMaskedLink(link.url)) secrets[`${prefix}${index}`] = link.url;
    return { ...link, url: text };
  });
  return { receipt: { ...receipt, links }, secrets };
}

/** Whether some of a receipt's links lie among its secrets. */
export function hasSealedLinks(receipt: Receipt): boolean {
  return receipt.links.some(({ url }) => isMaskedLink(url));
}

/** Puts the links of a receipt together again; one that is not among the secrets has ended. */
export function joinLinks(receipt: Receipt, secrets: Readonly<Record<string, string>>): Receipt {
  const links = receipt.links.map((link, index) => {
    if (!isMaskedLink(link.url)) return link;
    const url = secrets[`${prefix}${index}`];
    return url === undefined ? { ...link, expiresAt: endedLongAgo } : { ...link, url };
  });
  return { ...receipt, links };
}

/** The secrets that the service gave, without the links. */
export function withoutLinks(secrets: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(secrets).filter(([name]) => !name.startsWith(prefix)));
}
