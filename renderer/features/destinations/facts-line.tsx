import { useTranslation } from "react-i18next";
import type { ServiceInfo } from "../../../electron/shared/service";
import { useFormats } from "../../ui/use-formats";
import { serviceFacts } from "./service-facts";

/** What a service can do, in a few words. */
export function FactsLine({ service }: { readonly service: ServiceInfo }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <ul className="fact-list">
      {serviceFacts(service.capabilities).map((fact) => (
        <li key={fact.key}>
          {t(fact.key, {
            size: fact.bytes === undefined ? "" : formats.bytes(fact.bytes),
            algorithm: fact.algorithm ?? "",
          })}
        </li>
      ))}
    </ul>
  );
}
