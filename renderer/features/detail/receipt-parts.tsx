import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { gapAfter } from "../../../electron/shared/sentences";

/** A part of the paper, below a perforated line. */
export function ReceiptPart(props: {
  readonly title: string;
  readonly testId: string;
  readonly children: ReactNode;
}) {
  return (
    <section className="receipt__part" aria-label={props.title} data-testid={props.testId}>
      {props.children}
    </section>
  );
}

/** What a part is about, where its pairs do not say it themselves. */
export function ReceiptCaption({ children }: { readonly children: ReactNode }) {
  return <h4 className="receipt__caption">{children}</h4>;
}

/** What it comes to, stamped on the paper: a word, and what it means. */
export function Stamp(props: {
  readonly icon: LucideIcon;
  readonly tone: "good" | "caution" | "quiet";
  /** What it comes to, for those who look it up. */
  readonly finding: string;
  readonly word: string;
  readonly text: string;
}) {
  const Icon = props.icon;
  return (
    <p className={`stamp stamp--${props.tone}`} data-testid="receipt-verdict" data-finding={props.finding}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
      <span>
        <strong className="stamp__word">{props.word}</strong>
        {gapAfter(props.word)}
        <span className="stamp__text">{props.text}</span>
      </span>
    </p>
  );
}

/** One pair of a list of pairs: names stand in one column, values in the other. */
export function Pair(props: {
  readonly name: string;
  readonly children: ReactNode;
  readonly testId?: string;
}) {
  return (
    <div className="pair" data-testid={props.testId}>
      <dt className="pair__name">{props.name}</dt>
      <dd className="pair__value">{props.children}</dd>
    </div>
  );
}

/** A hash that is too long for the panel: its ends tell two apart, the whole of it is on the printed paper. */
export function Hash({ hex }: { readonly hex: string }) {
  const isLong = hex.length > 14;
  return (
    <span className="hash" title={hex}>
      <span className="hash__short">{isLong ? `${hex.slice(0, 6)}…${hex.slice(-4)}` : hex}</span>
      {isLong ? (
        <span className="hash__whole" aria-hidden="true">
          {hex}
        </span>
      ) : null}
    </span>
  );
}
