import { createStore, type StoreApi } from "zustand/vanilla";
import type { Destination, Settings } from "../../electron/shared/destination";
import { type FileLimits, refusesType } from "../../electron/shared/file-limits";
import type { AddResult } from "../../electron/shared/ipc";
import type { Field } from "../../electron/shared/service";
import type { PageBridge } from "../bridge";
import { lackingFields } from "../fields/field-rules";
import { knownLimits } from "../fields/file-limits";
import { visibleName } from "../format/names";
import { sentenceOf } from "./commands";
import type { NoticeStore } from "./notice-store";
import type { OverviewStore } from "./overview-store";
import type { RememberedAnswers } from "./remembered-answers";

/** Where files come from: handed over by the browser, or to be chosen in the system's dialog. */
export type IntakeSource =
  | {
      readonly kind: "files";
      readonly files: readonly File[];
      /** The beginning of a pasted text: nobody sees what a clipboard holds, so it is shown before it goes out. */
      readonly excerpt?: string;
    }
  | { readonly kind: "choose"; readonly folders: boolean };

/** A file that its destination will not take. */
export interface LeftOut {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Its media type. */
  readonly type: string;
}

/** Something to be sent that waits for the user's word. */
export interface PendingIntake {
  readonly destination: Destination;
  /** What the destination must know and has no value for. */
  readonly fields: readonly Field[];
  /** What was answered last time for this destination, as a beginning. */
  readonly suggestions: Settings;
  /** How many files or folders will be sent; null while they are still to be chosen. */
  readonly count: number | null;
  /** Left out, because the destination takes at most `limitBytes` per file. */
  readonly tooLarge: readonly LeftOut[];
  readonly limitBytes: number | null;
  /** Left out, because the destination's server said that it takes no files of their types. */
  readonly wrongType: readonly LeftOut[];
  readonly excerpt: string | null;
  /** Goes on with the answers. */
  readonly go: (options: Settings) => Promise<void>;
}

/** The way of files into the queue. */
export interface IntakeStore extends StoreApi<{ readonly pending: PendingIntake | null }> {
  /** Sends at once, or asks first: for required fields that the destination has no value for, or for a word on what it won't take. */
  begin(source: IntakeSource, destination: Destination): Promise<void>;
  /** Asks for what a destination lacks, if anything, then does what it is for. */
  ask(
    destination: Destination,
    count: number,
    go: (options: Settings) => Promise<void>,
    /** Asks for these instead, beginning with what there is. */
    instead?: { readonly fields: readonly Field[]; readonly suggestions: Settings },
  ): Promise<void>;
  /** Goes on with the answers of the sheet. */
  confirm(options: Settings): Promise<void>;
  cancel(): void;
}

/** Creates the intake. */
export function createIntakeStore(
  bridge: PageBridge,
  overview: OverviewStore,
  notices: NoticeStore,
  answers: RememberedAnswers,
): IntakeStore {
  const store = createStore<{ readonly pending: PendingIntake | null }>(() => ({ pending: null }));
  const serviceOf = (destination: Destination) =>
    overview.getState().services.find((other) => other.id === destination.service);

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
      const service = serviceOf(destination);
      const fields = lackingFields(service, destination);
      const limits = knownLimits(service, destination, overview.getState().signIns);
      const { fitting, ...leftOut } = sorted(source, limits);
      const isTakenWhole = leftOut.tooLarge.length === 0 && leftOut.wrongType.length === 0;
      const excerpt = (source.kind === "files" ? source.excerpt : undefined) ?? null;
      if (fields.length === 0 && isTakenWhole && excerpt === null) return send(source, destination, {});
      const pending: PendingIntake = {
        destination,
        fields,
        suggestions: answers.of(destination.id),
        count: fitting.kind === "files" ? fitting.files.length : null,
        ...leftOut,
        limitBytes: limits.maximumBytes,
        excerpt,
        go: (options) => send(fitting, destination, options),
      };
      store.setState({ pending });
    },
    ask: async (destination, count, go, instead) => {
      const fields = instead?.fields ?? lackingFields(serviceOf(destination), destination);
      if (fields.length === 0) return go({});
      const suggestions = instead?.suggestions ?? answers.of(destination.id);
      const nothing = { tooLarge: [], wrongType: [], limitBytes: null, excerpt: null };
      store.setState({ pending: { destination, fields, suggestions, count, ...nothing, go } });
    },
    confirm: async (options) => {
      const { pending } = store.getState();
      if (pending === null) return;
      if (pending.fields.length > 0) answers.keep(pending.destination.id, options);
      store.setState({ pending: null });
      await pending.go(options);
    },
    cancel: () => store.setState({ pending: null }),
  };
}

/** Parts what a destination takes from what it won't. What lies in folders is judged when it is sent. */
function sorted(
  source: IntakeSource,
  limits: FileLimits,
): {
  readonly fitting: IntakeSource;
  readonly tooLarge: readonly LeftOut[];
  readonly wrongType: readonly LeftOut[];
} {
  if (source.kind !== "files") return { fitting: source, tooLarge: [], wrongType: [] };
  const { maximumBytes } = limits;
  const isTooLarge = (file: File): boolean => maximumBytes !== null && file.size > maximumBytes;
  const isWrongType = (file: File): boolean => !isTooLarge(file) && refusesType(limits, file.type);
  const files = source.files.filter((file) => !isTooLarge(file) && !isWrongType(file));
  return {
    fitting: { ...source, files },
    tooLarge: source.files.filter(isTooLarge).map(leftOut),
    wrongType: source.files.filter(isWrongType).map(leftOut),
  };
}

function leftOut({ name, size, type }: File): LeftOut {
  return { name, size, type };
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
