import { MapPin, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty-state";
import { DestinationCard } from "./destination-card";
import { KeyringWarning } from "./keyring-warning";
import "./destinations.css";

/** The room of where files can go. */
export function DestinationsView() {
  const { t } = useTranslation();
  const { overview, view } = useStores();
  const destinations = useStore(overview, (state) => state.destinations);
  const isKnown = useStore(overview, (state) => state.destinationsLoaded);
  const add = (
    <Button
      tone="primary"
      icon={Plus}
      testId="add-destination"
      onPress={() => view.setState({ form: { destinationId: null, focusKey: null } })}
    >
      {t("destinations.add")}
    </Button>
  );
  const isEmpty = isKnown && destinations.length === 0;
  return (
    <>
      <header className="view-header">
        <h1 className="view-header__title">{t("view.destinations")}</h1>
        {isEmpty ? null : add}
      </header>
      {isEmpty ? (
        <EmptyState icon={MapPin} title={t("empty.noDestination")} text={t("empty.noDestinationText")}>
          {add}
        </EmptyState>
      ) : (
        <div className="destinations">
          <KeyringWarning />
          <ul className="destinations__cards" aria-label={t("view.destinations")}>
            {destinations.map((destination) => (
              <DestinationCard key={destination.id} destination={destination} />
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
