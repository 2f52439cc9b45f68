import { createStore, type StoreApi } from "zustand/vanilla";
import type { Destination, Settings } from "../../electron/shared/destination";
import { uploadError } from "../../electron/shared/upload-error";
import type { PageBridge } from "../bridge";
import { visibleName } from "../format/names";
import { sentenceOf } from "./commands";
import type { NoticeStore } from "./notice-store";

/** What must be known before uploads are sent once more. */
export type AgainQuestion =
  /** Where to, and with which settings. */
  | { readonly kind: "where"; readonly ids: readonly string[] }
  /** Whether files that changed since are to be sent as they are now. */
  | {
      readonly kind: "changed";
      readonly names: readonly string[];
      readonly request: AgainRequest;
    };

/** Uploads to be sent once more; a null destination stands for where each went. */
export interface AgainRequest {
  readonly ids: readonly string[];
  readonly destinationId: string | null;
  readonly options: Settings;
}

/** Sending uploads once more, with what must be asked for it. */
export interface AgainStore extends StoreApi<{ readonly question: AgainQuestion | null }> {
  /** Sends each to where it went. */
  sendAgain(ids: readonly string[]): Promise<void>;
  /** Asks where to. */
  askWhere(ids: readonly string[]): void;
  /** Sends to another destination. */
  sendTo(ids: readonly string[], destination: Destination, options: Settings): Promise<void>;
  /** The user's word for files that changed. */
  sendChanged(request: AgainRequest): Promise<void>;
  cancel(): void;
}

/** Creates the store with nothing to ask. */
export function createAgainStore(bridge: PageBridge, notices: NoticeStore): AgainStore {
  const store = createStore<{ readonly question: AgainQuestion | null }>(() => ({ question: null }));

  const send = async (request: AgainRequest, evenIfChanged: boolean): Promise<void> => {
    store.setState({ question: null });
    try {
      const sent = await bridge.request("uploads:send-again", { ...request, evenIfChanged });
      if (!sent.ok) {
        notices.warn("notice.refused", { message: `${sent.error.message} ${sent.error.hint}` });
        return;
      }
      if (sent.missing.length > 0) {
        const details = sent.missing.map((name) => ({ name: visibleName(name), reason: gone }));
        notices.warn("notice.notSentAgain", { count: sent.missing.length }, details);
      } else if (sent.accepted > 0) notices.tell("notice.sentAgain", { count: sent.accepted });
      if (sent.changed.length > 0) {
        const names = sent.changed.map(({ name }) => name);
        const ids = sent.changed.map(({ id }) => id);
        store.setState({ question: { kind: "changed", names, request: { ...request, ids } } });
      }
    } catch (error) {
      notices.warn("notice.refused", { message: sentenceOf(error) });
    }
  };

  return {
    ...store,
    sendAgain: (ids) => send({ ids, destinationId: null, options: {} }, false),
    askWhere: (ids) => store.setState({ question: { kind: "where", ids } }),
    sendTo: (ids, destination, options) => send({ ids, destinationId: destination.id, options }, false),
    sendChanged: (request) => send(request, true),
    cancel: () => store.setState({ question: null }),
  };
}

/** The engine's sentences for the code `file-missing`: they have a translation in every language. */
const { message, hint } = uploadError("file-missing");
const gone = `${message} ${hint}`;
