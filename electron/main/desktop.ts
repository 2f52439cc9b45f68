import { dirname, join } from "node:path";
import { app, type BrowserWindow, clipboard, globalShortcut } from "electron";
import type { EngineConnection } from "../engine/engine-api";
import { toFailure } from "../engine/failure";
import type { Spool } from "../engine/files/spool";
import { type Logger, systemClock } from "../engine/ports";
import type { DropTargetState } from "../shared/drop-target";
import type { DesktopStatus, Shown } from "../shared/ipc";
import type { AppSettings } from "../shared/settings";
import { type DeepLink, LinkLimit, readDeepLink } from "./deep-link";
import { DropTarget } from "./drop-target/drop-target";
import { EditorKeyFile } from "./editors/editor-key-file";
import { Editors } from "./editors/editors";
import type { Desk } from "./ipc-handlers";
import { openAtLogin } from "./open-at-login";
import type { PlaceFile } from "./places/place-file";
import { readClipboard } from "./quick/clipboard-content";
import { QuickIntake } from "./quick/quick-intake";
import { systemClipboard } from "./quick/system-clipboard";
import { GlobalShortcut } from "./shortcut";
import { systemTaskbar } from "./system-taskbar";
import { Taskbar } from "./taskbar";
import { TrayKeeper } from "./tray/tray-keeper";
import type { WindowWords } from "./window-words";
import type { Words } from "./words";

/** What belongs to the desktop beside the window works with. */
export interface DesktopParts {
  readonly connection: EngineConnection;
  readonly logger: Logger;
  readonly words: Words;
  readonly profileDirectory: string;
  /** The folder `out` of the build. */
  readonly outDirectory: string;
  readonly spool: Spool;
  readonly places: PlaceFile;
  readonly desk: Desk;
  readonly window: () => BrowserWindow | null;
  /** Opens the window or brings it up, and then does something with it. */
  readonly showWindow: () => void;
  /** Shows the page something: a row, or a form to add a destination. */
  readonly showInPage: (what: Shown) => void;
  /** Asks whether a link may open a form. */
  readonly askToAdd: (link: Extract<DeepLink, { kind: "add-destination" }>) => Promise<boolean>;
  readonly copyLinks: (ids: readonly string[]) => void;
  /** Says why something that was asked for outside the window was not done. */
  readonly tell: (title: string, body: string) => void;
  readonly onAdded: (batchId: string) => void;
  readonly quit: () => void;
  readonly changed: () => void;
}

/** Waybill on the desktop beside its window: tray, shortcut, taskbar, editors, links, and files from elsewhere. */
export class Desktop {
  readonly #parts: DesktopParts;
  readonly #intake: QuickIntake;
  readonly #editors: Editors;
  readonly #shortcut: GlobalShortcut;
  readonly #taskbar: Taskbar;
  readonly #tray: TrayKeeper;
  readonly #dropTarget: DropTarget;
  readonly #linkLimit = new LinkLimit(() => systemClock.monotonicMs());
  #settings: AppSettings | null = null;
  #unsubscribe = () => {};

