import { Group, List } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Counts } from "../../../electron/shared/ipc";
import type { QueueFilter } from "../../../electron/shared/queue-filter";
import { queueCount } from "../../stores/overview-store";
import { useStores } from "../../stores-context";
import { IconButton } from "../../ui/icon-button";
import { useFormats } from "../../ui/use-formats";

/** What the queue can be narrowed to. */
export type QueueFilterName = "all" | "running" | "waiting" | "failed" | "unconfirmed";

const statesOf: Readonly<Record<QueueFilterName, QueueFilter["states"]>> = {
  all: undefined,
  running: ["preparing", "uploading"],
  waiting: ["queued", "waiting", "paused"],
  failed: ["failed"],
  unconfirmed: ["unconfirmed"],
};

const names = ["all", "running", "waiting", "failed", "unconfirmed"] as const;

/** The states of a filter, to be asked for. */
export function filterStates(name: QueueFilterName): QueueFilter["states"] {
  return statesOf[name];
}

/** The filter that asks for these states. */
export function filterName(states: QueueFilter["states"]): QueueFilterName {
  return names.find((name) => JSON.stringify(statesOf[name]) === JSON.stringify(states)) ?? "all";
}

/** How many uploads a filter would show. */
export function filterCount(name: QueueFilterName, counts: Counts): number {
  const states = statesOf[name];
  return states === undefined ? queueCount(counts) : states.reduce((sum, state) => sum + counts[state], 0);
}

/** The filters with what each would show, and the switch between drops and a plain list. */
export function QueueFilters(props: {
  readonly current: QueueFilterName;
  readonly onChoose: (name: QueueFilterName) => void;
  readonly isGrouped: boolean;
  readonly onGroup: (isGrouped: boolean) => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const counts = useStore(useStores().overview, (state) => state.counts);
  return (
    <div className="queue-filters">
      <fieldset className="queue-filters__names">
        <legend className="visually-hidden">{t("filter.label")}</legend>
        {names.map((name) => {
          const count = filterCount(name, counts);
          const isCurrent = name === props.current;
          const needsUser = (name === "failed" || name === "unconfirmed") && count > 0;
          return (
            <button
              key={name}
              type="button"
              className={needsUser ? "filter filter--attention" : "filter"}
              aria-pressed={isCurrent}
              disabled={count === 0 && !isCurrent}
              data-testid={`filter-${name}`}
              onClick={() => props.onChoose(name)}
            >
              <span>{t(`filter.${name}`)}</span>
              <span className="filter__count">{formats.count(count)}</span>
            </button>
          );
        })}
      </fieldset>
      <IconButton
        icon={props.isGrouped ? List : Group}
        label={t(props.isGrouped ? "filter.flat" : "filter.grouped")}
        testId="toggle-grouping"
        onPress={() => props.onGroup(!props.isGrouped)}
      />
    </div>
  );
}
