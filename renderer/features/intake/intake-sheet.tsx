import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Settings } from "../../../electron/shared/destination";
import { FieldInput } from "../../fields/field-input";
import { pairsOf } from "../../fields/field-rules";
import type { PendingIntake } from "../../stores/intake-store";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { Sheet } from "../../ui/sheet";

/** Asks for what a destination must know of every upload and has no default for. */
export function IntakeSheet() {
  const pending = useStore(useStores().intake, (state) => state.pending);
  return pending === null ? null : <OpenIntakeSheet pending={pending} />;
}

function OpenIntakeSheet({ pending }: { readonly pending: PendingIntake }) {
  const { t } = useTranslation();
  const { intake } = useStores();
  const [options, setOptions] = useState<Settings>(pending.suggestions);
  const [isChecked, setIsChecked] = useState(false);
  const isEmpty = (key: string): boolean =>
    (options[key] ?? "").trim() === "" && pairsOf(key, options).length === 0;
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    setIsChecked(true);
    if (!pending.fields.some((field) => isEmpty(field.key))) void intake.confirm(options);
  };
  const count = pending.source.kind === "files" ? pending.source.files.length : 0;
  return (
    <Sheet
      title={t("intake.sheetTitle", { destination: pending.destination.name })}
      onClose={intake.cancel}
      testId="intake-sheet"
    >
      <form className="sheet__form" noValidate onSubmit={onSubmit}>
        <div className="sheet__body">
          {pending.fields.map((field, place) => (
            <FieldInput
              key={field.key}
              field={field}
              settings={options}
              onChange={setOptions}
              error={isChecked && isEmpty(field.key) ? t("field.missing") : null}
              isRequired
              autoFocus={place === 0}
            />
          ))}
          <p className="sheet__note">{t("intake.defaultHint")}</p>
        </div>
        <footer className="sheet__footer">
          <Button onPress={intake.cancel}>{t("common.cancel")}</Button>
          <Button type="submit" tone="primary" testId="intake-send">
            {count === 0 ? t("intake.continue") : t("intake.send", { count })}
          </Button>
        </footer>
      </form>
    </Sheet>
  );
}
