import type { KeyboardEvent, RefObject } from "react";
import { isPressOf, type KeyPress } from "../../../electron/shared/key-press";
import {
  type DesktopSystem,
  keysOf,
  type MenuCommandId,
  menuCommands,
  systemOf,
} from "../../../electron/shared/menu-commands";
import type { UploadView } from "../../../electron/shared/upload";
import { rowAt } from "../../stores/pages";
import { selectedIds } from "../../stores/selection-store";
import { useStores } from "../../stores-context";
import type { UploadListProps } from "./list-props";

type ListParts = Pick<UploadListProps, "store" | "selection" | "onCursor">;

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
  upload: UploadView,
  modifiers: Modifiers,
): Promise<void> {
  if (modifiers.shiftKey) return await selectUpTo(list, index);
  if (modifiers.ctrlKey || modifiers.metaKey) list.selection.toggle(index, upload.id);
  else list.selection.selectOnly(index, upload.id);
  list.onCursor?.(upload);
}

async function selectUpTo({ store, selection }: ListParts, index: number): Promise<void> {
  const { anchorIndex } = selection.getState();
  const first = Math.min(anchorIndex, index);
  const ids = await store.idsBetween(first, Math.max(anchorIndex, index));
  selection.selectRange(first, ids, index);
}

/** Where a key leads from a place, or null when the key does not move. */
function targetIndex(
  key: string,
  from: number | null,
  total: number,
  shape: { readonly columns: number; readonly rowsInView: number },
): number | null {
  const { columns, rowsInView } = shape;
  const last = total - 1;
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: from === null ? 0 : from + columns,
    ArrowUp: from === null ? last : from - columns,
    PageDown: (from ?? 0) + rowsInView * columns,
    PageUp: (from ?? 0) - rowsInView * columns,
    Home: 0,
    End: last,
    ...(columns === 1 ? {} : { ArrowRight: from === null ? 0 : from + 1, ArrowLeft: (from ?? 1) - 1 }),
  };
  const target = moves[key];
  if (target === undefined) return null;
  // Above the first line and below the last one there is nothing: the place stays.
  if (columns > 1 && from !== null && (target < 0 || target > last)) return key === "ArrowDown" ? last : from;
  return Math.min(last, Math.max(0, target));
}

/** How the places of a list stand: one below the other, or several in a line. */
export interface ListShape {
  readonly columns: number;
  /** CSS pixels. */
  readonly rowHeight: number;
}

/** The keys of a list: moving, selecting, copying, removing, and into a row's buttons and out again. */
export function useListKeys(
  list: UploadListProps,
  grid: RefObject<HTMLElement | null>,
  scrollTo: (index: number) => void,
  shape: ListShape,
): { readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void } {
  const { commands, overview } = useStores();
  const { rowHeight, columns } = shape;
  const { store, selection } = list;

  const move = (index: number, extend: boolean): void => {
    scrollTo(index);
    const upload = rowAt(store.getState().pages, index);
    if (extend) void selectUpTo(list, index);
    else if (upload === undefined) selection.moveTo(index);
    else selection.selectOnly(index, upload.id);
    if (upload !== undefined) list.onCursor?.(upload);
  };
  const actingIds = (): readonly string[] => {
    const state = selection.getState();
    const ids = selectedIds(state);
    if (ids.length > 0) return ids;
    const id = state.cursor?.id ?? null;
    return id === null ? [] : [id];
  };
  const preview = (upload: UploadView, index: number): void => {
    if (list.onPreview === undefined) selection.toggle(index, upload.id);
    else list.onPreview(upload);
  };

  /** Does what a key of the table stands for; true when it was one of the list's. */
  const onCommand = (event: KeyboardEvent, current: UploadView | undefined): boolean => {
    const id = listCommandOf(event.nativeEvent, systemOf(overview.getState().info?.platform ?? ""));
    const index = selection.getState().cursor?.index ?? 0;
    if (id === "remove") list.onDelete(actingIds());
    else if (id === "copyLink" && (window.getSelection()?.isCollapsed ?? true))
      void commands.copyLinks(actingIds());
    else if (current === undefined) return false;
    else if (id === "details" || id === "openLink") list.onActivate(current, id === "openLink");
    else if (id === "preview") preview(current, index);
    else return false;
    return true;
  };
  /** Keys that move, mark and open; none of them is in the menu bar. */
  const onOtherKey = (event: KeyboardEvent, current: UploadView | undefined): boolean => {
    const { cursor } = selection.getState();
    const { key, altKey } = event;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && key === " " && cursor !== null && cursor.id !== null)
      selection.toggle(cursor.index, cursor.id);
    else if (isCommand) return false;
    else if (key === "Escape") selection.clear();
    else if (cursor === null || current === undefined) return false;
    else if (list.onOtherKey?.({ key, altKey, upload: current, index: cursor.index })) return true;
    else if (key === "ContextMenu" || (key === "F10" && event.shiftKey))
      return openMenu(list, grid.current, current, cursor.index);
    else if (key === "ArrowRight") return focusButton(grid.current, cursor.index, 0);
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
    const from = selection.getState().cursor?.index ?? null;
    const current = from === null ? undefined : rowAt(store.getState().pages, from);
    const target = targetIndex(event.key, from, total, { columns, rowsInView });
    if (target !== null && !event.altKey) move(target, event.shiftKey);
    else if (!onCommand(event, current) && !onOtherKey(event, current)) return;
    event.preventDefault();
  };
  return { onKeyDown };
}

/** The command that a key press on a list stands for. */
function listCommandOf(press: KeyPress, system: DesktopSystem): MenuCommandId | null {
  const found = menuCommands.find((command) =>
    keysOf(command, system).inLists.some((key) => isPressOf(key, press, system)),
  );
  return found?.id ?? null;
}

/** Selects every row that the list has, loaded or not. */
export async function selectAll({ store, selection }: ListParts): Promise<void> {
  const { total } = store.getState();
  const ids = await store.idsBetween(0, total - 1);
  selection.selectRange(0, ids, selection.getState().cursor?.index ?? 0);
}

/** Opens the menu below the row's name, where a hand on the keyboard looks. */
function openMenu(
  list: UploadListProps,
  grid: HTMLElement | null,
  upload: UploadView,
  index: number,
): boolean {
  const row = grid?.querySelector(`[data-index="${index}"]`)?.getBoundingClientRect();
  if (list.onMenu === undefined || row === undefined) return false;
  list.onMenu(upload, { x: row.left + menuInsetPx, y: row.bottom });
  return true;
}

/** Where a row's words begin, CSS pixels from its edge. */
const menuInsetPx = 60;

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
