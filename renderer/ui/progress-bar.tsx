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

/** So many bars may glide at once: each picture of a bar that glides is drawn anew, sixty times a second. */
const mostGliding = 4;

/**
 * Fills a bar to a share between 0 and 1. Where few uploads run it glides there; many that glide at once would keep the
 * whole window drawing without an end.
 */
export function moveProgressBar(bar: HTMLElement | null, share: number, running: number): void {
  const fill = bar?.firstElementChild;
  if (!(fill instanceof HTMLElement)) return;
  const isGliding = String(running <= mostGliding);
  if (fill.dataset["gliding"] !== isGliding) fill.dataset["gliding"] = isGliding;
  fill.style.transform = `scaleX(${share})`;
}
