import { type ReactNode, useId } from "react";

/** The ids that connect a control with its words. */
export interface RowIds {
  readonly labelId: string;
  readonly helpId: string | undefined;
}

/** One setting: its name and what it does at the left, its control at the right, below it where there is little room. */
export function SettingRow(props: {
  readonly label: string;
  readonly help?: string;
  /** What is wrong with the value, or null. */
  readonly error?: string | null;
  readonly children: (ids: RowIds) => ReactNode;
  /** The control needs the whole width. */
  readonly isWide?: boolean;
}) {
  const id = useId();
  const error = props.error ?? null;
  const text = error ?? props.help;
  const ids: RowIds = { labelId: `${id}-label`, helpId: text === undefined ? undefined : `${id}-help` };
  return (
    <div className={props.isWide === true ? "setting setting--wide" : "setting"}>
      <div className="setting__words">
        <span className="setting__label" id={ids.labelId}>
          {props.label}
        </span>
        {text === undefined ? null : (
          <span className={error === null ? "field__help" : "field__error"} id={ids.helpId} role="status">
            {text}
          </span>
        )}
      </div>
      <div className="setting__control">{props.children(ids)}</div>
    </div>
  );
}
