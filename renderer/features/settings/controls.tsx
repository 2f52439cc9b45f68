import { Minus, Plus } from "lucide-react";
import { useState } from "react";
import { Button, Group, Input, NumberField, Switch, TextField } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { RowIds } from "./setting-row";

/** On or off. */
export function SwitchControl(props: {
  readonly ids: RowIds;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly testId: string;
}) {
  return (
    <Switch
      className="switch"
      isSelected={props.isOn}
      onChange={props.onChange}
      aria-labelledby={props.ids.labelId}
      {...(props.ids.helpId === undefined ? {} : { "aria-describedby": props.ids.helpId })}
      data-testid={props.testId}
    >
      <span className="switch__track" aria-hidden="true" />
    </Switch>
  );
}

/** A number with two buttons that change it; it is taken over when the field is left. */
export function NumberControl(props: {
  readonly ids: RowIds;
  readonly value: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly step?: number;
  readonly format?: Intl.NumberFormatOptions;
  readonly isDisabled?: boolean;
  readonly onChange: (value: number) => void;
  readonly testId: string;
}) {
  const { t } = useTranslation();
  return (
    <NumberField
      className="number"
      value={props.value}
      minValue={props.minimum}
      maxValue={props.maximum}
      step={props.step ?? 1}
      isDisabled={props.isDisabled ?? false}
      {...(props.format === undefined ? {} : { formatOptions: props.format })}
      aria-labelledby={props.ids.labelId}
      onChange={(value) => {
        if (!Number.isNaN(value)) props.onChange(value);
      }}
    >
      <Group className="number__group">
        <Button slot="decrement" className="number__step" aria-label={t("settings.less")}>
          <Minus size={16} strokeWidth={1.75} aria-hidden="true" />
        </Button>
        <Input className="number__input" data-testid={props.testId} />
        <Button slot="increment" className="number__step" aria-label={t("settings.more")}>
          <Plus size={16} strokeWidth={1.75} aria-hidden="true" />
        </Button>
      </Group>
    </NumberField>
  );
}

/** A line of text; it is taken over when the field is left or Enter is pressed. */
export function TextControl(props: {
  readonly ids: RowIds;
  readonly value: string;
  readonly placeholder: string;
  readonly isInvalid: boolean;
  readonly onChange: (value: string) => void;
  readonly testId: string;
}) {
  const [typed, setTyped] = useState(props.value);
  const takeOver = (): void => {
    if (typed.trim() !== props.value) props.onChange(typed.trim());
  };
  return (
    <TextField
      className="field"
      value={typed}
      onChange={setTyped}
      onBlur={takeOver}
      onKeyDown={(event) => {
        if (event.key === "Enter") takeOver();
      }}
      isInvalid={props.isInvalid}
      aria-labelledby={props.ids.labelId}
      {...(props.ids.helpId === undefined ? {} : { "aria-describedby": props.ids.helpId })}
    >
      <Input
        className="field__input field__input--exact"
        placeholder={props.placeholder}
        spellCheck={false}
        autoComplete="off"
        data-testid={props.testId}
      />
    </TextField>
  );
}
