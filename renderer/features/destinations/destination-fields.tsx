import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Destination } from "../../../electron/shared/destination";
import type { Field, ServiceInfo } from "../../../electron/shared/service";
import { secretStanding } from "../../fields/destination-draft";
import { FieldInput } from "../../fields/field-input";
import { countingFields } from "../../fields/field-rules";
import { SecretInput } from "../../fields/secret-input";
import type { DestinationFormState } from "./use-destination-form";

interface FieldsProps {
  readonly form: DestinationFormState;
  readonly service: ServiceInfo;
  readonly destination: Destination | null;
  readonly focusKey: string | null;
}

/** The fields of a destination, the defaults for its uploads, and what few people ever change. */
export function DestinationFields(props: FieldsProps) {
  const { t } = useTranslation();
  const { form, service } = props;
  const own = countingFields(service.destinationFields, form.values.settings);
  const perUpload = countingFields(service.uploadFields, form.values.settings);
  const advanced = [...own, ...perUpload].filter((field) => field.advanced);
  const plainPerUpload = perUpload.filter((field) => !field.advanced);
  return (
    <>
      {own
        .filter((field) => !field.advanced)
        .map((field) => (
          <OneField key={field.key} {...props} field={field} isRequired={field.required} />
        ))}
      {plainPerUpload.length === 0 ? null : (
        <section className="form-section" aria-labelledby="per-upload-title">
          <h3 className="form-section__title" id="per-upload-title">
            {t("destinations.perUpload")}
          </h3>
          <p className="form-section__text">{t("destinations.perUploadText")}</p>
          {plainPerUpload.map((field) => (
            <OneField key={field.key} {...props} field={field} isRequired={false} />
          ))}
        </section>
      )}
      {advanced.length === 0 ? null : (
        <details className="form-section" open={advanced.some((field) => field.key === props.focusKey)}>
          <summary className="form-section__title">
            <ChevronRight className="unfold-sign" size={16} strokeWidth={1.75} aria-hidden="true" />
            {t("destinations.advanced")}
          </summary>
          <div className="form-section__fields">
            {advanced.map((field) => (
              <OneField
                key={field.key}
                {...props}
                field={field}
                isRequired={field.required && own.includes(field)}
              />
            ))}
          </div>
        </details>
      )}
    </>
  );
}

function OneField(props: FieldsProps & { readonly field: Field; readonly isRequired: boolean }) {
  const { form, field, destination } = props;
  const { values } = form;
  const error = form.errorOf(field.key);
  const autoFocus = props.focusKey === field.key;
  if (field.type !== "secret") {
    return (
      <FieldInput
        field={field}
        settings={values.settings}
        onChange={(settings) => form.change({ ...values, settings }, field.key)}
        onLeave={() => form.check(field.key)}
        error={error}
        isRequired={props.isRequired}
        autoFocus={autoFocus}
      />
    );
  }
  const change = (value: string | null | undefined): void => {
    const { [field.key]: _, ...others } = values.secrets;
    const secrets = value === undefined ? others : { ...others, [field.key]: value };
    form.change({ ...values, secrets }, field.key);
  };
  return (
    <SecretInput
      field={field}
      standing={secretStanding(field, values, destination)}
      onChange={change}
      error={error}
      isRequired={props.isRequired}
      autoFocus={autoFocus}
    />
  );
}