  constructor(parts: DesktopParts) {
    const { connection, logger, words, spool, onAdded } = parts;
    const { api } = connection;
    this.#parts = parts;
    this.#intake = new QuickIntake({
      ...{ api, spool, onAdded, clock: systemClock },
      clipboard: () => readClipboard(systemClipboard(clipboard), process.platform),
    });
    this.#editors = new Editors({
      ...{ connection, logger, clock: systemClock, intake: this.#intake, changed: parts.changed },
      keys: new EditorKeyFile(parts.profileDirectory),
      remove: async (id) => {
        await api.removeAtService({ id });
      },
    });
    this.#shortcut = new GlobalShortcut({
      ...{ registry: globalShortcut, clock: systemClock, changed: parts.changed },
      action: () => this.#quickly(() => this.#intake.clipboard(null)),
    });
    this.#taskbar = new Taskbar(systemTaskbar(parts.window));
    this.#dropTarget = new DropTarget({
      ...{ connection, logger, clock: systemClock, places: parts.places, changed: parts.changed },
      systemLocale: app.getLocale(),
      preload: join(parts.outDirectory, "preload", "preload.cjs"),
      title: () => words.t("dropTarget.title"),
      closed: () => this.#quickly(() => api.saveSettings({ dropTarget: false })),
    });
    this.#tray = new TrayKeeper({
      ...{
        connection,
        logger,
        words,
        clock: systemClock,
        platform: process.platform,
        changed: parts.changed,
      },
      iconDirectory: join(dirname(parts.outDirectory), "build", "tray"),
      actions: this.#trayActions(),
      onDrop: (paths) => this.#quickly(() => this.#intake.paths(paths, null)),
    });
  }

  /** Begins; what the tray, the shortcut and the editors need follows the settings from now on. */
  async start(): Promise<void> {
    const { connection } = this.#parts;
    this.#unsubscribe = connection.subscribe((event) => {
      this.#taskbar.take(event);
      if (event.kind === "settings-changed") this.#apply(event.settings);
    });
    this.#apply(await connection.api.settings());
    await this.#tray.start();
  }

  /** Whether closing the window leaves Waybill in the tray, or with the drop target, by which it comes back. */
  get staysWithoutWindow(): boolean {
    return (this.#tray.isShown || this.#dropTarget.isShown) && (this.#settings?.keepInTray ?? false);
  }

  /** Whether one of the pages may ask main for something. */
  mayAsk(sender: unknown, name: string): boolean {
    return this.#dropTarget.owns(sender) ? this.#dropTarget.mayAsk(name) : true;
  }

  /** Whether these are the contents of a window beside the main one. */
  owns(sender: unknown): boolean {
    return this.#dropTarget.owns(sender);
  }

  /** What the small window for drops shows. Throws when there is none. */
  async dropTargetState(): Promise<DropTargetState> {
    return await this.#dropTarget.state();
  }

  /** Opens Waybill's window, or brings it up. */
  openWindow(): void {
    this.#parts.showWindow();
  }

  /** How it stands, for the settings page. */
  get status(): DesktopStatus {
    return { editors: this.#editors.status, shortcut: this.#shortcut.status, tray: this.#tray.isShown };
  }

  /** A new address for editors. */
  async newEditorAddress(): Promise<string> {
    return await this.#editors.newAddress(this.#settings?.editorPort ?? 0);
  }

  /** The user looks at the window. */
  seen(): void {
    this.#tray.seen();
    this.#dropTarget.seen();
  }

  /** Does what a start, the first or a later one, was asked for beside showing the window. */
  take(words: WindowWords): void {
    if (words.paths.length > 0) this.#quickly(() => this.#intake.paths(words.paths, null));
    if (words.clipboard) this.#quickly(() => this.#intake.clipboard(null));
    if (words.choose) this.#chooseFiles();
    if (words.link !== null) this.#follow(words.link);
  }

  /** Ends all of it; the queue is not concerned. */
  async close(): Promise<void> {
    this.#unsubscribe();
    this.#shortcut.close();
    this.#taskbar.close();
    this.#tray.close();
    this.#dropTarget.close();
    await this.#editors.close();
  }

  #apply(settings: AppSettings): void {
    const languageChanged = this.#settings !== null && this.#settings.language !== settings.language;
    this.#settings = settings;
    this.#taskbar.allowAwake(settings.keepAwake);
    if (this.#shortcut.apply(settings.shortcut)) this.#parts.changed();
    if (languageChanged) this.#tray.refresh();
    this.#applyDropTarget(settings.dropTarget);
    openAtLogin(settings.openAtLogin);
    void this.#editors.apply(settings);
  }

  /** Where it was the only thing left to come back by, the window takes its place. */
  #applyDropTarget(wanted: boolean): void {
    const { window, showWindow } = this.#parts;
    if (!wanted && this.#dropTarget.isShown && !this.#tray.isShown && window() === null) showWindow();
    this.#dropTarget.apply(wanted);
  }

  #trayActions() {
    const { connection, showWindow, copyLinks, quit } = this.#parts;
    const { api } = connection;
    return {
      quickUpload: () => this.#chooseFiles(),
      uploadClipboard: () => this.#quickly(() => this.#intake.clipboard(null)),
      chooseDestination: (id: string) =>
        this.#quickly(async () => {
          await api.saveSettings({ currentDestinationId: id });
        }),
      pauseAll: () => this.#quickly(() => api.act({ ids: "queue", action: "pause" })),
      resumeAll: () => this.#quickly(() => api.act({ ids: "queue", action: "resume" })),
      retryFailed: () => this.#quickly(() => api.act({ ids: "queue", action: "retry" })),
      toggleDropTarget: () =>
        this.#quickly(() => api.saveSettings({ dropTarget: !this.#dropTarget.isShown })),
      copyLink: (id: string) => copyLinks([id]),
      openWindow: () => showWindow(),
      quit,
    };
  }

  #chooseFiles(): void {
    this.#quickly(async () => {
      const paths = await this.#parts.desk.chooseFiles(false);
      if (paths !== null) await this.#intake.paths(paths, null);
    });
  }

  /** A web page can open a link: it may show something, and anything more is asked first. */
  #follow(text: string): void {
    const link = readDeepLink(text);
    if (link === null || !this.#linkLimit.pass()) return;
    this.#parts.showWindow();
    if (link.kind === "upload") this.#parts.showInPage(link);
    else
      this.#quickly(async () => {
        if (await this.#parts.askToAdd(link)) this.#parts.showInPage(link);
      });
  }

  /** Nobody may be looking at the window: what goes wrong is told by a notification. */
  #quickly(deed: () => Promise<unknown>): void {
    deed().catch((thrown: unknown) => {
      const { error } = toFailure(thrown, "permanent", "config");
      const { words, tell } = this.#parts;
      tell(words.t("delivered.nothing"), words.say(`${error.message} ${error.hint}`));
    });
  }
}
