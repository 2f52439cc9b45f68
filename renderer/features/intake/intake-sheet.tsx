import { CircleAlert } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Settings } from "../../../electron/shared/destination";
import { FieldInput } from "../../fields/field-input";
import { pairsOf } from "../../fields/field-rules";
import { visibleName } from "../../format/names";
import type { LeftOut, PendingIntake } from "../../stores/intake-store";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { FileName } from "../../ui/file-name";
import { Sheet } from "../../ui/sheet";
import { useFormats } from "../../ui/use-formats";

/** Asks for what a destination must know of every upload and has no default for, and says what it won't take. */
export function IntakeSheet() {
  const pending = useStore(useStores().intake, (state) => state.pending);
  return pending === null ? null : <OpenIntakeSheet pending={pending} />;
}

function OpenIntakeSheet({ pending }: { readonly pending: PendingIntake }) {
  const { t } = useTranslation();
  const { intake } = useStores();
  const [options, setOptions] = useState<Settings>(pending.suggestions);
  const [isChecked, setIsChecked] = useState(false);
  const { fields, count } = pending;
  const isEmpty = (key: string): boolean =>
    (options[key] ?? "").trim() === "" && pairsOf(key, options).length === 0;
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    setIsChecked(true);
    if (!fields.some((field) => isEmpty(field.key))) void intake.confirm(onlyAsked(options, pending));
  };
  return (
    <Sheet
      title={t("intake.sheetTitle", { destination: pending.destination.name })}
      onClose={intake.cancel}
      testId="intake-sheet"
    >
      <form className="sheet__form" noValidate onSubmit={onSubmit}>
        <div className="sheet__body">
          <LeftOutFiles pending={pending} />
          {pending.excerpt === null ? null : (
            <figure className="excerpt">
              <figcaption className="excerpt__title">{t("intake.pastedText")}</figcaption>
              <pre className="excerpt__text" data-testid="excerpt">
                {pending.excerpt.split("\n").map(visibleName).join("\n")}
              </pre>
            </figure>
          )}
          {count === 0
            ? null
            : fields.map((field, place) => (
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
          {fields.length === 0 || count === 0 ? null : (
            <p className="sheet__note">{t("intake.defaultHint")}</p>
          )}
        </div>
        <footer className="sheet__footer">
          <Button onPress={intake.cancel} testId="intake-cancel">
            {t(count === 0 ? "common.close" : "common.cancel")}
          </Button>
          {count === 0 ? null : (
            <Button type="submit" tone="primary" testId="intake-send">
              {count === null ? t("intake.continue") : t("intake.send", { count })}
            </Button>
          )}
        </footer>
      </form>
    </Sheet>
  );
}

/** The answers to what was asked; what was remembered of fields that have a default by now is left out. */
function onlyAsked(options: Settings, { fields }: PendingIntake): Settings {
  const isAsked = (key: string): boolean =>
    fields.some((field) => key === field.key || (field.type === "pairs" && key.startsWith(`${field.key}.`)));
  return Object.fromEntries(Object.entries(options).filter(([key]) => isAsked(key)));
}

/** What the destination won't take, by the reason. */
function LeftOutFiles({ pending }: { readonly pending: PendingIntake }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { tooLarge, limitBytes, wrongType } = pending;
  const limit = limitBytes === null ? "" : formats.bytes(limitBytes);
  return (
    <>
      <LeftOutList
        title={t("intake.tooLarge", { count: tooLarge.length, limit })}
        files={tooLarge}
        factOf={({ size }) => formats.bytes(size)}
        testId="too-large"
      />
      <LeftOutList
        title={t("intake.wrongType", { count: wrongType.length })}
        files={wrongType}
        factOf={({ type }) => type}
        testId="wrong-type"
      />
    </>
  );
}

function LeftOutList(props: {
  readonly title: string;
  readonly files: readonly LeftOut[];
  /** What of a file is the reason. */
  readonly factOf: (file: LeftOut) => string;
  readonly testId: string;
}) {
  const { t } = useTranslation();
  const { files } = props;
  if (files.length === 0) return null;
  return (
    <section className="left-out" data-testid={props.testId}>
      <p className="left-out__title">
        <CircleAlert size={16} strokeWidth={1.75} aria-hidden="true" />
        {props.title}
      </p>
      <ul>
        {files.slice(0, shownNames).map((file) => (
          <li key={file.name} className="left-out__file">
            <FileName name={file.name} />
            <span className="left-out__fact">{props.factOf(file)}</span>
          </li>
        ))}
        {files.length > shownNames ? (
          <li className="left-out__fact">{t("intake.andMore", { count: files.length - shownNames })}</li>
        ) : null}
      </ul>
    </section>
  );
}

/** More names than this help nobody. */
const shownNames = 5;
