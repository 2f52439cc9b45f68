import { FilterX } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { queueCount } from "../../stores/overview-store";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty-state";
import { SendBar } from "../intake/send-bar";
import type { UploadListProps } from "../uploads/list-props";
import { UploadList } from "../uploads/upload-list";
import { DropHeading } from "./drop-heading";
import { type OpenQueueMenu, QueueControlsContext } from "./queue-controls";
import { QueueEmpty } from "./queue-empty";
import { filterName, filterStates, type QueueFilterName, QueueFilters } from "./queue-filters";
import { QueueFooter } from "./queue-footer";
import { QueueMenu } from "./queue-menu";
import { QueueRow } from "./queue-row";
import { type QueueGrouping, queueShape } from "./queue-shape";
import { removeFromQueue } from "./remove-from-queue";
import { useGrouping } from "./use-grouping";
import { useMoveByKey } from "./use-move-by-key";
import "./queue.css";

/** The room of what is not finished. */
export function QueueView() {
  const { t } = useTranslation();
  const { queue, overview } = useStores();
  const isLoaded = useStore(queue, (state) => state.loaded);
  const isEmpty = useStore(overview, (state) => queueCount(state.counts) === 0);
  return (
    <>
      <h1 className="visually-hidden">{t("view.queue")}</h1>
      <SendBar />
      {isLoaded && isEmpty ? <QueueEmpty /> : <FilledQueue />}
    </>
  );
}

function FilledQueue() {
  const stores = useStores();
  const { queue, selections, view } = stores;
  const { grouping, setGrouped, toggleFolded } = useGrouping();
  const isLoaded = useStore(queue, (state) => state.loaded);
  const isNothingShown = useStore(queue, (state) => state.total === 0) && isLoaded;
  const [menu, setMenu] = useState<OpenQueueMenu | null>(null);
  const onDelete = (ids: readonly string[]): void => removeFromQueue(stores, ids);
  const { current, choose } = useQueueFilter();
  const shapeOf = useMemo<NonNullable<UploadListProps["shapeOf"]>>(
    () => (upload, place, isNarrow) => queueShape(grouping, upload, place, isNarrow),
    [grouping],
  );
  const controls = useMemo(
    () => ({ folded: grouping.folded, toggleFolded, openMenu: setMenu }),
    [grouping, toggleFolded],
  );
  const listKeys = useQueueKeys(grouping, toggleFolded);
  return (
    <QueueControlsContext value={controls}>
      {/* Until they are known there are no numbers to show: neither "0 failed" nor "nothing left". */}
      {isLoaded ? (
        <QueueFilters
          current={current}
          onChoose={choose}
          isGrouped={grouping.isGrouped}
          onGroup={setGrouped}
        />
      ) : null}
      {isNothingShown ? (
        <NothingShown onShowAll={() => choose("all")} />
      ) : (
        <UploadList
          store={queue}
          selection={selections.queue}
          testId="queue-list"
          Row={QueueRow}
          Above={DropHeading}
          shapeOf={shapeOf}
          onDelete={onDelete}
          onMenu={(upload, at) => setMenu({ kind: "selection", upload, at })}
          onPreview={(previewed) => view.setState({ previewed })}
          {...listKeys}
        />
      )}
      {isLoaded ? <QueueFooter /> : null}
      {menu === null ? null : (
        <QueueMenu
          open={menu}
          onClose={() => setMenu(null)}
          onPreview={() => view.setState({ previewed: menu.upload })}
          onDelete={onDelete}
        />
      )}
    </QueueControlsContext>
  );
}

function NothingShown({ onShowAll }: { readonly onShowAll: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState icon={FilterX} title={t("empty.filter")} text={t("empty.filterText")} testId="filter-empty">
      <Button onPress={onShowAll}>{t("empty.showAll")}</Button>
    </EmptyState>
  );
}

/** What keys and double clicks do in the queue. */
function useQueueKeys(
  grouping: QueueGrouping,
  toggleFolded: (batchId: string) => void,
): Pick<UploadListProps, "label" | "onActivate" | "onOtherKey" | "onCursor" | "onReorder"> {
  const { t } = useTranslation();
  const { detail, commands } = useStores();
  const moveByKey = useMoveByKey();
  return {
    onReorder: (ids, to) => void commands.move(ids, to),
    label: t("view.queue"),
    onActivate: ({ id, batchId }) => {
      if (grouping.folded.has(batchId)) toggleFolded(batchId);
      else detail.toggle(id);
    },
    onOtherKey: ({ key, altKey, upload: { batchId } }) => {
      if (altKey) return moveByKey(key);
      const isFolded = grouping.folded.has(batchId);
      const turns =
        (key === "ArrowRight" && isFolded) || (key === "ArrowLeft" && grouping.isGrouped && !isFolded);
      if (turns) toggleFolded(batchId);
      return turns;
    },
    onCursor: ({ id }) => detail.follow(id),
  };
}

/** The filter of the queue, and the way to choose another. */
function useQueueFilter(): { current: QueueFilterName; choose: (name: QueueFilterName) => void } {
  const { queue, selections } = useStores();
  const states = useStore(queue, (state) => state.filter.queue?.states);
  const choose = (name: QueueFilterName): void => {
    const { states: _before, ...rest } = queue.getState().filter.queue ?? {};
    const wanted = filterStates(name);
    queue.setFilter({ queue: wanted === undefined ? rest : { ...rest, states: wanted } });
    selections.queue.clear();
  };
  return { current: filterName(states), choose };
}
