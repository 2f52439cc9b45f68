import { Ban } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ReceiptDetail } from "../../../electron/shared/receipt-detail";
import { canceledWord } from "../history/history-status";
import { ReceiptActions } from "./receipt-actions";
import { ReceiptAnswer } from "./receipt-answer";
import { ReceiptHead, ReceiptRoute } from "./receipt-head";
import { ReceiptLife } from "./receipt-life";
import { ReceiptLinks } from "./receipt-links";
import { ReceiptNow } from "./receipt-now";
import { ReceiptPart, Stamp } from "./receipt-parts";
import { ReceiptProof } from "./receipt-proof";
import { ReceiptTimeline } from "./receipt-timeline";
import "./receipt.css";
import "./receipt-links.css";
import "./receipt-print.css";

/** The paper that travels with an upload: what was sent, where to, what was received. It works for what is on its way, too. */
export function Receipt({ detail }: { readonly detail: ReceiptDetail }) {
  const { t } = useTranslation();
  const { upload, attempts } = detail;
  const { receipt, state } = upload;
  const canceled = canceledWord(upload);
  const isFinished = state.kind === "completed" || state.kind === "canceled";
  return (
    <>
      <article className="receipt" data-testid="detail-panel" data-state={state.kind}>
        <div className="receipt__paper">
          <ReceiptHead detail={detail} />
          {isFinished ? null : (
            <ReceiptPart title={t("receipt.part.now")} testId="receipt-part-now">
              <ReceiptNow upload={upload} />
            </ReceiptPart>
          )}
          <ReceiptPart title={t("receipt.part.route")} testId="receipt-part-route">
            <ReceiptRoute detail={detail} />
          </ReceiptPart>
          {receipt === null ? null : (
            <ReceiptPart title={t("receipt.part.proof")} testId="receipt-part-proof">
              <ReceiptProof upload={upload} receipt={receipt} />
            </ReceiptPart>
          )}
          {state.kind === "canceled" ? (
            <ReceiptPart title={t("state.canceled")} testId="receipt-part-canceled">
              <Stamp
                icon={Ban}
                tone="quiet"
                finding={canceled}
                word={t(`receipt.verdict.${canceled}`)}
                text={t(`receipt.text.${canceled}`)}
              />
            </ReceiptPart>
          ) : null}
          {receipt === null ? null : (
            <ReceiptPart title={t("receipt.part.links")} testId="receipt-part-links">
              <ReceiptLinks detail={detail} receipt={receipt} />
              <ReceiptLife detail={detail} receipt={receipt} />
            </ReceiptPart>
          )}
          <ReceiptPart title={t("receipt.part.attempts")} testId="receipt-part-attempts">
            <ReceiptTimeline
              attempts={attempts}
              isRunning={state.kind === "uploading" || state.kind === "preparing"}
            />
          </ReceiptPart>
          {receipt?.rawReply == null ? null : (
            <ReceiptPart title={t("receipt.answer")} testId="receipt-part-answer">
              <ReceiptAnswer answer={receipt.rawReply} />
            </ReceiptPart>
          )}
        </div>
      </article>
      <ReceiptActions detail={detail} />
    </>
  );
}
