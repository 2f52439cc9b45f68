import { FilePlus, FolderPlus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useCurrentDestination } from "../../stores/current-destination";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { DestinationMark } from "../../ui/destination-mark";
import { Select } from "../../ui/select";
import "./intake.css";

/** Where files go, and the buttons that choose them. */
export function SendBar() {
  const { t } = useTranslation();
  const { overview, settings, intake } = useStores();
  const destinations = useStore(overview, (state) => state.destinations);
  const services = useStore(overview, (state) => state.services);
  const areKnown = useStore(overview, (state) => state.destinationsLoaded);
  const destination = useCurrentDestination();
  // Its place is kept until it is known what stands in it, so that nothing moves at a start.
  if (destination === null) return areKnown ? null : <div className="send-bar" />;
  const labelOf = (id: string): string => services.find((service) => service.id === id)?.label ?? id;
  const choose = (folders: boolean) => () => void intake.begin({ kind: "choose", folders }, destination);
  return (
    <div className="send-bar">
      <Select
        layout="inline"
        label={t("intake.sendTo")}
        choices={destinations.map((other) => ({
          id: other.id,
          label: other.name,
          mark: <DestinationMark name={other.name} appearance={other.appearance} size="line" />,
          note: other.practice ? t("intake.practiceNote") : labelOf(other.service),
        }))}
        selectedId={destination.id}
        onSelect={(id) => void settings.sendTo(id)}
        testId="send-to"
      />
      <div className="send-bar__buttons">
        <Button icon={FolderPlus} tone="quiet" isCompact testId="choose-folders" onPress={choose(true)}>
          {t("intake.addFolder")}
        </Button>
        <Button icon={FilePlus} tone="primary" testId="choose-files" onPress={choose(false)}>
          {t("intake.addFiles")}
        </Button>
      </div>
    </div>
  );
}
