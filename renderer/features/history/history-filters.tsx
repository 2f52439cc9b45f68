import { ChevronDown, X } from "lucide-react";
import { useState } from "react";
import {
  Button as AriaButton,
  Select as AriaSelect,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { fileTypes } from "../../../electron/shared/history-filter";
import { type Dates, isNarrowed } from "../../stores/history-view-store";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { useFormats } from "../../ui/use-formats";
import { DayRangeSheet } from "./day-range-sheet";

/** The id that stands for no choice. */
const any = "any";
const namedDates = ["today", "week", "month"] as const;

/** What the history can be narrowed to: each filter says itself what it shows, and all are undone at once. */
export function HistoryFilters() {
  const { t } = useTranslation();
  const { historyView, overview } = useStores();
  const { destinationId, type, state } = useStore(historyView, (now) => now.choices);
  const isActive = useStore(historyView, (now) => isNarrowed(now.choices));
  const destinations = useStore(overview, (now) => now.destinations);
  return (
    <fieldset className="history-filters">
      <legend className="visually-hidden">{t("historyFilter.label")}</legend>
      <FilterChoice
        name={t("historyFilter.destination")}
        anyWords={t("historyFilter.anyDestination")}
        choices={destinations.map(({ id, name }) => [id, name] as const)}
        chosen={destinationId}
        testId="filter-destination"
        onChoose={(id) => historyView.choose({ destinationId: id })}
      />
      <FilterChoice
        name={t("historyFilter.type")}
        anyWords={t("historyFilter.anyType")}
        choices={fileTypes.map((each) => [each, t(`historyFilter.types.${each}`)] as const)}
        chosen={type}
        testId="filter-type"
        onChoose={(id) => historyView.choose({ type: fileTypes.find((each) => each === id) ?? null })}
      />
      <FilterChoice
        name={t("historyFilter.state")}
        anyWords={t("historyFilter.anyState")}
        choices={(["completed", "canceled"] as const).map(
          (each) => [each, t(`historyFilter.states.${each}`)] as const,
        )}
        chosen={state}
        testId="filter-state"
        onChoose={(id) => historyView.choose({ state: id === "completed" || id === "canceled" ? id : null })}
      />
      <DateFilter />
      {isActive ? (
        <Button
          tone="quiet"
          isSmall
          isCompact
          icon={X}
          testId="clear-filters"
          onPress={() => historyView.choose({ destinationId: null, type: null, state: null, dates: "any" })}
        >
          {t("historyFilter.clear")}
        </Button>
      ) : null}
    </fieldset>
  );
}

function DateFilter() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { historyView } = useStores();
  const dates = useStore(historyView, (now) => now.choices.dates);
  const [isAsking, setIsAsking] = useState(false);
  const choose = (id: string | null): void => {
    if (id === "range") setIsAsking(true);
    else historyView.choose({ dates: namedDates.find((each) => each === id) ?? any });
  };
  const rangeWords =
    typeof dates === "string" ? t("historyFilter.range") : formats.days(dates.from, dates.to);
  const named = namedDates.map((each) => [each, t(`historyFilter.dates.${each}`)] as const);
  return (
    <>
      <FilterChoice
        name={t("historyFilter.date")}
        anyWords={t("historyFilter.anyDate")}
        choices={[...named, ["range", rangeWords] as const]}
        chosen={idOf(dates)}
        testId="filter-date"
        onChoose={choose}
      />
      {isAsking ? (
        <DayRangeSheet
          range={typeof dates === "string" ? { from: "", to: "" } : dates}
          onChoose={(range) => historyView.choose({ dates: range })}
          onClose={() => setIsAsking(false)}
        />
      ) : null}
    </>
  );
}

function idOf(dates: Dates): string | null {
  if (typeof dates !== "string") return "range";
  return dates === any ? null : dates;
}

/** A filter as one small button: its name while it is open to all, otherwise what it is narrowed to. */
function FilterChoice(props: {
  readonly name: string;
  readonly anyWords: string;
  readonly choices: readonly (readonly [id: string, words: string])[];
  readonly chosen: string | null;
  readonly onChoose: (id: string | null) => void;
  readonly testId: string;
}) {
  const { chosen, choices } = props;
  const words = choices.find(([id]) => id === chosen)?.[1];
  return (
    <AriaSelect
      className={words === undefined ? "filter-choice" : "filter-choice filter-choice--active"}
      value={chosen ?? any}
      onChange={(key) => props.onChoose(key === any ? null : String(key))}
      data-testid={props.testId}
    >
      <Label className="visually-hidden">{props.name}</Label>
      <AriaButton className="filter-choice__button">
        <bdi className="filter-choice__words">{words ?? props.name}</bdi>
        <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" />
      </AriaButton>
      <Popover className="popover" placement="bottom start">
        <ListBox className="listbox">
          {[[any, props.anyWords] as const, ...choices].map(([id, label]) => (
            <ListBoxItem key={id} id={id} textValue={label} className="listbox__item">
              <Text slot="label" className="listbox__label">
                {label}
              </Text>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
