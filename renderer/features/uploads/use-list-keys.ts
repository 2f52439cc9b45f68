import type { KeyboardEvent, RefObject } from "react";
import { rowAt } from "../../stores/pages";
import { selectedIds } from "../../stores/selection-store";
import { useStores } from "../../stores-context";
import type { UploadListProps } from "./list-props";

type ListParts = Pick<UploadListProps, "store" | "selection">;

/** Which of the keys that change a click are held. */
interface Modifiers {
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** Selects as file managers do: alone, with Ctrl or Cmd one more, with Shift everything up to here. */
export async function selectByPointer(
  list: ListParts,
  index: number,
  id: string,
  modifiers: Modifiers,
): Promise<void> {
  if (modifiers.shiftKey) await selectUpTo(list, index);
  else if (modifiers.ctrlKey || modifiers.metaKey) list.selection.toggle(index, id);
  else list.selection.selectOnly(index, id);
}

async function selectUpTo({ store, selection }: ListParts, index: number): Promise<void> {
  const { anchorIndex } = selection.getState();
  const first = Math.min(anchorIndex, index);
  const ids = await store.idsBetween(first, Math.max(anchorIndex, index));
  selection.selectRange(first, ids, index);
}

/** Where a key leads from a place, or null when the key does not move. */
function targetIndex(key: string, from: number | null, total: number, rowsInView: number): number | null {
  const last = total - 1;
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: from === null ? 0 : from + 1,
    ArrowUp: from === null ? last : from - 1,
    PageDown: (from ?? 0) + rowsInView,
    PageUp: (from ?? 0) - rowsInView,
    Home: 0,
    End: last,
  };
  const target = moves[key];
  return target === undefined ? null : Math.min(last, Math.max(0, target));
}

/** The least height of a row in CSS pixels, for a page's worth of rows. */
const rowHeight = 44;

/** The keys of a list: moving, selecting, copying, removing, and into a row's buttons and out again. */
export function useListKeys(
  list: UploadListProps,
  grid: RefObject<HTMLElement | null>,
  scrollTo: (index: number) => void,
): { readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void } {
  const { commands } = useStores();
  const { store, selection } = list;

  const move = (index: number, extend: boolean): void => {
    scrollTo(index);
    const id = rowAt(store.getState().pages, index)?.id;
    if (extend) void selectUpTo(list, index);
    else if (id === undefined) selection.moveTo(index);
    else selection.selectOnly(index, id);
  };
  const actingIds = (): readonly string[] => {
    const state = selection.getState();
    const ids = selectedIds(state);
    if (ids.length > 0) return ids;
    const id = state.cursor?.id ?? null;
    return id === null ? [] : [id];
  };

  /** Keys together with Ctrl or Cmd; true when it was one of the list's. */
  const onCommandKey = (event: KeyboardEvent): boolean => {
    if (event.key === "a") void selectAll(list);
    else if (event.key === "c" && (window.getSelection()?.isCollapsed ?? true)) {
      void commands.copyLinks(actingIds());
    } else return false;
    return true;
  };
  const onPlainKey = (event: KeyboardEvent): boolean => {
    const { cursor } = selection.getState();
    const { pages } = store.getState();
    const current = cursor === null ? undefined : rowAt(pages, cursor.index);
    if (event.key === "Escape") selection.clear();
    else if (event.key === "Delete" || event.key === "Backspace") list.onDelete(actingIds());
    else if (cursor === null || current === undefined) return false;
    else if (event.key === "Enter") list.onActivate(current, event.shiftKey);
    else if (event.key === " ") selection.toggle(cursor.index, current.id);
    else if (event.key === "ArrowRight") return focusButton(grid.current, cursor.index, 0);
    else return false;
    return true;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const { total } = store.getState();
    if (total === 0) return;
    if (event.target !== event.currentTarget) {
      onKeyInRow(event, grid.current);
      return;
    }
    const rowsInView = Math.max(1, Math.floor(event.currentTarget.clientHeight / rowHeight) - 1);
    const target = targetIndex(event.key, selection.getState().cursor?.index ?? null, total, rowsInView);
    const isCommand = event.ctrlKey || event.metaKey;
    if (target !== null) move(target, event.shiftKey);
    else if (!(isCommand ? onCommandKey(event) : onPlainKey(event))) return;
    event.preventDefault();
  };
  return { onKeyDown };
}

async function selectAll({ store, selection }: ListParts): Promise<void> {
  const { total } = store.getState();
  const ids = await store.idsBetween(0, total - 1);
  selection.selectRange(0, ids, selection.getState().cursor?.index ?? 0);
}

function buttonsOf(row: Element | null | undefined): readonly HTMLElement[] {
  return [...(row?.querySelectorAll<HTMLElement>("button:not(:disabled)") ?? [])];
}

function focusButton(grid: HTMLElement | null, index: number, place: number): boolean {
  const button = buttonsOf(grid?.querySelector(`[data-index="${index}"]`))[place];
  button?.focus();
  return button !== undefined;
}

/** Inside a row the arrows go from button to button, and past the first one or with Escape back to the list. */
function onKeyInRow(event: KeyboardEvent<HTMLElement>, grid: HTMLElement | null): void {
  if (!(event.target instanceof HTMLElement)) return;
  const buttons = buttonsOf(event.target.closest("[role=row]"));
  const place = buttons.indexOf(event.target);
  if (event.key === "ArrowRight") buttons[place + 1]?.focus();
  else if (event.key === "ArrowLeft" && place > 0) buttons[place - 1]?.focus();
  else if (["ArrowLeft", "ArrowUp", "ArrowDown", "Escape"].includes(event.key)) grid?.focus();
  else return;
  event.preventDefault();
}
