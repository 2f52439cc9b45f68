import type { PageCommandId } from "../../../electron/shared/menu-commands";
import { destinationNow } from "../../stores/current-destination";
import type { Stores } from "../../stores/stores";
import { searchInputId } from "../history/history-search";
import { removeFromQueue } from "../queue/remove-from-queue";
import { selectAll } from "../uploads/use-list-keys";
import { actingUploads } from "./acting";
import { isTextField } from "./page-facts";

/** Does what a menu item or a key stands for. The caller knows that it can be done now. */
export function runCommand(stores: Stores, id: PageCommandId): void {
  deeds[id](stores);
}

type Deed = (stores: Stores) => void;

const programDeeds = {
  sendFiles: (stores) => choose(stores, false),
  sendFolder: (stores) => choose(stores, true),
  newDestination: ({ view }) =>
    view.setState({ view: "destinations", form: { destinationId: null, focusKey: null } }),
  exportHistory: ({ view }) => view.setState({ view: "history", exporting: "all" }),
  settings: ({ view }) => view.setState({ view: "settings" }),
  about: ({ view }) => view.setState({ view: "settings", settingsSection: "about" }),
  updates: ({ view }) => view.setState({ view: "settings", settingsSection: "updates" }),
  keyList: ({ view }) => view.setState({ isKeysOpen: true }),
  queue: ({ view }) => view.setState({ view: "queue" }),
  history: ({ view }) => view.setState({ view: "history" }),
  destinations: ({ view }) => view.setState({ view: "destinations" }),
  search: ({ view }) => {
    view.setState({ view: "history" });
    // After the room was drawn.
    requestAnimationFrame(() => selectText(document.getElementById(searchInputId)));
  },
  undo: ({ commands }) => {
    // Where text is typed the browser takes back the typing; elsewhere a removal is taken back.
    if (isTextField(document.activeElement)) document.execCommand("undo");
    else void commands.undoRemoval();
  },
  selectAll: (stores) => {
    if (selectText(document.activeElement)) return;
    const { list } = actingUploads(stores);
    if (list !== null) void selectAll({ store: stores[list], selection: stores.selections[list] });
  },
} satisfies Record<string, Deed>;

const queueDeeds = {
  pauseAll: ({ commands }) => void commands.actOnQueue("pause"),
  resumeAll: ({ commands }) => void commands.actOnQueue("resume"),
  retryAll: ({ commands }) => void commands.actOnQueue("retry"),
} satisfies Record<string, Deed>;

const uploadDeeds = {
  pause: (stores) => void stores.commands.act(actingUploads(stores).ids, "pause"),
  resume: (stores) => void stores.commands.act(actingUploads(stores).ids, "resume"),
  retry: (stores) => void stores.commands.act(actingUploads(stores).ids, "retry"),
  sendAgain: (stores) => void stores.again.sendAgain(actingUploads(stores).ids),
  copyLink: (stores) => void stores.commands.copyLinks(actingUploads(stores).ids),
  openLink: (stores) => withOne(stores, (id) => void stores.commands.openLink(id)),
  reveal: (stores) => withOne(stores, (id) => void stores.commands.reveal(id)),
  details: (stores) => {
    const [id] = actingUploads(stores).ids;
    if (id === undefined) stores.detail.close();
    else stores.detail.toggle(id);
  },
  preview: (stores) => {
    const [previewed] = actingUploads(stores).rows;
    if (previewed !== undefined) stores.view.setState({ previewed });
  },
  remove: (stores) => {
    const { ids, list } = actingUploads(stores);
    if (list === "queue") removeFromQueue(stores, ids);
    else void stores.commands.act(ids, "remove");
  },
} satisfies Record<string, Deed>;

/** One for each; a missing one does not compile. */
const deeds: Readonly<Record<PageCommandId, Deed>> = { ...programDeeds, ...queueDeeds, ...uploadDeeds };

function withOne(stores: Stores, deed: (id: string) => void): void {
  const [id] = actingUploads(stores).ids;
  if (id !== undefined) deed(id);
}

function choose(stores: Stores, folders: boolean): void {
  const { view, intake } = stores;
  const destination = destinationNow(stores);
  if (destination === null) return;
  view.setState({ view: "queue" });
  void intake.begin({ kind: "choose", folders }, destination);
}

/** Marks what is typed in a field, with the keyboard there; false where it is no field. */
function selectText(element: Element | null): boolean {
  if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return false;
  element.focus();
  element.select();
  return true;
}
