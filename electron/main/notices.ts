import { type BrowserWindow, Notification, type NotificationConstructorOptions, nativeImage } from "electron";
import type { EngineConnection } from "../engine/engine-api";
import type { Logger } from "../engine/ports";
import type { Upload } from "../shared/upload";
import { clipboardTexts } from "./clipboard-texts";
import type { DeepLink } from "./deep-link";
import { tellPage } from "./page-messages";
import type { ThumbnailSource } from "./protocol";
import type { Words } from "./words";

/** What became of the files of one drop, for the user who looks elsewhere. */
export interface News {
  readonly title: string;
  readonly body: string;
  readonly completed: readonly Upload[];
  /** Failed or unconfirmed. */
  readonly stuck: readonly Upload[];
  /** Links that were put on the clipboard already. */
  readonly copied: number;
}

/** What notifications work with. */
export interface NoticeParts {
  readonly engine: { readonly connection: EngineConnection };
  readonly logger: Logger;
  readonly words: Pick<Words, "t">;
  readonly window: () => BrowserWindow | null;
  /** Opens the window, or brings it up. */
  readonly show: () => void;
}

/** What is told outside the window, and what a click on it does. */
export interface Notices {
  /** Tells what became of files. */
  readonly news: (news: News) => void;
  /** Tells why something was not done. */
  readonly tell: (title: string, body: string) => void;
  readonly showInPage: (what: DeepLink) => void;
  readonly copyLinks: (ids: readonly string[]) => void;
}

/** They are kept while they are shown: one that is collected as garbage can't be clicked any more. */
const alive = new Set<Notification>();
/** The system keeps them for some time; ours are let go when there are this many. */
const mostAlive = 20;

/**
 * Notifications for a user who looks elsewhere. A click copies the link of what arrived where that was not done already,
 * and otherwise opens the row; where the system shows buttons (macOS), a failure has one to try again.
 */
export function createNotices(
  parts: NoticeParts,
  desk: { writeClipboard(text: string): void },
  thumbnails: ThumbnailSource,
): Notices {
  const { api } = parts.engine.connection;
  const inTheBackground = (what: string, work: () => Promise<void>): void => {
    work().catch((error: unknown) => parts.logger.warn(what, { error: String(error) }));
  };
  const showInPage = (what: DeepLink): void => {
    parts.show();
    tellPage(parts.window()?.webContents, "desktop:show", what);
  };
  const copyLinks = (ids: readonly string[]): void =>
    inTheBackground("Links could not be copied", async () => {
      const texts = await clipboardTexts(api, ids);
      if (texts.length > 0) desk.writeClipboard(texts.join("\n"));
    });
  const isWanted = async (): Promise<boolean> =>
    parts.window()?.isFocused() !== true &&
    Notification.isSupported() &&
    (await api.settings()).notifications;
  const news = (told: News): void =>
    inTheBackground("A notification could not be shown", async () => {
      const { completed, stuck, copied } = told;
      const [first] = stuck.length > 0 ? stuck : completed;
      if (first === undefined || !(await isWanted())) return;
      const picture = await thumbnails(first.id, "upload").catch(() => null);
      const notification = present({
        title: told.title,
        body: told.body,
        ...(picture === null ? {} : { icon: nativeImage.createFromBuffer(Buffer.from(picture)) }),
        ...(stuck.length === 0 ? {} : { actions: [{ type: "button", text: parts.words.t("notice.retry") }] }),
      });
      notification.on("click", () => {
        if (stuck.length > 0 || copied > 0) showInPage({ kind: "upload", id: first.id });
        else copyLinks(completed.map(({ id }) => id));
      });
      notification.on("action", () =>
        inTheBackground("Uploads could not be tried again", () =>
          api.act({ ids: stuck.map(({ id }) => id), action: "retry" }),
        ),
      );
    });
  const tell = (title: string, body: string): void => {
    if (Notification.isSupported()) present({ title, body }).on("click", () => parts.show());
  };
  return { news, tell, showInPage, copyLinks };
}

function present(options: NotificationConstructorOptions): Notification {
  const notification = new Notification(options);
  notification.on("close", () => alive.delete(notification));
  alive.add(notification);
  const [oldest] = alive;
  if (alive.size > mostAlive && oldest !== undefined) alive.delete(oldest);
  notification.show();
  return notification;
}
