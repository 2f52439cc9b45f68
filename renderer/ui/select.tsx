import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import {
  Button as AriaButton,
  Select as AriaSelect,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from "react-aria-components";

/** A value to choose. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  /** A second, quieter piece of information. */
  readonly note?: string;
  /** A picture before the name. */
  readonly mark?: ReactNode;
}

/** What a select is. */
export interface SelectProps {
  /** Its name; absent where words elsewhere name it (`labelledBy`). */
  readonly label?: ReactNode;
  readonly labelledBy?: string;
  readonly describedBy?: string | undefined;
  readonly choices: readonly Choice[];
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
  readonly help?: string;
  readonly error?: string | null;
  readonly layout?: "field" | "inline";
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
  readonly testId?: string;
}

/** One value out of several. */
export function Select(props: SelectProps) {
  const error = props.error ?? null;
  return (
    <AriaSelect
      className={`select select--${props.layout ?? "field"}`}
      value={props.selectedId}
      onChange={(key) => {
        if (typeof key === "string") props.onSelect(key);
      }}
      isInvalid={error !== null}
      autoFocus={props.autoFocus ?? false}
      {...(props.labelledBy === undefined ? {} : { "aria-labelledby": props.labelledBy })}
      {...(props.describedBy === undefined ? {} : { "aria-describedby": props.describedBy })}
      {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
      {...(props.testId === undefined ? {} : { "data-testid": props.testId })}
    >
      {props.label === undefined ? null : <Label className="field__label">{props.label}</Label>}
      <AriaButton className="select__button">
        <SelectValue className="select__value" />
        <ChevronDown size={16} strokeWidth={1.75} aria-hidden="true" />
      </AriaButton>
      {props.help === undefined || error !== null ? null : (
        <Text slot="description" className="field__help">
          {props.help}
        </Text>
      )}
      <FieldError className="field__error">{error}</FieldError>
      <Popover className="popover">
        <ListBox className="listbox">
          {props.choices.map((choice) => (
            <ListBoxItem key={choice.id} id={choice.id} textValue={choice.label} className="listbox__item">
              <Text slot="label" className="listbox__label">
                {choice.mark}
                <span className="listbox__name">{choice.label}</span>
              </Text>
              {choice.note === undefined ? null : (
                <Text slot="description" className="listbox__note">
                  {choice.note}
                </Text>
              )}
              <Check className="listbox__check" size={16} strokeWidth={2} aria-hidden="true" />
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
