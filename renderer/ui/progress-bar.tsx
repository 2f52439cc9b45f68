import type { RefObject } from "react";

/** A thin bar that fills. Who draws it moves it by `moveProgressBar`, past React. */
export function ProgressBar(props: {
  readonly bar: RefObject<HTMLSpanElement | null>;
  readonly label: string;
}) {
  return (
    <span
      ref={props.bar}
      className="progress"
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <span className="progress__fill" />
    </span>
  );
}

/** Fills a bar to a share between 0 and 1. */
export function moveProgressBar(bar: HTMLElement | null, share: number): void {
  const fill = bar?.firstElementChild;
  if (fill instanceof HTMLElement) fill.style.transform = `scaleX(${share})`;
}
