import type { Upload, UploadState } from "../shared/upload";
import type { CommandContext } from "./context";
import { isEnd, jsonRow, plainRow, problemLines } from "./rows";

/**
 * Says what became of uploads: as JSON each one when it ends; in plain form one line per completed upload, on demand in
 * the order given, as soon as all before it have ended. What went wrong goes to stderr at once in both forms.
 */
export class UploadReport {
  readonly #context: CommandContext;
  readonly #json: boolean;
  readonly #ordered: boolean;
  /** The end that was told, by id: an upload that was sent again in the meantime is told again. */
  readonly #told = new Map<string, UploadState["kind"]>();
  /** Plain lines that wait for their turn, by id. */
  readonly #lines = new Map<string, string>();
  /** Ids in the order given; null while it is not known. */
  #order: readonly string[] | null = null;
  #next = 0;
  #completed = 0;

  /** `ordered` holds plain lines back until the order is known and their turn has come. */
  constructor(context: CommandContext, options: { readonly json: boolean; readonly ordered: boolean }) {
    this.#context = context;
    this.#json = options.json;
    this.#ordered = options.ordered;
  }

  /** How many completed uploads were told. */
  get completed(): number {
    return this.#completed;
  }

  /** The states in which uploads ended. */
  get ends(): Iterable<UploadState["kind"]> {
    return this.#told.values();
  }

  /** Whether the end of an upload was told. */
  hasTold(id: string): boolean {
    return this.#told.has(id);
  }

  /** Sets the order of plain lines. */
  expect(order: readonly string[]): void {
    this.#order = order;
    this.#flush();
  }

  /** Tells an upload that ended; any other is passed over. */
  tell(upload: Upload): void {
    const { kind } = upload.state;
    if (!isEnd(upload.state) || this.#told.get(upload.id) === kind) return;
    this.#told.set(upload.id, kind);
    if (kind === "completed") this.#completed += 1;
    else this.#tellProblem(upload);
    if (this.#json) this.#context.output.result(JSON.stringify(jsonRow(upload)));
    else if (kind === "completed") this.#lines.set(upload.id, plainRow(upload));
    if (this.#ordered) this.#flush();
    else this.#print(upload.id);
  }

  /** Prints what still waits for its turn, when no more is to come. */
  finish(): void {
    for (const id of this.#order ?? []) this.#print(id);
    for (const id of [...this.#lines.keys()]) this.#print(id);
  }

  #tellProblem(upload: Upload): void {
    const resolveCommand = this.#context.commandText(`resolve ${upload.id} --as arrived|resend|removed`);
    for (const line of problemLines(upload, resolveCommand)) this.#context.output.note(line);
  }

  #flush(): void {
    const order = this.#order;
    if (order === null) return;
    for (let id = order[this.#next]; id !== undefined && this.#told.has(id); id = order[this.#next]) {
      this.#print(id);
      this.#next += 1;
    }
  }

  #print(id: string): void {
    const line = this.#lines.get(id);
    if (line === undefined) return;
    this.#lines.delete(id);
    this.#context.output.result(line);
  }
}
