import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { OpenForm } from "../../stores/view-store";
import { useStores } from "../../stores-context";
import { Sheet } from "../../ui/sheet";
import { DestinationForm } from "./destination-form";
import { ServicePicker } from "./service-picker";

/** The form of a destination beside whatever was in view; for a new one, its service is chosen first. */
export function DestinationSheet() {
  const { view } = useStores();
  const form = useStore(view, (state) => state.form);
  if (form === null) return null;
  return <OpenSheet key={form.destinationId ?? "new"} {...form} />;
}

function OpenSheet(props: OpenForm) {
  const { t } = useTranslation();
  const { overview, view } = useStores();
  const services = useStore(overview, (state) => state.services);
  const destinations = useStore(overview, (state) => state.destinations);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [suggestion, setSuggestion] = useState(props.suggestion);
  const destination = destinations.find((other) => other.id === props.destinationId) ?? null;
  const serviceId = chosenId ?? destination?.service ?? suggestion?.service;
  const service = services.find((other) => other.id === serviceId) ?? null;
  const close = (): void => view.setState({ form: null });
  const chooseAnother = (): void => {
    setChosenId(null);
    setSuggestion(undefined);
  };
  const title =
    destination === null
      ? t("destinations.addTitle")
      : t("destinations.editTitle", { name: destination.name });
  return (
    <Sheet title={title} onClose={close} placement="side" testId="destination-sheet">
      {service === null ? (
        <ServicePicker services={services} onChoose={({ id }) => setChosenId(id)} />
      ) : (
        <DestinationForm
          service={service}
          destination={destination}
          focusKey={props.focusKey}
          suggestion={suggestion}
          onClose={close}
          onOtherService={destination === null ? chooseAnother : null}
        />
      )}
    </Sheet>
  );
}
