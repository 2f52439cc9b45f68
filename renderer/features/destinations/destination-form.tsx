import { CircleAlert, CircleCheck } from "lucide-react";
import { type FormEvent, type RefObject, useEffect, useRef } from "react";
import { FieldError, Input, Label, TextField } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Destination } from "../../../electron/shared/destination";
import type { ServiceInfo } from "../../../electron/shared/service";
import type { Suggestion } from "../../stores/view-store";
import { Button } from "../../ui/button";
import { AppearancePicker } from "./appearance-picker";
import { DestinationFields } from "./destination-fields";
import { KeyringWarning } from "./keyring-warning";
import { type DestinationFormState, useDestinationForm } from "./use-destination-form";

/** Adds or changes a destination; every field is drawn from what the service's adapter declares. */
export function DestinationForm(props: {
  readonly service: ServiceInfo;
  readonly destination: Destination | null;
  readonly focusKey: string | null;
  readonly suggestion: Suggestion | undefined;
  readonly onClose: () => void;
  readonly onOtherService: (() => void) | null;
}) {
  const { t } = useTranslation();
  const { service, destination, onOtherService } = props;
  const form = useDestinationForm(service, destination, props.focusKey, props.suggestion);
  const element = useRef<HTMLFormElement>(null);
  useErrorInView(element, form.complaints);
  const onSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await form.save()) props.onClose();
  };
  return (
    <form className="sheet__form" noValidate ref={element} onSubmit={(event) => void onSubmit(event)}>
      <div className="sheet__body">
        <div className="service-line">
          <p>
            <strong>{service.label}</strong> {service.summary}
          </p>
          {onOtherService === null ? null : (
            <Button isSmall tone="quiet" onPress={onOtherService}>
              {t("destinations.otherService")}
            </Button>
          )}
        </div>
        <KeyringWarning />
        <NameField form={form} autoFocus={props.focusKey === null} />
        <DestinationFields
          form={form}
          service={service}
          destination={destination}
          focusKey={props.focusKey}
        />
      </div>
      <FormVerdict form={form} />
      <footer className="sheet__footer">
        <Button onPress={() => void form.test()} isPending={form.busy === "testing"} testId="test-draft">
          {t(form.busy === "testing" ? "destinations.testing" : "destinations.test")}
        </Button>
        <span className="sheet__spring" />
        <Button onPress={props.onClose}>{t("common.cancel")}</Button>
        <Button type="submit" tone="primary" isPending={form.busy === "saving"} testId="save-destination">
          {t("common.save")}
        </Button>
      </footer>
    </form>
  );
}

function NameField({
  form,
  autoFocus,
}: {
  readonly form: DestinationFormState;
  readonly autoFocus: boolean;
}) {
  const { t } = useTranslation();
  const error = form.errorOf("name");
  return (
    <TextField
      className="field field--name"
      value={form.values.name}
      onChange={(name) => form.change({ ...form.values, name }, "name")}
      isInvalid={error !== null}
      autoFocus={autoFocus}
      maxLength={80}
    >
      <Label className="field__label">{t("destinations.name")}</Label>
      <div className="name-row">
        <AppearancePicker
          name={form.values.name}
          appearance={form.values.appearance}
          onChange={(appearance) => form.change({ ...form.values, appearance }, "appearance")}
        />
        <Input className="field__input" data-testid="field-name" />
      </div>
      <FieldError className="field__error">{error}</FieldError>
    </TextField>
  );
}

/** What save or test said about the form as a whole; what concerns one field stands at that field. */
function FormVerdict({ form }: { readonly form: DestinationFormState }) {
  const { t } = useTranslation();
  const { verdict } = form;
  const isShown = verdict !== null && verdict.words !== "";
  const Icon = verdict?.ok === true ? CircleCheck : CircleAlert;
  const isAtField = verdict !== null && !verdict.ok && verdict.field !== null;
  return (
    <div role="status" className="sheet__verdict">
      {isShown ? (
        <div className={verdict.ok ? "verdict verdict--good" : "verdict verdict--trouble"}>
          <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
          <p data-testid="form-verdict" data-ok={verdict.ok}>
            {isAtField ? t("field.seeMarked") : verdict.words}
          </p>
        </div>
      ) : null}
    </div>
  );
}

/** Brings the first marked field into view, opening "Advanced" where it hides. */
function useErrorInView(element: RefObject<HTMLFormElement | null>, complaints: number): void {
  useEffect(() => {
    if (complaints === 0) return;
    const marked = element.current?.querySelector<HTMLElement>("[data-invalid] input, .field__error");
    marked?.closest("details")?.setAttribute("open", "");
    marked?.scrollIntoView({ block: "center" });
    if (marked instanceof HTMLInputElement) marked.focus();
  }, [element, complaints]);
}
