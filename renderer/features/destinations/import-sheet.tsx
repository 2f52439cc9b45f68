import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { DestinationTransfer } from "../../../electron/shared/destination";
import { nextName } from "../../format/next-name";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";
import { Button } from "../../ui/button";
import { Sheet } from "../../ui/sheet";
import { useFormats } from "../../ui/use-formats";
import { ImportEntry } from "./import-entry";
import type { ImportItem } from "./import-item";

/** The names that are taken are never taken twice: those from a file are numbered on. */
function itemsOf(
  entries: readonly DestinationTransfer[],
  taken: readonly string[],
  services: readonly { readonly id: string }[],
): readonly ImportItem[] {
  const names = [...taken];
  return entries.map((entry, place) => {
    const isTaken = names.some((name) => name.toLowerCase() === entry.name.toLowerCase());
    const name = isTaken ? nextName(entry.name, names) : entry.name;
    names.push(name);
    const isChosen = services.some(({ id }) => id === entry.service);
    return { place, entry, name, isChosen, secrets: {}, problem: null };
  });
}

/** Destinations out of a file: which of them, and the secrets that the file does not hold. */
export function ImportSheet(props: {
  readonly entries: readonly DestinationTransfer[];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { items, change, save, isBusy } = useImport(props);
  const chosen = items.filter(({ isChosen }) => isChosen).length;
  return (
    <Sheet
      title={t("destinations.importTitle")}
      onClose={props.onClose}
      placement="side"
      testId="import-sheet"
    >
      <div className="sheet__body">
        <p className="sheet__text">{t("destinations.importText")}</p>
        <ul className="import-list">
          {items.map((item) => (
            <ImportEntry key={item.place} item={item} onChange={change} />
          ))}
        </ul>
      </div>
      <footer className="sheet__footer sheet__footer--ruled">
        <Button onPress={props.onClose}>{t("common.cancel")}</Button>
        <Button
          tone="primary"
          isDisabled={chosen === 0}
          isPending={isBusy}
          onPress={() => void save()}
          testId="import-save"
        >
          {t("destinations.importSave", { count: chosen, number: formats.count(chosen) })}
        </Button>
      </footer>
    </Sheet>
  );
}

function useImport(props: {
  readonly entries: readonly DestinationTransfer[];
  readonly onClose: () => void;
}) {
  const { bridge, stores } = useSurroundings();
  const services = useStore(stores.overview, (state) => state.services);
  const [items, setItems] = useState(() => {
    const taken = stores.overview.getState().destinations.map(({ name }) => name);
    return itemsOf(props.entries, taken, services);
  });
  const [isBusy, setIsBusy] = useState(false);
  const saveOne = async (item: ImportItem): Promise<ImportItem["problem"]> => {
    const { service, settings, appearance } = item.entry;
    const draft = { name: item.name, service, settings, appearance, secrets: item.secrets };
    try {
      const result = await bridge.request("destinations:save", draft);
      if (result.ok) return null;
      return { field: result.field, words: `${result.error.message} ${result.error.hint}` };
    } catch (error) {
      return { field: null, words: sentenceOf(error) };
    }
  };
  const save = async (): Promise<void> => {
    setIsBusy(true);
    const left: ImportItem[] = [];
    let saved = 0;
    for (const item of items) {
      const problem = item.isChosen ? await saveOne(item) : null;
      if (item.isChosen && problem === null) saved += 1;
      if (problem !== null) left.push({ ...item, problem });
    }
    setIsBusy(false);
    if (saved > 0) stores.notices.tell("notice.importedDestinations", { count: saved });
    if (left.length === 0) props.onClose();
    else setItems(left);
  };
  const change = (changed: ImportItem): void =>
    setItems(items.map((item) => (item.place === changed.place ? changed : item)));
  return { items, change, save, isBusy };
}
