import { ChevronRight } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { ServiceInfo } from "../../../electron/shared/service";
import { monogram } from "../../format/names";
import { FactsLine } from "./facts-line";

/** Which kind of service a new destination speaks to. */
export function ServicePicker(props: {
  readonly services: readonly ServiceInfo[];
  readonly onChoose: (service: ServiceInfo) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="sheet__body">
      <p className="sheet__text">{t("destinations.chooseService")}</p>
      <ul className="services">
        {props.services.map((service) => (
          <li key={service.id}>
            <AriaButton
              className="service"
              onPress={() => props.onChoose(service)}
              data-testid={`service-${service.id}`}
            >
              <span className="monogram" aria-hidden="true">
                {monogram(service.label)}
              </span>
              <span className="service__words">
                <span className="service__label">{service.label}</span>
                <span className="service__summary">{service.summary}</span>
                <FactsLine service={service} />
              </span>
              <ChevronRight size={16} strokeWidth={1.75} aria-hidden="true" />
            </AriaButton>
          </li>
        ))}
      </ul>
    </div>
  );
}
