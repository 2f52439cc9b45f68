import { FolderPlus, Trash2 } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { WatchFolderView } from "../../../electron/shared/watch-folder";
import { useCurrentDestination } from "../../stores/current-destination";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty-state";
import { IconButton } from "../../ui/icon-button";
import { Select } from "../../ui/select";
import { useFormats } from "../../ui/use-formats";
import { useSentence } from "../../ui/use-sentence";
import { NumberControl, SwitchControl } from "./controls";
import { useWatchFolders } from "./use-watch-folders";

/** The folders that are watched, each with its destination and its switch. */
export function WatchSection() {
  const { t } = useTranslation();
  const { overview } = useStores();
  const destinations = useStore(overview, (state) => state.destinations);
  const current = useCurrentDestination();
  const { folders, add, change, remove } = useWatchFolders();
  if (folders === null) return null;
  const addButton = (
    <Button
      icon={FolderPlus}
      isDisabled={current === null}
      onPress={() => current !== null && add(current.id)}
      testId="watch-add"
    >
      {t("watch.add")}
    </Button>
  );
  if (folders.length === 0) {
    return (
      <EmptyState icon={FolderPlus} title={t("watch.empty")} text={t("watch.emptyText")}>
        {addButton}
      </EmptyState>
    );
  }
  return (
    <>
      <p className="field__help">{t("watch.help")}</p>
      <ul className="watch">
        {folders.map((folder) => (
          <WatchedFolder
            key={folder.id}
            folder={folder}
            destinations={destinations}
            onChange={(rules) => change(folder.id, { ...folder.rules, ...rules })}
            onRemove={() => remove(folder.id)}
          />
        ))}
      </ul>
      {addButton}
    </>
  );
}

function WatchedFolder(props: {
  readonly folder: WatchFolderView;
  readonly destinations: readonly { readonly id: string; readonly name: string }[];
  readonly onChange: (rules: Partial<WatchFolderView["rules"]>) => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation();
  const say = useSentence();
  const formats = useFormats();
  const { folder, onChange } = props;
  const id = useId();
  const ids = { labelId: `${id}-name`, helpId: `${id}-state` };
  const state =
    folder.trouble === null
      ? t("watch.sent", { count: folder.sentCount, number: formats.count(folder.sentCount) })
      : say(folder.trouble);
  return (
    <li className="watch__folder" data-testid="watched-folder">
      <div className="watch__words">
        <span className="setting__label" id={ids.labelId}>
          {folder.name}
          <span className="watch__parent">{t("watch.in", { folder: folder.parentName })}</span>
        </span>
        <span
          className={folder.trouble === null ? "field__help" : "field__error"}
          id={ids.helpId}
          role="status"
        >
          {state}
        </span>
        <HeldFiles held={folder.held} />
      </div>
      <div className="watch__controls">
        <span className="visually-hidden" id={`${id}-destination`}>
          {t("watch.destination")}
        </span>
        <Select
          labelledBy={`${id}-destination`}
          choices={props.destinations.map(({ id: destinationId, name }) => ({
            id: destinationId,
            label: name,
          }))}
          selectedId={folder.rules.destinationId}
          onSelect={(destinationId) => onChange({ destinationId })}
          testId="watch-destination"
        />
        <SwitchControl
          ids={ids}
          isOn={folder.rules.enabled}
          onChange={(enabled) => onChange({ enabled })}
          testId="watch-enabled"
        />
        <IconButton
          icon={Trash2}
          tone="danger"
          label={t("watch.remove", { name: folder.name })}
          onPress={props.onRemove}
          testId="watch-remove"
        />
      </div>
      <WatchRules folder={folder} onChange={onChange} />
    </li>
  );
}

/** The files that are not sent because of their names, told once, with what helps. */
function HeldFiles({ held }: Pick<WatchFolderView, "held">) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (held.count === 0) return null;
  const names = held.paths.map((path) => `“${path}”`).join(", ");
  const more = held.count - held.paths.length;
  const list = more === 0 ? names : t("watch.heldMore", { names, number: formats.count(more) });
  return (
    <span className="field__error" role="status" data-testid="watch-held">
      {t("watch.held", { count: held.count, names: list })}
    </span>
  );
}

/** How long a file must rest, what is left out, and whether a changed one goes again. */
function WatchRules(props: {
  readonly folder: WatchFolderView;
  readonly onChange: (rules: Partial<WatchFolderView["rules"]>) => void;
}) {
  const { t } = useTranslation();
  const { rules } = props.folder;
  const id = useId();
  return (
    <div className="watch__rules">
      <span id={`${id}-settle`}>{t("watch.settle")}</span>
      <NumberControl
        ids={{ labelId: `${id}-settle`, helpId: undefined }}
        value={rules.settleSeconds}
        minimum={1}
        maximum={3_600}
        format={{ style: "unit", unit: "second" }}
        onChange={(settleSeconds) => props.onChange({ settleSeconds })}
        testId="watch-settle"
      />
      <label htmlFor={`${id}-ignore`}>{t("watch.ignore")}</label>
      <input
        id={`${id}-ignore`}
        className="field__input field__input--exact watch__ignore"
        defaultValue={rules.ignore.join(" ")}
        placeholder="*.tmp drafts/"
        spellCheck={false}
        data-testid="watch-ignore"
        onBlur={(event) => {
          const ignore = event.target.value.split(/\s+/).filter((rule) => rule !== "");
          if (ignore.join(" ") !== rules.ignore.join(" ")) props.onChange({ ignore });
        }}
      />
      <label className="watch__changed">
        <input
          type="checkbox"
          checked={rules.sendChanged}
          onChange={(event) => props.onChange({ sendChanged: event.target.checked })}
          data-testid="watch-changed"
        />
        {t("watch.sendChanged")}
      </label>
    </div>
  );
}
