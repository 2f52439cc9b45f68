import type { LucideIcon } from "lucide-react";
import { Radio, RadioGroup } from "react-aria-components";

/** A value to choose. */
export interface Segment<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly icon?: LucideIcon;
}

/** One value out of a few that are all in view. */
export function Segmented<T extends string>(props: {
  readonly segments: readonly Segment<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly labelledBy: string;
  readonly describedBy?: string | undefined;
  readonly testId?: string;
}) {
  return (
    <RadioGroup
      className="segmented"
      orientation="horizontal"
      value={props.value}
      aria-labelledby={props.labelledBy}
      {...(props.describedBy === undefined ? {} : { "aria-describedby": props.describedBy })}
      {...(props.testId === undefined ? {} : { "data-testid": props.testId })}
      onChange={(chosen) => {
        const segment = props.segments.find(({ value }) => value === chosen);
        if (segment !== undefined) props.onChange(segment.value);
      }}
    >
      {props.segments.map(({ value, label, icon: Icon }) => (
        <Radio key={value} value={value} className="segmented__choice">
          {Icon === undefined ? null : <Icon size={16} strokeWidth={1.75} aria-hidden="true" />}
          {label}
        </Radio>
      ))}
    </RadioGroup>
  );
}
