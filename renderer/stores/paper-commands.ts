import type { ExportRequest } from "../../electron/shared/history-export";
import type { PageBridge } from "../bridge";
import { sentenceOf } from "./commands";
import type { NoticeStore } from "./notice-store";

/** What can be done with receipts, and with the history as a whole; each tells what came of it. */
export interface PaperCommands {
  /** One link of a receipt as it is, to be shown because the user asked; null when it is not known any more. */
  showLink(id: string, index: number): Promise<string | null>;
  /** Copies one link of a receipt as it is. */
  copyLink(id: string, index: number): Promise<void>;
  /** Asks the service for a link that opens; answers whether there is one. */
  refreshLinks(id: string): Promise<boolean>;
  /** Writes the receipt that is shown to a file; `title` begins its name. */
  save(id: string, format: "pdf" | "json", title: string): Promise<void>;
  /** Prints the receipt that is shown. */
  print(): Promise<void>;
  exportHistory(request: ExportRequest): Promise<void>;
}

/** Creates the commands. */
export function createPaperCommands(bridge: PageBridge, notices: NoticeStore): PaperCommands {
  const refused = (error: { readonly message: string; readonly hint: string }): void =>
    notices.warn("notice.refused", { message: `${error.message} ${error.hint}` });
  const telling = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      notices.warn("notice.refused", { message: sentenceOf(error) });
    }
  };
  return {
    showLink: async (id, index) => {
      try {
        return (await bridge.request("receipts:show-link", { id, index })).url;
      } catch (error) {
        notices.warn("notice.refused", { message: sentenceOf(error) });
        return null;
      }
    },
    copyLink: (id, index) =>
      telling(async () => {
        const { copied } = await bridge.request("receipts:copy-link", { id, index });
        if (copied > 0) notices.tell("notice.copied", { count: copied });
        else notices.warn("notice.nothingToCopy");
      }),
    refreshLinks: async (id) => {
      try {
        return (await bridge.request("receipts:refresh-links", { id })).fresh;
      } catch (error) {
        notices.warn("notice.refused", { message: sentenceOf(error) });
        return false;
      }
    },
    save: (id, format, title) =>
      telling(async () => {
        const saved = await bridge.request("receipts:save", { id, format, title });
        if (saved === null) return;
        if (saved.ok) notices.tell("notice.receiptSaved");
        else refused(saved.error);
      }),
    print: () =>
      telling(async () => {
        await bridge.request("receipts:print", undefined);
      }),
    exportHistory: (request) =>
      telling(async () => {
        const outcome = await bridge.request("history:export", request);
        if (outcome === null) return;
        if (outcome.ok) notices.tell("notice.exported", { count: outcome.exported });
        else refused(outcome.error);
      }),
  };
}
