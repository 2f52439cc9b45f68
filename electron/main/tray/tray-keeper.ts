import { join } from "node:path";
import { Menu, nativeImage, Tray } from "electron";
import type { EngineConnection, EngineEvent } from "../../engine/engine-api";
import type { Clock, Logger } from "../../engine/ports";
import { currentDestination } from "../../shared/destination";
import type { Counts } from "../../shared/ipc";
import type { Words } from "../words";
import { type TrayHost, trayHostLook } from "./tray-host";
import { type TrayActions, trayMenu } from "./tray-menu";
import { type TrayState, trayState, troublesIn } from "./tray-state";

/** Some desktops show trays only seconds after the session began: they are looked for until then, milliseconds. */
const hostPatienceMs = 20_000;
/** The first pause between two looks, milliseconds; each later one is twice as long. */
const hostLookMs = 1_000;
/** The menu follows what happens this much later: it is rebuilt whole, and nobody reads it ten times a second. */
const menuDelayMs = 250;
/** Links offered for copying. */
const recentLinks = 5;

/** What the tray works with. */
export interface TrayParts {
  readonly connection: EngineConnection;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly words: Pick<Words, "t">;
  /** Where the icons are (scripts/icons). */
  readonly iconDirectory: string;
  readonly platform: NodeJS.Platform;
  readonly actions: TrayActions;
  /** Files dropped on the icon, where the system allows it (macOS). */
  readonly onDrop: (paths: readonly string[]) => void;
  readonly changed: () => void;
}

/** The icon in the tray: what the queue does, and what can be done without the window. */
export class TrayKeeper {
  readonly #parts: TrayParts;
  readonly #lookForHost: () => Promise<TrayHost>;
  #tray: Tray | null = null;
  #counts: Counts | null = null;
  #seenTroubles = 0;
  #shown: TrayState | null = null;
  #cancelMenu: (() => void) | null = null;
  #cancelLook: (() => void) | null = null;
  #unsubscribe = () => {};

  constructor(parts: TrayParts) {
    this.#parts = parts;
    this.#lookForHost = trayHostLook({ platform: parts.platform, environment: process.env });
  }

  /** Whether an icon is there, so that the window may close without being lost. */
  get isShown(): boolean {
    return this.#tray !== null;
  }

  /** Shows the icon as soon as the system has a place for it. */
  async start(): Promise<void> {
    const { connection, clock } = this.#parts;
    this.#unsubscribe = connection.subscribe((event) => this.#take(event));
    this.#counts = (await connection.api.standing({ batchId: null })).counts;
    this.#seenTroubles = troublesIn(this.#counts);
    await this.#look(clock.monotonicMs() + hostPatienceMs, hostLookMs);
  }

  /** The user looks at the window: what went wrong so far asks for no more attention. */
  seen(): void {
    if (this.#counts !== null) this.#seenTroubles = troublesIn(this.#counts);
    this.#paint();
  }

  /** Builds the menu anew, e.g. in another language. */
  refresh(): void {
    this.#cancelMenu ??= this.#parts.clock.after(menuDelayMs, () => {
      this.#cancelMenu = null;
      this.#rebuild().catch((error: unknown) =>
        this.#parts.logger.warn("The menu of the tray could not be made", { error: String(error) }),
      );
    });
  }

  /** Takes the icon away. */
  close(): void {
    this.#unsubscribe();
    this.#cancelMenu?.();
    this.#cancelLook?.();
    this.#tray?.destroy();
    this.#tray = null;
  }

  async #look(untilMs: number, pauseMs: number): Promise<void> {
    const { clock } = this.#parts;
    const host = await this.#lookForHost();
    if (host === "there") return await this.#show();
    if (host === "never" || clock.monotonicMs() >= untilMs) return;
    this.#cancelLook = clock.after(pauseMs, () => void this.#look(untilMs, 2 * pauseMs));
  }

  async #show(): Promise<void> {
    const { actions, onDrop, platform, changed } = this.#parts;
    const tray = new Tray(this.#image("idle"));
    this.#tray = tray;
    this.#shown = "idle";
    tray.on("drop-files", (_event, paths) => onDrop(paths));
    // macOS opens the menu with either button; elsewhere the left one means the window.
    if (platform !== "darwin") tray.on("click", () => actions.openWindow());
    this.#paint();
    await this.#rebuild();
    changed();
  }

  #take(event: EngineEvent): void {
    if (event.kind === "uploads-changed") {
      this.#counts = event.counts;
      // A trouble that was seen to must not hide the next one.
      this.#seenTroubles = Math.min(this.#seenTroubles, troublesIn(event.counts));
      this.#paint();
    }
    if (event.kind !== "progress") this.refresh();
  }

  #paint(): void {
    if (this.#tray === null || this.#counts === null) return;
    const state = trayState(this.#counts, this.#seenTroubles);
    if (state === this.#shown) return;
    this.#shown = state;
    this.#tray.setImage(this.#image(state));
    this.#tray.setToolTip(this.#parts.words.t(`tray.${state}`, { count: this.#counts.uploading }));
  }

  #image(state: TrayState): Electron.NativeImage {
    const isMac = this.#parts.platform === "darwin";
    const image = nativeImage.createFromPath(
      join(this.#parts.iconDirectory, `${state}${isMac ? "Template" : ""}.png`),
    );
    image.setTemplateImage(isMac);
    return image;
  }

  async #rebuild(): Promise<void> {
    const { connection, words, actions } = this.#parts;
    const [destinations, settings, { counts, moving }, history] = await Promise.all([
      connection.api.destinations(),
      connection.api.settings(),
      connection.api.standing({ batchId: null }),
      connection.api.uploads({ list: "history", search: "", offset: 0, limit: 50 }),
    ]);
    const recent = history.rows
      .filter((upload) => (upload.receipt?.links.length ?? 0) > 0)
      .slice(0, recentLinks);
    const template = trayMenu(
      {
        destinations,
        recent,
        currentDestinationId: currentDestination(destinations, settings.currentDestinationId)?.id ?? null,
        movingCount: moving,
        pausedCount: counts.paused,
        failedCount: counts.failed,
        hasDropTarget: settings.dropTarget,
      },
      (key, values) => words.t(`tray.${key}`, values),
      actions,
    );
    this.#tray?.setContextMenu(Menu.buildFromTemplate(template));
  }
}
