import { Checkbox } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { countingFields } from "../../fields/field-rules";
import { SecretInput } from "../../fields/secret-input";
import { useStores } from "../../stores-context";
import { DestinationMark } from "../../ui/destination-mark";
import { useSentence } from "../../ui/use-sentence";
import type { ImportItem } from "./import-item";

/** One destination of a file: whether it is wanted, and its secrets, which are never in a file. */
export function ImportEntry(props: {
  readonly item: ImportItem;
  readonly onChange: (item: ImportItem) => void;
}) {
  const { t } = useTranslation();
  const say = useSentence();
  const { item } = props;
  const service = useStore(useStores().overview, (state) =>
    state.services.find((other) => other.id === item.entry.service),
  );
  const isAtSecret = item.problem?.field != null && item.entry.secrets.includes(item.problem.field);
  const address = item.entry.settings["baseUrl"]?.replace(/^https?:\/\//, "");
  return (
    <li className="import-entry" data-testid="import-entry">
      <Checkbox
        className="checkbox"
        isSelected={item.isChosen}
        isDisabled={service === undefined}
        onChange={(isChosen) => props.onChange({ ...item, isChosen })}
      >
        <span className="checkbox__box" aria-hidden="true" />
        <DestinationMark name={item.name} appearance={item.entry.appearance} />
        <span className="card__names">
          <bdi className="card__name">{item.name}</bdi>
          <span className="card__service">
            {service?.label ?? item.entry.service}
            {address === undefined ? null : <bdi className="card__address">{address}</bdi>}
          </span>
        </span>
      </Checkbox>
      {service === undefined ? (
        <p className="field__error">{t("destinations.importUnknown", { service: item.entry.service })}</p>
      ) : null}
      {item.isChosen ? <Secrets {...props} /> : null}
      {item.problem === null || isAtSecret ? null : <p className="field__error">{say(item.problem.words)}</p>}
    </li>
  );
}

function Secrets({
  item,
  onChange,
}: {
  readonly item: ImportItem;
  readonly onChange: (item: ImportItem) => void;
}) {
  const say = useSentence();
  const fields = useStore(useStores().overview, (state) =>
    state.services.find((other) => other.id === item.entry.service),
  )?.destinationFields;
  const wanted = countingFields(fields ?? [], item.entry.settings).filter(
    (field) => field.type === "secret" && item.entry.secrets.includes(field.key),
  );
  return wanted.map((field) => (
    <SecretInput
      key={field.key}
      field={field}
      standing={{ kind: "typed", value: item.secrets[field.key] ?? "", replaces: false }}
      onChange={(value) => {
        const { [field.key]: _, ...others } = item.secrets;
        const secrets = value === undefined || value === null ? others : { ...others, [field.key]: value };
        onChange({ ...item, secrets, problem: null });
      }}
      error={item.problem?.field === field.key ? say(item.problem.words) : null}
      isRequired={field.required}
      autoFocus={false}
    />
  ));
}
