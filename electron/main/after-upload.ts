import type { EngineApi, EngineEvent } from "../engine/engine-api";
import type { Clock, Logger } from "../engine/ports";
import type { Upload } from "../shared/upload";
import { clipboardTexts } from "./clipboard-texts";
import type { News } from "./notices";
import type { Words } from "./words";

/** Batches that just moved are looked at together, this many milliseconds later. */
const gatherMs = 100;
/** Rows of a batch are read in pages of this size. */
const pageSize = 500;

/** What happens when a batch is done. */
export interface AfterUploadParts {
  readonly api: EngineApi;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly writeClipboard: (text: string) => void;
  /** Tells the user outside the window; decides itself whether that is needed. */
  readonly notify: (news: News) => void;
  readonly words: Pick<Words, "t">;
}

/**
 * When the uploads of one drop have come to rest, their links go to the clipboard, one per line in the order of the
 * drop, and the user is told. Only batches that this window added count: a command line keeps its links to itself.
 */
export class AfterUpload {
  readonly #parts: AfterUploadParts;
  /** Ids already reported, by batch. */
  readonly #reported = new Map<string, Set<string>>();
  readonly #touched = new Set<string>();
  #cancelTimer: (() => void) | null = null;

  constructor(parts: AfterUploadParts) {
    this.#parts = parts;
  }

  /** Watches over a batch from now on. */
  watch(batchId: string): void {
    this.#reported.set(batchId, new Set());
    this.#touch(batchId);
  }

  /** Takes an event of the engine. */
  take(event: EngineEvent): void {
    if (event.kind === "upload-settled") this.#touch(event.upload.batchId);
  }

  /** Does nothing more. */
  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#reported.clear();
  }

  #touch(batchId: string): void {
    if (!this.#reported.has(batchId)) return;
    this.#touched.add(batchId);
    this.#cancelTimer ??= this.#parts.clock.after(gatherMs, () => {
      this.#cancelTimer = null;
      const batches = [...this.#touched];
      this.#touched.clear();
      void this.#report(batches).catch((error: unknown) =>
        this.#parts.logger.error("The links of a batch could not be copied", { error }),
      );
    });
  }

  async #report(batches: readonly string[]): Promise<void> {
    for (const batchId of batches) {
      const { moving } = await this.#parts.api.standing({ batchId });
      if (moving === 0) await this.#reportBatch(batchId);
    }
  }

  async #reportBatch(batchId: string): Promise<void> {
    const reported = this.#reported.get(batchId);
    if (reported === undefined) return;
    const rows = await this.#rows(batchId);
    const isNews = (upload: Upload) => !reported.has(upload.id);
    const completed = rows.filter((upload) => upload.state.kind === "completed" && isNews(upload));
    const stuck = rows.filter(
      (upload) => ["failed", "unconfirmed"].includes(upload.state.kind) && isNews(upload),
    );
    for (const { id } of completed) reported.add(id);
    if (rows.every((upload) => ["completed", "canceled"].includes(upload.state.kind))) {
      this.#reported.delete(batchId);
    }
    const { copyLinks } = await this.#parts.api.settings();
    const ids = copyLinks ? completed.map(({ id }) => id) : [];
    const texts = await clipboardTexts(this.#parts.api, ids);
    if (texts.length > 0) this.#parts.writeClipboard(texts.join("\n"));
    this.#tell(completed, stuck, texts.length);
  }

  #tell(completed: readonly Upload[], stuck: readonly Upload[], copied: number): void {
    const { notify, words } = this.#parts;
    const links = copied === 0 ? "" : words.t("delivered.links", { count: copied });
    const trouble = stuck.length === 0 ? "" : named(words, "attentionOne", "attentionMany", stuck);
    const body = [links, trouble].filter((sentence) => sentence !== "").join(" ");
    const news = { body, completed, stuck, copied };
    if (completed.length > 0) notify({ ...news, title: named(words, "one", "many", completed) });
    else if (stuck.length > 0) notify({ ...news, title: words.t("delivered.nothing") });
  }

  async #rows(batchId: string): Promise<readonly Upload[]> {
    const rows: Upload[] = [];
    for (;;) {
      const query = { list: "batch", batchId, search: "", offset: rows.length, limit: pageSize } as const;
      const page = await this.#parts.api.uploads(query);
      rows.push(...page.rows);
      if (page.rows.length < pageSize) return rows;
    }
  }
}

/** One upload by its name, several by their number. */
function named(words: Pick<Words, "t">, one: string, many: string, uploads: readonly Upload[]): string {
  const [only] = uploads;
  return only !== undefined && uploads.length === 1
    ? words.t(`delivered.${one}`, { name: only.name })
    : words.t(`delivered.${many}`, { count: uploads.length });
}
