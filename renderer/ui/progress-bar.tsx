/** A thin bar that fills; `percent` null means that something goes on whose length nobody knows. */
export function ProgressBar({ percent, label }: { readonly percent: number | null; readonly label: string }) {
  return (
    <span
      className={percent === null ? "progress progress--unknown" : "progress"}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
    >
      <span
        className="progress__fill"
        style={percent === null ? undefined : { transform: `scaleX(${percent / 100})` }}
      />
    </span>
  );
}
