import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { ReceiptDetail } from "../../../electron/shared/receipt-detail";
import type { Receipt } from "../../../electron/shared/upload";
import { mainLink } from "../../format/links";
import { useStores } from "../../stores-context";
import { useFormats } from "../../ui/use-formats";
import { useNow } from "../../ui/use-now";
import { useAccessWords } from "./receipt-links";
import { Pair } from "./receipt-parts";

/** Below this an end is counted down by the second; a day or more is told by its date. */
const countdownFromMs = 24 * 60 * 60 * 1000;

/**
 * The three ends that people mix up, apart: how long the link opens, how long the service keeps the file, and what one
 * needs to get in, which has an end of its own.
 */
export function ReceiptLife(props: { readonly detail: ReceiptDetail; readonly receipt: Receipt }) {
  const { t } = useTranslation();
  const { detail, receipt } = props;
  const link = mainLink(receipt);
  const access = useAccessWords(detail, receipt);
  const opens = receipt.links.some((candidate) => candidate.opensInBrowser);
  const tokenEndsAt = useStore(
    useStores().overview,
    (state) =>
      state.signIns.find((signIn) => signIn.destinationId === detail.upload.destinationId)?.tokenExpiresAt ??
      null,
  );
  if (receipt.removedAt !== undefined) return <RemovedFile removedAt={receipt.removedAt} />;
  return (
    <dl className="pairs" data-testid="receipt-life">
      {link === null ? null : (
        <Pair name={t("receipt.link")} testId="life-link">
          <End iso={link.expiresAt} open="receipt.linkLasts" until="receipt.until" ended="receipt.endedAt" />
        </Pair>
      )}
      <Pair name={t("receipt.file")} testId="life-file">
        <End
          iso={receipt.fileExpiresAt}
          open="receipt.fileLasts"
          until="receipt.keptUntil"
          ended="receipt.goneSince"
        />
      </Pair>
      <Pair name={t("receipt.opens")} testId="life-access">
        {access}
      </Pair>
      {tokenEndsAt === null || opens ? null : (
        <Pair name={t("receipt.token")} testId="life-token">
          <End iso={tokenEndsAt} open="receipt.linkLasts" until="receipt.until" ended="receipt.endedAt" />
        </Pair>
      )}
      {receipt.remoteId === null ? null : (
        <Pair name={t("receipt.remoteId")} testId="receipt-remote-id">
          <code className="exact">{receipt.remoteId}</code>
        </Pair>
      )}
    </dl>
  );
}

function RemovedFile({ removedAt }: { readonly removedAt: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <dl className="pairs" data-testid="receipt-life">
      <Pair name={t("receipt.file")} testId="life-file">
        <span className="receipt__caution">
          {t("receipt.removedAt", { moment: formats.exactMoment(removedAt) })}
        </span>
      </Pair>
    </dl>
  );
}

/** A moment at which something ends, counted down where it is near. */
function End(props: {
  readonly iso: string | null;
  /** Key of the words for what has no end. */
  readonly open: string;
  readonly until: string;
  readonly ended: string;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const nowMs = useNow(props.iso !== null);
  const endsMs = props.iso === null ? Number.NaN : Date.parse(props.iso);
  if (props.iso === null || Number.isNaN(endsMs)) return <>{t(props.open)}</>;
  const moment = formats.exactMoment(props.iso);
  const remainingMs = endsMs - nowMs;
  if (remainingMs <= 0) return <span className="receipt__caution">{t(props.ended, { moment })}</span>;
  return (
    <>
      {t(props.until, { moment })}
      {remainingMs < countdownFromMs ? (
        <span className="countdown" role="timer" data-testid="countdown">
          {t("receipt.countdown", { time: formats.countdown(remainingMs) })}
        </span>
      ) : null}
    </>
  );
}
