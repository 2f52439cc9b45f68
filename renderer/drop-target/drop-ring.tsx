import type { DropTargetState } from "../../electron/shared/drop-target";
import { DestinationMark } from "../ui/destination-mark";

/** The ring's radius in its drawing of 40 by 40. */
const radius = 18;
const length = 2 * Math.PI * radius;

/** The destination's mark, the progress of what is sent around it, and a dot where something needs the user. */
export function DropRing({ state }: { readonly state: DropTargetState }) {
  const { destination, fraction, sending, work } = state;
  return (
    <span className="drop-ring">
      <svg viewBox="0 0 40 40" aria-hidden="true">
        <circle className="drop-ring__track" cx="20" cy="20" r={radius} />
        {sending === 0 ? null : (
          <circle
            className={fraction === null ? "drop-ring__fill drop-ring__fill--unknown" : "drop-ring__fill"}
            cx="20"
            cy="20"
            r={radius}
            strokeDasharray={length}
            strokeDashoffset={length * (1 - (fraction ?? 0.25))}
          />
        )}
      </svg>
      <DestinationMark name={destination?.name ?? "?"} appearance={destination?.appearance} />
      {work === "attention" ? <span className="drop-ring__dot" /> : null}
    </span>
  );
}
