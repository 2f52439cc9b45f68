import { CornerDownLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Destination } from "../../../electron/shared/destination";
import { lackingFields } from "../../fields/field-rules";
import { knownLimits } from "../../fields/file-limits";
import { useCurrentDestination } from "../../stores/current-destination";
import { useStores } from "../../stores-context";
import { DestinationMark } from "../../ui/destination-mark";
import { useFormats } from "../../ui/use-formats";
import { tilesThatFit } from "./tile-grid";
import { tileAttribute, useFileIntake } from "./use-file-intake";
import "./drop-overlay.css";

/** While files are held over the window: where they can go, the current destination first. */
export function DropOverlay() {
  const { t } = useTranslation();
  const { overview } = useStores();
  const drag = useFileIntake();
  const formats = useFormats();
  const destinations = useStore(overview, (state) => state.destinations);
  const current = useCurrentDestination();
  const areKnown = useStore(overview, (state) => state.destinationsLoaded);
  if (drag === null || !areKnown) return null;
  if (current === null) {
    return (
      <section className="drop-overlay" aria-label={t("intake.dropLabel")} data-testid="drop-overlay">
        <p className="drop-overlay__title">{t("empty.noDestination")}</p>
        <p className="drop-overlay__text">{t("empty.noDestinationText")}</p>
      </section>
    );
  }
  // What does not fit can't be reached by a hand that drags: there is no scrolling then.
  const { columns, tiles: fitting } = tilesThatFit(window.innerWidth, window.innerHeight);
  const tiles = [current, ...destinations.filter((other) => other !== current)].slice(0, fitting);
  const aimed = tiles.find((tile) => tile.id === drag.tileId) ?? current;
  return (
    <section className="drop-overlay" aria-label={t("intake.dropLabel")} data-testid="drop-overlay">
      <p className="drop-overlay__title">
        {drag.count === 0
          ? t("intake.dropFor")
          : t("intake.dropCountFor", { count: drag.count, number: formats.count(drag.count) })}{" "}
        <bdi>{aimed.name}</bdi>
      </p>
      <div
        className="drop-overlay__tiles"
        style={{ gridTemplateColumns: `repeat(${Math.min(columns, tiles.length)}, minmax(0, 248px))` }}
      >
        {tiles.map((tile) => (
          <DropTile key={tile.id} destination={tile} isAimed={tile === aimed} isCurrent={tile === current} />
        ))}
      </div>
    </section>
  );
}

function DropTile(props: {
  readonly destination: Destination;
  readonly isAimed: boolean;
  readonly isCurrent: boolean;
}) {
  const { t } = useTranslation();
  const { destination, isAimed, isCurrent } = props;
  const service = useStore(useStores().overview, (state) =>
    state.services.find((other) => other.id === destination.service),
  );
  return (
    <div
      className={isAimed ? "drop-tile drop-tile--aimed" : "drop-tile"}
      data-testid="drop-tile"
      {...{ [tileAttribute]: destination.id }}
    >
      <span className="drop-tile__head">
        <DestinationMark name={destination.name} appearance={destination.appearance} />
        {isCurrent ? (
          <span className="drop-tile__current">
            <CornerDownLeft size={12} strokeWidth={2} aria-hidden="true" />
            {t("intake.current")}
          </span>
        ) : null}
      </span>
      <bdi className="drop-tile__name">{destination.name}</bdi>
      <span className="drop-tile__service">
        {destination.practice ? t("intake.practiceNote") : (service?.label ?? destination.service)}
      </span>
      <TileNeeds destination={destination} />
    </div>
  );
}

/** What a destination will ask for, and what it won't take. */
function TileNeeds({ destination }: { readonly destination: Destination }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { overview } = useStores();
  const service = useStore(overview, (state) =>
    state.services.find((other) => other.id === destination.service),
  );
  const signIns = useStore(overview, (state) => state.signIns);
  const lacking = lackingFields(service, destination);
  const { maximumBytes } = knownLimits(service, destination, signIns);
  const facts = [
    lacking.length === 0
      ? t("intake.ready")
      : t("intake.asksFor", { fields: lacking.map((field) => field.label).join(", ") }),
    ...(maximumBytes === null ? [] : [t("facts.maximum", { size: formats.bytes(maximumBytes) })]),
  ];
  return (
    <span className={lacking.length === 0 ? "drop-tile__needs" : "drop-tile__needs drop-tile__needs--asking"}>
      {facts.join(" · ")}
    </span>
  );
}
