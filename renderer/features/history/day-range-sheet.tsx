import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DayRange } from "../../stores/history-view-store";
import { Button } from "../../ui/button";
import { Sheet } from "../../ui/sheet";

/** Asks for the first and the last day to show; either may be left open. */
export function DayRangeSheet(props: {
  readonly range: DayRange;
  readonly onChoose: (range: DayRange) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [range, setRange] = useState(props.range);
  const isBackwards = range.from !== "" && range.to !== "" && range.from > range.to;
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (isBackwards || (range.from === "" && range.to === "")) return;
    props.onClose();
    props.onChoose(range);
  };
  return (
    <Sheet title={t("historyFilter.rangeTitle")} onClose={props.onClose} testId="day-range">
      <form className="sheet__form" noValidate onSubmit={onSubmit}>
        <div className="sheet__body">
          <div className="day-range">
            <Day
              label={t("historyFilter.from")}
              day={range.from}
              isFirst
              onChange={(from) => setRange({ ...range, from })}
            />
            <Day
              label={t("historyFilter.to")}
              day={range.to}
              isFirst={false}
              onChange={(to) => setRange({ ...range, to })}
            />
          </div>
          <p
            className={isBackwards ? "field__error" : "sheet__note"}
            role={isBackwards ? "alert" : undefined}
          >
            {t(isBackwards ? "historyFilter.backwards" : "historyFilter.rangeText")}
          </p>
        </div>
        <footer className="sheet__footer">
          <Button onPress={props.onClose}>{t("common.cancel")}</Button>
          <Button type="submit" tone="primary" testId="day-range-show">
            {t("historyFilter.show")}
          </Button>
        </footer>
      </form>
    </Sheet>
  );
}

function Day(props: {
  readonly label: string;
  readonly day: string;
  readonly isFirst: boolean;
  readonly onChange: (day: string) => void;
}) {
  const id = useId();
  return (
    <div className="day-range__day">
      <label className="field__label" htmlFor={id}>
        {props.label}
      </label>
      <input
        id={id}
        className="field__input"
        type="date"
        value={props.day}
        // biome-ignore lint/a11y/noAutofocus: a sheet begins at its first field, as all sheets do.
        autoFocus={props.isFirst}
        data-testid={props.isFirst ? "day-from" : "day-to"}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </div>
  );
}
