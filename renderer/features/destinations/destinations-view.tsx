import { Ellipsis, FileDown, FileUp, MapPin, Plus } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton, Menu, MenuTrigger, Popover } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { DestinationTransfer } from "../../../electron/shared/destination";
import { sentenceOf } from "../../stores/commands";
import { useCurrentDestination } from "../../stores/current-destination";
import { useSurroundings } from "../../stores-context";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty-state";
import { MenuEntry } from "../../ui/menu-entry";
import { DestinationCard } from "./destination-card";
import { ImportSheet } from "./import-sheet";
import { KeyringWarning } from "./keyring-warning";
import { useDestinationActions } from "./use-destination-actions";
import "./destinations.css";

/** The room of where files can go. */
export function DestinationsView() {
  const { t } = useTranslation();
  const { stores, bridge } = useSurroundings();
  const { overview, view, notices } = stores;
  const destinations = useStore(overview, (state) => state.destinations);
  const isKnown = useStore(overview, (state) => state.destinationsLoaded);
  const [imported, setImported] = useState<readonly DestinationTransfer[] | null>(null);
  const readImport = async (): Promise<void> => {
    try {
      setImported(await bridge.request("destinations:read-import", undefined));
    } catch (error) {
      notices.warn("notice.refused", { message: sentenceOf(error) });
    }
  };
  const add = (isCompact: boolean) => (
    <Button
      tone="primary"
      isCompact={isCompact}
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
        <div className="view-header__actions">
          {isEmpty ? null : add(true)}
          <ViewMenu onImport={() => void readImport()} />
        </div>
      </header>
      {isEmpty ? (
        <EmptyState icon={MapPin} title={t("empty.noDestination")} text={t("empty.noDestinationText")}>
          {add(false)}
        </EmptyState>
      ) : (
        <Cards />
      )}
      {imported === null ? null : <ImportSheet entries={imported} onClose={() => setImported(null)} />}
    </>
  );
}

function Cards() {
  const { t } = useTranslation();
  const { overview } = useSurroundings().stores;
  const destinations = useStore(overview, (state) => state.destinations);
  const current = useCurrentDestination();
  return (
    <div className="destinations">
      <KeyringWarning />
      <ul className="destinations__cards" aria-label={t("view.destinations")}>
        {destinations.map((destination, place) => (
          <DestinationCard
            key={destination.id}
            destination={destination}
            isCurrent={destination === current}
            isFirst={place === 0}
            isLast={place === destinations.length - 1}
          />
        ))}
      </ul>
    </div>
  );
}

function ViewMenu({ onImport }: { readonly onImport: () => void }) {
  const { t } = useTranslation();
  const destinations = useStore(useSurroundings().stores.overview, (state) => state.destinations);
  const { exportToFile } = useDestinationActions();
  const ids = destinations.filter(({ practice }) => !practice).map(({ id }) => id);
  const label = t("destinations.moreForAll");
  return (
    <MenuTrigger>
      <AriaButton className="icon-button" aria-label={label} data-testid="destinations-menu">
        <Ellipsis size={16} strokeWidth={1.75} aria-hidden="true" />
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu"
          aria-label={label}
          onAction={(key) => (key === "import" ? onImport() : void exportToFile(ids))}
        >
          <MenuEntry id="import" icon={FileDown} words={t("destinations.import")} />
          {ids.length === 0 ? null : (
            <MenuEntry id="export" icon={FileUp} words={t("destinations.exportAll")} />
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
