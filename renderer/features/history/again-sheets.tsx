import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Settings } from "../../../electron/shared/destination";
import { FieldInput } from "../../fields/field-input";
import { lackingFields, pairsOf } from "../../fields/field-rules";
import { visibleName } from "../../format/names";
import type { AgainQuestion } from "../../stores/again-store";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { Question } from "../../ui/question";
import { Select } from "../../ui/select";
import { Sheet } from "../../ui/sheet";
import { useFormats } from "../../ui/use-formats";

/** What must be asked before uploads are sent once more, in whichever room it was begun. */
export function AgainSheets() {
  const { again } = useStores();
  const question = useStore(again, (state) => state.question);
  if (question === null) return null;
  return question.kind === "where" ? (
    <WhereSheet ids={question.ids} />
  ) : (
    <ChangedQuestion question={question} />
  );
}

/** So many names are told; more are counted. */
const namesTold = 5;

function ChangedQuestion({ question }: { readonly question: Extract<AgainQuestion, { kind: "changed" }> }) {
  const { t } = useTranslation();
  const { again } = useStores();
  const formats = useFormats();
  const { names } = question;
  const told = names.slice(0, namesTold).map(visibleName).join(", ");
  const more = names.length - namesTold;
  return (
    <Question
      title={t("again.changedTitle", { count: names.length, number: formats.count(names.length) })}
      text={
        more > 0
          ? t("again.changedTextMore", { names: told, number: formats.count(more) })
          : t("again.changedText", { names: told })
      }
      confirmWords={t("again.sendAsIs")}
      tone="primary"
      testId="again-changed"
      onClose={again.cancel}
      onConfirm={() => void again.sendChanged(question.request)}
    />
  );
}

/** Asks for the destination, and for what it must know of each upload. */
function WhereSheet({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { again, overview } = useStores();
  const destinations = useStore(overview, (state) => state.destinations);
  const services = useStore(overview, (state) => state.services);
  const [destinationId, setDestinationId] = useState<string | null>(null);
  const [options, setOptions] = useState<Settings>({});
  const [isChecked, setIsChecked] = useState(false);
  const destination = destinations.find((other) => other.id === destinationId);
  const fields =
    destination === undefined
      ? []
      : lackingFields(
          services.find((service) => service.id === destination.service),
          destination,
        );
  const isEmpty = (key: string): boolean =>
    (options[key] ?? "").trim() === "" && pairsOf(key, options).length === 0;
  const choose = (id: string): void => {
    setDestinationId(id);
    setOptions({});
    setIsChecked(false);
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    setIsChecked(true);
    if (destination === undefined || fields.some((field) => isEmpty(field.key))) return;
    void again.sendTo(ids, destination, options);
  };
  return (
    <Sheet title={t("again.whereTitle")} onClose={again.cancel} testId="again-where">
      <form className="sheet__form" noValidate onSubmit={onSubmit}>
        <div className="sheet__body">
          <p className="sheet__note">
            {t("again.whereText", { count: ids.length, number: formats.count(ids.length) })}
          </p>
          <Select
            label={t("again.destination")}
            choices={destinations.map(({ id, name, service }) => ({
              id,
              label: name,
              note: services.find((other) => other.id === service)?.label ?? service,
            }))}
            selectedId={destinationId}
            onSelect={choose}
            placeholder={t("again.choose")}
            error={isChecked && destination === undefined ? t("field.missing") : null}
            autoFocus
            testId="again-destination"
          />
          {fields.map((field) => (
            <FieldInput
              key={`${destinationId}-${field.key}`}
              field={field}
              settings={options}
              onChange={setOptions}
              error={isChecked && isEmpty(field.key) ? t("field.missing") : null}
              isRequired
              autoFocus={false}
            />
          ))}
        </div>
        <footer className="sheet__footer">
          <Button onPress={again.cancel}>{t("common.cancel")}</Button>
          <Button type="submit" tone="primary" testId="again-send">
            {t("again.send", { count: ids.length, number: formats.count(ids.length) })}
          </Button>
        </footer>
      </form>
    </Sheet>
  );
}
