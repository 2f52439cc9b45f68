import { Copy, ExternalLink, Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { briefLink } from "../../../electron/shared/link-mask";
import type { ReceiptDetail } from "../../../electron/shared/receipt-detail";
import type { Link, Receipt } from "../../../electron/shared/upload";
import { useStores } from "../../stores-context";
import { IconButton } from "../../ui/icon-button";
import { useNow } from "../../ui/use-now";
import { ExpiredLink } from "./expired-link";
import { LinkSecret } from "./link-secret";
import { ReceiptCaption } from "./receipt-parts";

/** The links of a receipt, each with what it needs, masked until asked for. */
export function ReceiptLinks(props: { readonly detail: ReceiptDetail; readonly receipt: Receipt }) {
  const { t } = useTranslation();
  const { detail, receipt } = props;
  const { upload, secretNames } = detail;
  const nowMs = useNow(receipt.links.some((link) => link.expiresAt !== null));
  const isExpired = (link: Link) => link.expiresAt !== null && Date.parse(link.expiresAt) <= nowMs;
  const hasOnlyExpired = receipt.links.length > 0 && receipt.links.every(isExpired);
  return (
    <>
      {receipt.links.length === 0 ? (
        <p className="receipt__quiet links__none" data-testid="receipt-no-link">
          {t(receipt.removedAt === undefined ? "receipt.noLink" : "receipt.noLinkRemoved")}
        </p>
      ) : (
        <ul className="links">
          {receipt.links.map((link, index) => (
            <li key={link.url}>
              <OneLink uploadId={upload.id} link={link} index={index} isExpired={isExpired(link)} />
            </li>
          ))}
          {secretNames.map((name) => (
            <li key={name}>
              <LinkSecret uploadId={upload.id} name={name} />
            </li>
          ))}
        </ul>
      )}
      {hasOnlyExpired ? <ExpiredLink detail={detail} /> : null}
    </>
  );
}

function OneLink(props: {
  readonly uploadId: string;
  readonly link: Link;
  readonly index: number;
  readonly isExpired: boolean;
}) {
  const { t } = useTranslation();
  const { commands, papers } = useStores();
  const [shown, setShown] = useState<string | null>(null);
  const isShown = shown !== null;
  const { uploadId, link, index, isExpired } = props;
  const masked = briefLink(link.url);
  // The page gets a link that lets in whoever holds it only now, and forgets it when it is hidden again.
  const toggle = async () => setShown(isShown ? null : await papers.showLink(uploadId, index));
  return (
    <div className={isExpired ? "link link--expired" : "link"} data-testid="receipt-link">
      <ReceiptCaption>
        {t("receipt.link")}
        <span className="link__actions">
          {masked.isMasked ? (
            <IconButton
              icon={isShown ? EyeOff : Eye}
              label={t(isShown ? "receipt.hideLink" : "receipt.showLink")}
              testId="link-reveal"
              onPress={() => void toggle()}
            />
          ) : null}
          {link.opensInBrowser && !isExpired ? (
            <IconButton
              icon={ExternalLink}
              label={t("action.openLink")}
              testId="link-open"
              onPress={() => void commands.openLink(uploadId)}
            />
          ) : null}
          <IconButton
            icon={Copy}
            label={t("action.copyLink")}
            testId="link-copy"
            onPress={() => void papers.copyLink(uploadId, index)}
          />
        </span>
      </ReceiptCaption>
      <code className="link__address" data-masked={masked.isMasked && !isShown}>
        {shown ?? masked.text}
      </code>
    </div>
  );
}

/** Who can open the links of a service, as far as the service says. */
export function useAccessWords(detail: ReceiptDetail, receipt: Receipt): string {
  const { t } = useTranslation();
  const { overview } = useStores();
  const { upload } = detail;
  const service = useStore(overview, (state) => state.services.find((other) => other.id === upload.service));
  if (receipt.links.length === 0) return t("receipt.access.none");
  const opens = receipt.links.some((link) => link.opensInBrowser);
  if (opens) {
    const ends = receipt.links.some((link) => link.opensInBrowser && link.expiresAt !== null);
    return t(ends ? "receipt.access.signed" : "receipt.access.public");
  }
  const kind = service?.capabilities.link === "needs-session" ? "session" : "key";
  return t(`receipt.access.${kind}`, { destination: upload.destinationName });
}
