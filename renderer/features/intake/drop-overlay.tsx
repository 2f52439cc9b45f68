import { MapPin } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Destination } from "../../../electron/shared/destination";
import { lackingFields } from "../../fields/field-rules";
import { monogram } from "../../format/names";
import { currentDestination } from "../../stores/view-store";
import { useStores } from "../../stores-context";
import { tileAttribute, useFileIntake } from "./use-file-intake";
import "./intake.css";

/** How many tiles fit a small window without a scroll bar that a dragging hand can't reach. */
const mostTiles = 6;

/** While files are held over the window: where they can go, the current destination first. */
export function DropOverlay() {
  const { t } = useTranslation();
  const { overview, view } = useStores();
  const drag = useFileIntake();
  const destinations = useStore(overview, (state) => state.destinations);
  const sendToId = useStore(view, (state) => state.sendToId);
  if (drag === null) return null;
  const current = currentDestination(destinations, sendToId);
  if (current === null) {
    return (
      <section className="drop-overlay" aria-label={t("intake.dropLabel")} data-testid="drop-overlay">
        <p className="drop-overlay__title">{t("empty.noDestination")}</p>
        <p className="drop-overlay__text">{t("empty.noDestinationText")}</p>
      </section>
    );
  }
  const tiles = [current, ...destinations.filter((other) => other !== current)].slice(0, mostTiles);
  const aimed = tiles.find((tile) => tile.id === drag.tileId) ?? current;
  return (
    <section className="drop-overlay" aria-label={t("intake.dropLabel")} data-testid="drop-overlay">
      <p className="drop-overlay__title">
        {t("intake.dropFor")} <bdi>{aimed.name}</bdi>
      </p>
      <div className="drop-overlay__tiles" data-count={tiles.length}>
        {tiles.map((tile) => (
          <DropTile key={tile.id} destination={tile} isAimed={tile === aimed} />
        ))}
      </div>
    </section>
  );
}

function DropTile({
  destination,
  isAimed,
}: {
  readonly destination: Destination;
  readonly isAimed: boolean;
}) {
  const { t } = useTranslation();
  const service = useStore(useStores().overview, (state) =>
    state.services.find((other) => other.id === destination.service),
  );
  const lacking = lackingFields(service, destination);
  const needs =
    lacking.length === 0
      ? t(destination.practice ? "intake.practiceNote" : "intake.ready")
      : t("intake.asksFor", { fields: lacking.map((field) => field.label).join(", ") });
  return (
    <div
      className={isAimed ? "drop-tile drop-tile--aimed" : "drop-tile"}
      {...{ [tileAttribute]: destination.id }}
    >
      <span className="monogram" aria-hidden="true">
        {isAimed ? <MapPin size={18} strokeWidth={1.75} /> : monogram(destination.name)}
      </span>
      <span className="drop-tile__words">
        <bdi className="drop-tile__name">{destination.name}</bdi>
        <span className="drop-tile__needs">{needs}</span>
      </span>
    </div>
  );
}
