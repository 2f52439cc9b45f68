import { CircleCheck, FilePlus, MapPin, PackageOpen, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useCurrentDestination } from "../../stores/current-destination";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty-state";
import { AfterPractice } from "../first-run/after-practice";

/** The empty queue: invites to a first try, to the next file, or to set up where files go. */
export function QueueEmpty() {
  const { t } = useTranslation();
  const { overview, view, intake } = useStores();
  const destinations = useStore(overview, (state) => state.destinations);
  const isKnown = useStore(overview, (state) => state.destinationsLoaded);
  const sentBefore = useStore(overview, (state) => state.counts.completed > 0);
  const destination = useCurrentDestination();
  if (!isKnown) return <div className="upload-list" />;
  if (destination === null) {
    return (
      <EmptyState icon={MapPin} title={t("empty.noDestination")} text={t("empty.noDestinationText")}>
        <Button
          tone="primary"
          icon={Plus}
          onPress={() =>
            view.setState({ view: "destinations", form: { destinationId: null, focusKey: null } })
          }
        >
          {t("destinations.add")}
        </Button>
      </EmptyState>
    );
  }
  if (sentBefore && destinations.every(({ practice }) => practice)) return <AfterPractice />;
  const kind = sentBefore ? "allSent" : destination.practice ? "practice" : "first";
  return (
    <EmptyState
      icon={sentBefore ? CircleCheck : PackageOpen}
      title={t(`empty.${kind}`)}
      text={t(`empty.${kind}Text`, { destination: destination.name })}
      testId="queue-empty"
    >
      <Button
        icon={FilePlus}
        onPress={() => void intake.begin({ kind: "choose", folders: false }, destination)}
      >
        {t("intake.chooseFiles")}
      </Button>
      {kind === "practice" ? (
        <Button
          tone="quiet"
          onPress={() =>
            view.setState({ view: "destinations", form: { destinationId: null, focusKey: null } })
          }
        >
          {t("destinations.add")}
        </Button>
      ) : null}
    </EmptyState>
  );
}
