import { type BrowserWindow, screen } from "electron";
import type { Clock, Logger } from "../../engine/ports";
import { type DropTargetState, dropTargetRequests } from "../../shared/drop-target";
import { ipcEvents } from "../../shared/ipc";
import { createDropWindow, dropWindowSize } from "../main-window";
import { recoverPage } from "../page-recovery";
import { cornerPlace } from "../places/place";
import type { PlaceFile } from "../places/place-file";
import { shownPlace } from "../places/shown-place";
import { rememberPlace } from "../places/window-place";
import { DropFacts, type DropFactsParts } from "./drop-facts";

/** What the small window for drops works with. */
export interface DropTargetParts extends Omit<DropFactsParts, "changed"> {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly preload: string;
  readonly title: () => string;
  readonly places: PlaceFile;
  /** The user closed it: it stays away until it is switched on again. */
  readonly closed: () => void;
  readonly changed: () => void;
}

/** A small window in front of the others that takes drops, where the tray can't: on Linux and Windows. */
export class DropTarget {
  readonly #parts: DropTargetParts;
  #window: BrowserWindow | null = null;
  #facts: DropFacts | null = null;
  #keepPlace = () => {};

  constructor(parts: DropTargetParts) {
    this.#parts = parts;
  }

  /** Whether it is there. */
  get isShown(): boolean {
    return this.#window !== null;
  }

  /** Shows it, or takes it away. */
  apply(wanted: boolean): void {
    if (wanted && this.#window === null) this.#open();
    else if (!wanted) this.close();
  }

  /** Whether these are the contents of the small window. */
  owns(sender: unknown): boolean {
    return this.#window !== null && sender === this.#window.webContents;
  }

  /** Whether the small window may ask main for this. */
  mayAsk(name: string): boolean {
    return dropTargetRequests.has(name);
  }

  /** How it stands, for its page. Throws when there is no such window. */
  async state(): Promise<DropTargetState> {
    if (this.#facts === null) throw new Error("There is no drop target.");
    return await this.#facts.state();
  }

  /** The user looks at Waybill's window. */
  seen(): void {
    this.#facts?.seen();
  }

  /** Takes it away; it may come back. */
  close(): void {
    const window = this.#window;
    if (window === null) return;
    this.#keepPlace();
    this.#forget();
    if (!window.isDestroyed()) window.destroy();
  }

  #open(): void {
    const { preload, title, places, clock, logger } = this.#parts;
    const place =
      shownPlace(places, "drop-target", dropWindowSize) ??
      cornerPlace(dropWindowSize, screen.getPrimaryDisplay().workArea);
    const window = createDropWindow({ preload, title: title(), at: { x: place.x, y: place.y } });
    this.#window = window;
    this.#facts = new DropFacts({
      ...this.#parts,
      changed: (state) => {
        if (this.#window !== window || window.isDestroyed()) return;
        window.webContents.send("drop-target:changed", ipcEvents["drop-target:changed"].parse(state));
      },
    });
    recoverPage(window, { clock, logger });
    this.#keepPlace = rememberPlace(window, "drop-target", { file: places, clock, logger });
    // `destroy` says nothing of this kind: only the user closes it so.
    window.on("close", () => this.#parts.closed());
    window.on("closed", () => {
      if (this.#window === window) this.#forget();
    });
    this.#parts.changed();
  }

  #forget(): void {
    this.#facts?.close();
    this.#facts = null;
    this.#keepPlace = () => {};
    if (this.#window === null) return;
    this.#window = null;
    this.#parts.changed();
  }
}
