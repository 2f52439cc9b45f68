import type { ReactNode } from "react";

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
