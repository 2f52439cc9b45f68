import type { MenuItemConstructorOptions } from "electron";

/** What the menu of the tray shows. */
export interface TrayFacts {
  readonly destinations: readonly { readonly id: string; readonly name: string }[];
  readonly currentDestinationId: string | null;
  /** Uploads that are on their way or will be. */
  readonly movingCount: number;
  readonly pausedCount: number;
  readonly failedCount: number;
  /** Whether the small window for drops is there. */
  readonly hasDropTarget: boolean;
  /** The last delivered uploads that have a link, newest first. */
  readonly recent: readonly { readonly id: string; readonly name: string }[];
}

/** The word of a key, in the user's language. */
export type TrayWord = (key: string, values?: Readonly<Record<string, number>>) => string;

/** What the items do. */
export interface TrayActions {
  quickUpload(): void;
  uploadClipboard(): void;
  chooseDestination(id: string): void;
  pauseAll(): void;
  resumeAll(): void;
  retryFailed(): void;
  copyLink(id: string): void;
  toggleDropTarget(): void;
  openWindow(): void;
  quit(): void;
}

/** Longer names would make the menu as wide as the screen. */
const maximumLabelLength = 48;

/** The menu of the tray, from facts alone. */
export function trayMenu(
  facts: TrayFacts,
  word: TrayWord,
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  const { destinations, recent, failedCount } = facts;
  const canSend = destinations.length > 0;
  const retry = { label: word("retryFailed", { count: failedCount }), click: () => actions.retryFailed() };
  return [
    { label: word("quickUpload"), enabled: canSend, click: () => actions.quickUpload() },
    { label: word("uploadClipboard"), enabled: canSend, click: () => actions.uploadClipboard() },
    {
      label: word("sendTo"),
      enabled: canSend,
      submenu: destinations.map(({ id, name }) => ({
        label: shown(name),
        type: "radio",
        checked: id === facts.currentDestinationId,
        click: () => actions.chooseDestination(id),
      })),
    },
    { type: "separator" },
    pauseItem(facts, word, actions),
    ...(failedCount > 0 ? [retry] : []),
    {
      label: word("copyLink"),
      submenu:
        recent.length === 0
          ? [{ label: word("noLinks"), enabled: false }]
          : recent.map(({ id, name }) => ({ label: shown(name), click: () => actions.copyLink(id) })),
    },
    { type: "separator" },
    {
      label: word("dropTarget"),
      type: "checkbox",
      checked: facts.hasDropTarget,
      click: () => actions.toggleDropTarget(),
    },
    { label: word("open"), click: () => actions.openWindow() },
    { label: word("quit"), click: () => actions.quit() },
  ];
}

function pauseItem(facts: TrayFacts, word: TrayWord, actions: TrayActions): MenuItemConstructorOptions {
  if (facts.movingCount === 0 && facts.pausedCount > 0) {
    return { label: word("resumeAll"), click: () => actions.resumeAll() };
  }
  return { label: word("pauseAll"), enabled: facts.movingCount > 0, click: () => actions.pauseAll() };
}

/** A name as a label: menus read `&` as the mark of a key, and control characters could reorder what is shown. */
function shown(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}]/gu, "");
  const short = plain.length > maximumLabelLength ? `${plain.slice(0, maximumLabelLength - 1)}…` : plain;
  return short.replaceAll("&", "&&");
}
