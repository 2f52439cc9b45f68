import { createStore, type StoreApi } from "zustand/vanilla";
import type { Destination, Settings } from "../../electron/shared/destination";
import type { AddResult } from "../../electron/shared/ipc";
import type { Field } from "../../electron/shared/service";
import type { PageBridge } from "../bridge";
import { lackingFields } from "../fields/field-rules";
import { visibleName } from "../format/names";
import { sentenceOf } from "./commands";
import type { NoticeStore } from "./notice-store";
import type { OverviewStore } from "./overview-store";

/** Where files come from: handed over by the browser, or to be chosen in the system's dialog. */
export type IntakeSource =
  | { readonly kind: "files"; readonly files: readonly File[] }
  | { readonly kind: "choose"; readonly folders: boolean };

/** Files that wait for what their destination needs to know first. */
export interface PendingIntake {
  readonly source: IntakeSource;
  readonly destination: Destination;
  readonly fields: readonly Field[];
  /** What was answered last time for this destination, as a beginning. */
  readonly suggestions: Settings;
}

/** The way of files into the queue. */
export interface IntakeStore extends StoreApi<{ readonly pending: PendingIntake | null }> {
  /** Sends at once, or asks for the required fields that the destination has no value for. */
  begin(source: IntakeSource, destination: Destination): Promise<void>;
  /** Goes on with the answers of the sheet. */
  confirm(options: Settings): Promise<void>;
  cancel(): void;
}

/** Creates the intake. */
export function createIntakeStore(
  bridge: PageBridge,
  overview: OverviewStore,
  notices: NoticeStore,
): IntakeStore {
  const store = createStore<{ readonly pending: PendingIntake | null }>(() => ({ pending: null }));
  const lastOptions = new Map<string, Settings>();

  const send = async (source: IntakeSource, destination: Destination, options: Settings): Promise<void> => {
    try {
      const result = await handOver(bridge, source, destination.id, options);
      if (result !== null) tellResult(result, destination, notices);
    } catch (error) {
      notices.warn("notice.refused", { message: sentenceOf(error) });
    }
  };

  return {
    ...store,
    begin: async (source, destination) => {
      const service = overview.getState().services.find((other) => other.id === destination.service);
      const fields = lackingFields(service, destination);
      if (fields.length === 0) return send(source, destination, {});
      const suggestions = lastOptions.get(destination.id) ?? {};
      store.setState({ pending: { source, destination, fields, suggestions } });
    },
    confirm: async (options) => {
      const { pending } = store.getState();
      if (pending === null) return;
      lastOptions.set(pending.destination.id, options);
      store.setState({ pending: null });
      await send(pending.source, pending.destination, options);
    },
    cancel: () => store.setState({ pending: null }),
  };
}

function handOver(
  bridge: PageBridge,
  source: IntakeSource,
  destinationId: string,
  options: Settings,
): Promise<AddResult | null> {
  if (source.kind === "files") return bridge.addFiles(source.files, destinationId, options);
  return bridge.request("uploads:choose", { destinationId, options, folders: source.folders });
}

function tellResult(result: AddResult, destination: Destination, notices: NoticeStore): void {
  if (result.refused.length > 0) {
    const details = result.refused.map(({ name, error }) => ({
      name: visibleName(name),
      reason: `${error.message} ${error.hint}`,
    }));
    notices.warn("notice.notAdded", { count: result.refused.length, accepted: result.accepted }, details);
    return;
  }
  if (result.accepted > 0)
    notices.tell("notice.added", { count: result.accepted, destination: destination.name });
}
