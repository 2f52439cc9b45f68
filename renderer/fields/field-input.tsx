import { FieldError, Input, Label, Switch, Text, TextField } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Settings } from "../../electron/shared/destination";
import type { Field } from "../../electron/shared/service";
import { Select } from "../ui/select";
import { PairsInput } from "./pairs-input";

/** What the input of a field is given; a secret has an input of its own. */
export interface FieldInputProps {
  readonly field: Field;
  readonly settings: Settings;
  readonly onChange: (settings: Settings) => void;
  /** Called when the user goes on to another field. */
  readonly onLeave?: () => void;
  /** What is wrong with the value, or null. */
  readonly error: string | null;
  /** Shown in place of the field's help, e.g. that a per-upload field is a default here. */
  readonly help?: string;
  readonly isRequired: boolean;
  readonly autoFocus?: boolean;
}

/** Draws one setting as its adapter declares it. */
export function FieldInput(props: FieldInputProps) {
  const { field, settings, onChange, error } = props;
  const set = (value: string): void => {
    const { [field.key]: _, ...others } = settings;
    onChange(value === "" ? others : { ...others, [field.key]: value });
  };
  const value = settings[field.key] ?? "";
  const help = props.help ?? field.help;
  switch (field.type) {
    case "boolean":
      return (
        <BooleanInput {...props} isOn={(value || field.default) === "true"} onToggle={set} help={help} />
      );
    case "choice":
      return (
        <Select
          label={field.label}
          choices={field.choices.map((choice) => ({ id: choice.value, label: choice.label }))}
          selectedId={value === "" ? field.default : value}
          onSelect={set}
          help={help}
          error={error}
          autoFocus={props.autoFocus ?? false}
          testId={`field-${field.key}`}
        />
      );
    case "pairs":
      return <PairsInput field={field} settings={settings} onChange={onChange} error={error} help={help} />;
    default:
      return <TextInput {...props} value={value} onType={set} help={help} />;
  }
}

/** The kinds of values that the soft keyboards and the browser's helpers know about. */
const inputModes = { integer: "numeric", url: "url" } as const;

function TextInput(
  props: FieldInputProps & {
    readonly value: string;
    readonly onType: (value: string) => void;
    readonly help: string;
  },
) {
  const { t } = useTranslation();
  const { field, error } = props;
  const isMono = field.type === "uuid" || field.type === "url" || field.type === "path";
  const placeholder = field.default !== null && field.default !== "" ? field.default : field.placeholder;
  return (
    <TextField
      className="field"
      value={props.value}
      onChange={props.onType}
      {...(props.onLeave === undefined ? {} : { onBlur: props.onLeave })}
      isInvalid={error !== null}
      autoFocus={props.autoFocus ?? false}
    >
      <Label className="field__label">
        {field.label}
        {props.isRequired ? null : <span className="field__optional">{t("field.optional")}</span>}
      </Label>
      <Input
        className={isMono ? "field__input field__input--exact" : "field__input"}
        placeholder={placeholder ?? ""}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        inputMode={field.type === "integer" || field.type === "url" ? inputModes[field.type] : "text"}
        data-testid={`field-${field.key}`}
      />
      {error === null ? (
        <Text slot="description" className="field__help">
          {props.help}
          <Range field={field} />
        </Text>
      ) : null}
      <FieldError className="field__error">{error}</FieldError>
    </TextField>
  );
}

function Range({ field }: { readonly field: Field }) {
  const { t } = useTranslation();
  if (field.type !== "integer" || field.minimum === null || field.maximum === null) return null;
  return <> {t("field.range", { minimum: field.minimum, maximum: field.maximum })}</>;
}

function BooleanInput(
  props: FieldInputProps & {
    readonly isOn: boolean;
    readonly onToggle: (value: string) => void;
    readonly help: string;
  },
) {
  const helpId = `help-${props.field.key}`;
  return (
    <div className="field field--boolean">
      <Switch
        className="switch"
        isSelected={props.isOn}
        onChange={(isOn) => props.onToggle(String(isOn))}
        aria-describedby={helpId}
        autoFocus={props.autoFocus ?? false}
        data-testid={`field-${props.field.key}`}
      >
        <span className="switch__track" aria-hidden="true" />
        <span className="field__label">{props.field.label}</span>
      </Switch>
      <p id={helpId} className={props.error === null ? "field__help" : "field__error"}>
        {props.error ?? props.help}
      </p>
    </div>
  );
}
