import type { Destination, Settings } from "../../electron/shared/destination";
import type { UploadAction } from "../../electron/shared/ipc";
import type { NewPlace } from "../../electron/shared/queue-control";
import type { UploadErrorData } from "../../electron/shared/upload-error";
import type { PageBridge } from "../bridge";
import { visibleName } from "../format/names";
import type { NoticeStore } from "./notice-store";
import { PartedActions } from "./parted-actions";

/** What the user can have done with uploads; each tells what came of it where that can't be seen in the row. */
export interface Commands {
  /** What is removed is offered to be brought back. */
  act(ids: readonly string[], action: UploadAction): Promise<void>;
  /** Brings back what was removed last. */
  undoRemoval(): Promise<void>;
  /** Does it with every upload of the queue that it suits. */
  actOnQueue(action: UploadAction): Promise<void>;
  /** Gives uploads another place in the queue, in the order given. */
  move(ids: readonly string[], to: NewPlace): Promise<void>;
  /** Gives uploads another destination, or other options at the same one. */
  reassign(ids: readonly string[], destination: Destination, options: Settings | null): Promise<void>;
  copyLinks(ids: readonly string[]): Promise<void>;
  openLink(id: string): Promise<void>;
  reveal(id: string): Promise<void>;
  /** Asks for the file of an upload that failed because of it, and sends that; says so where its size is another. */
  locate(id: string): Promise<void>;
  download(id: string, name: string): Promise<void>;
  /** The user was asked before. */
  removeAtService(id: string, name: string): Promise<void>;
}

/** The sentence of whatever was thrown; the bridge rejects with Errors made to be read. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Creates the commands. */
export function createCommands(bridge: PageBridge, notices: NoticeStore): Commands {
  const parted = new PartedActions(bridge);
  const telling =
    <A extends readonly unknown[]>(command: (...args: A) => Promise<void>) =>
    async (...args: A): Promise<void> => {
      try {
        await command(...args);
      } catch (error) {
        notices.warn("notice.refused", { message: sentenceOf(error) });
      }
    };

  const undoRemoval = telling(async () => {
    const restored = await parted.undoRemoval();
    if (restored > 0) notices.tell("notice.broughtBack", { count: restored });
    else notices.tell("notice.nothingToBringBack");
  });

  const refuse = ({ message, hint }: UploadErrorData): void =>
    notices.warn("notice.refused", { message: `${message} ${hint}` });

  return {
    act: telling(async (ids, action) => {
      await parted.act(ids, action);
      const undo = { key: "action.undo", run: () => void undoRemoval() };
      if (action === "remove") notices.offer("notice.removed", { count: ids.length }, undo);
    }),
    undoRemoval,
    actOnQueue: telling((action) => bridge.request("uploads:act", { ids: "queue", action })),
    move: telling((ids, to) => bridge.request("uploads:move", { ids, to })),
    reassign: telling(async (ids, { id, name }, options) => {
      const given = options === null ? {} : { options };
      const outcome = await bridge.request("uploads:reassign", { ids, destinationId: id, ...given });
      if (!outcome.ok) {
        refuse(outcome.error);
      } else if (outcome.refused > 0) {
        const details = outcome.refusals.map((refusal) => ({
          name: visibleName(refusal.name),
          reason: `${refusal.error.message} ${refusal.error.hint}`,
        }));
        notices.warn("notice.notReassigned", { count: outcome.refused }, details);
      } else if (outcome.moved > 0) {
        notices.tell("notice.reassigned", { count: outcome.moved, destination: name });
      }
    }),
    copyLinks: telling(async (ids) => {
      const { copied } = await bridge.request("uploads:copy-links", { ids });
      const without = ids.length - copied;
      if (copied === 0) notices.warn("notice.nothingToCopy");
      else if (without > 0) notices.warn("notice.copiedSome", { count: copied, without });
      else notices.tell("notice.copied", { count: copied });
    }),
    openLink: telling(async (id) => {
      const { opened } = await bridge.request("uploads:open-link", { id });
      if (!opened) notices.warn("notice.notOpened");
    }),
    reveal: telling(async (id) => {
      const { shown } = await bridge.request("uploads:reveal", { id });
      if (!shown) notices.warn("notice.notShown");
    }),
    locate: telling(async (id) => {
      const outcome = await bridge.request("uploads:locate", { id });
      if (outcome === null) return;
      if (!outcome.ok) return refuse(outcome.error);
      const name = visibleName(outcome.name);
      if (outcome.size === outcome.sizeBefore) notices.tell("notice.located", { name });
      else
        notices.warn("notice.locatedOther", { name, bytes: outcome.size, bytesBefore: outcome.sizeBefore });
    }),
    removeAtService: telling(async (id, name) => {
      const outcome = await bridge.request("uploads:remove-at-service", { id });
      if (outcome.ok) notices.tell("notice.removedAtService", { name });
      else refuse(outcome.error);
    }),
    download: telling(async (id, name) => {
      const outcome = await bridge.request("uploads:download", { id });
      if (outcome === null) return;
      if (outcome.ok) notices.tell("notice.downloaded", { name, bytes: outcome.size });
      else refuse(outcome.error);
    }),
  };
}
