import { toFailure } from "../../engine/failure";
import type { EditorStatus } from "../../shared/ipc";
import type { AppSettings } from "../../shared/settings";
import { hashEditorKey } from "./editor-key";
import type { EditorKeyFile } from "./editor-key-file";
import { type EditorServer, type EditorServerParts, startEditorServer } from "./editor-server";

/** What the address for editors is run with. */
export interface EditorsParts extends Omit<EditorServerParts, "keyHash"> {
  readonly keys: EditorKeyFile;
  readonly changed: (status: EditorStatus) => void;
}

type Wanted = Pick<AppSettings, "editorEndpoint" | "editorPort">;

/** Runs the address for editors as the settings say, one change after the other. */
export class Editors {
  readonly #parts: EditorsParts;
  #server: EditorServer | null = null;
  #trouble: string | null = null;
  #keyHash = "";
  #applied: Wanted | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(parts: EditorsParts) {
    this.#parts = parts;
  }

  /** How it stands. */
  get status(): EditorStatus {
    return { port: this.#server?.port ?? null, trouble: this.#trouble, hasKey: this.#keyHash !== "" };
  }

  /** Starts, moves or ends the server; does nothing when nothing changed that concerns it. */
  apply(settings: Wanted): Promise<void> {
    this.#work = this.#work.then(() => this.#apply(settings));
    return this.#work;
  }

  /** A new address with a new key, for the editor's settings; the old key ends with it. */
  async newAddress(port: number): Promise<string> {
    const key = await this.#parts.keys.renew();
    this.#keyHash = hashEditorKey(key);
    this.#parts.changed(this.status);
    return `http://127.0.0.1:${this.#server?.port ?? port}/upload?key=${key}`;
  }

  /** Ends the server. */
  async close(): Promise<void> {
    await this.#work;
    await this.#server?.close();
    this.#server = null;
  }

  async #apply(settings: Wanted): Promise<void> {
    const isSame =
      this.#applied?.editorEndpoint === settings.editorEndpoint &&
      this.#applied.editorPort === settings.editorPort;
    if (isSame) return;
    this.#applied = settings;
    await this.#server?.close();
    this.#server = null;
    this.#trouble = null;
    if (settings.editorEndpoint) await this.#start(settings.editorPort);
    this.#parts.changed(this.status);
  }

  async #start(port: number): Promise<void> {
    this.#keyHash = (await this.#parts.keys.hash()) ?? "";
    try {
      this.#server = await startEditorServer({ ...this.#parts, keyHash: () => this.#keyHash }, port);
    } catch (thrown) {
      this.#trouble = toFailure(thrown, "permanent", "config").error.message;
      this.#parts.logger.warn("Editors can't reach Waybill", { reason: this.#trouble });
    }
  }
}
