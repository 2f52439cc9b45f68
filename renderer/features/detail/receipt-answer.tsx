import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";

/** The server's own answer, secrets taken out by the engine; folded, because it is for the exact and the doubtful. */
export function ReceiptAnswer({ answer }: { readonly answer: string }) {
  const { t } = useTranslation();
  return (
    <>
      <details className="answer" data-testid="receipt-answer">
        <summary className="answer__title">
          <ChevronRight className="unfold-sign" size={14} strokeWidth={2} aria-hidden="true" />
          {t("receipt.answer")}
        </summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
        <pre className="answer__text" tabIndex={0}>
          {laidOut(answer)}
        </pre>
      </details>
      {/* Paper unfolds nothing: there the answer is written out. */}
      <pre className="answer__text answer__paper" aria-hidden="true" data-testid="receipt-answer-paper">
        {laidOut(answer)}
      </pre>
    </>
  );
}

/** JSON is laid out in lines; anything else, and JSON that was cut, stays as it came. */
function laidOut(answer: string): string {
  try {
    return JSON.stringify(JSON.parse(answer), null, 2);
  } catch {
    // Not JSON: a page of HTML, a plain text, or cut off at 8 KiB.
    return answer;
  }
}
