import type { Shown } from "../../electron/shared/ipc";
import type { PageBridge } from "../bridge";
import { sentenceOf } from "./commands";
import type { ListStore } from "./list-store";
import type { Stores } from "./stores";

/**
 * Keeps the stores in step with main. Subscribes BEFORE the first snapshot is asked for: what changes in between
 * is then announced and asked for again, instead of being missed for good.
 */
export function startSync(bridge: PageBridge, stores: Stores): () => void {
  const { queue, history, overview, progress, announcer } = stores;
  const refreshDestinations = (): void => void loadDestinations(bridge, stores);
  const endings = [
    bridge.on("uploads:changed", ({ counts }) => {
      overview.setState({ counts });
      // The list that nobody looks at is asked for again when it comes into view.
      listInView(stores)?.invalidate();
      stores.batches.invalidate();
    }),
    bridge.on("uploads:progress", (announced) => progress.take(announced)),
    bridge.on("uploads:ended", ({ upload }) => {
      progress.forget(upload.id);
      announcer.ended(upload);
      if (upload.state.kind === "completed") queue.settle(upload);
    }),
    bridge.on("destinations:changed", refreshDestinations),
    bridge.on("records:changed", (recordsTrouble) => overview.setState({ recordsTrouble })),
    bridge.on("settings:changed", (changed) => stores.settings.setState({ settings: changed })),
    bridge.on("desktop:show", (what) => {
      if (what.kind === "upload") void showUpload(bridge, stores, what);
      else {
        const form = { destinationId: null, focusKey: null, suggestion: what };
        stores.view.setState({ view: "destinations", form });
      }
    }),
    stores.view.subscribe((now, before) => {
      if (now.view !== before.view) listInView(stores)?.invalidate();
    }),
    queue.subscribe(({ pages, total }) => stores.selections.queue.follow(pages, total)),
    history.subscribe(({ pages, total }) => stores.selections.history.follow(pages, total)),
  ];
  queue.invalidate();
  history.invalidate();
  void loadProgram(bridge, stores);
  void loadSettings(bridge, stores);
  refreshDestinations();
  return () => {
    for (const end of endings) end();
  };
}

type ShownUpload = Extract<Shown, { kind: "upload" }>;

/** A notification or a link asks for an upload: its list comes into view and its receipt opens. */
async function showUpload(
  bridge: PageBridge,
  { view, detail, notices }: Stores,
  shown: ShownUpload,
): Promise<void> {
  try {
    const upload = await bridge.request("uploads:get", { id: shown.id });
    if (upload === null) return notices.warn("notice.uploadGone", {});
    const isHistory = upload.state.kind === "completed" || upload.state.kind === "canceled";
    view.setState({ view: isHistory ? "history" : "queue" });
    detail.open(shown.id);
    if (shown.needsHelp === true) detail.setState({ needsHelp: true });
  } catch (error) {
    notices.warn("notice.refused", { message: sentenceOf(error) });
  }
}

function listInView(stores: Stores): ListStore | null {
  const { view } = stores.view.getState();
  return view === "queue" || view === "history" ? stores[view] : null;
}

async function loadProgram(bridge: PageBridge, { overview, notices }: Stores): Promise<void> {
  try {
    const [info, services, recordsTrouble] = await Promise.all([
      bridge.request("app:info", undefined),
      bridge.request("services:list", undefined),
      bridge.request("records:trouble", undefined),
    ]);
    overview.setState({ info, services, declaredServices: services, recordsTrouble });
  } catch (error) {
    notices.warn("notice.refused", { message: sentenceOf(error) });
  }
}

async function loadSettings(bridge: PageBridge, { settings, notices }: Stores): Promise<void> {
  try {
    const current = await bridge.request("settings:get", undefined);
    settings.setState({ settings: current });
  } catch (error) {
    notices.warn("notice.refused", { message: sentenceOf(error) });
  }
}

async function loadDestinations(bridge: PageBridge, { overview, notices }: Stores): Promise<void> {
  try {
    const [destinations, signIns] = await Promise.all([
      bridge.request("destinations:list", undefined),
      bridge.request("destinations:sign-ins", undefined),
    ]);
    overview.setState({ destinations, signIns, destinationsLoaded: true });
  } catch (error) {
    notices.warn("notice.refused", { message: sentenceOf(error) });
  }
}
