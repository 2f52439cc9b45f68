import { type BrowserWindow, Notification, type NotificationConstructorOptions, nativeImage } from "electron";
import type { EngineConnection } from "../engine/engine-api";
import type { Logger } from "../engine/ports";
import type { Shown } from "../shared/ipc";
import type { Upload } from "../shared/upload";
import { clipboardTexts } from "./clipboard-texts";
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
  readonly decoder: { decodeAsPng(image: Uint8Array, longestSide: number): Promise<Uint8Array | null> };
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
  readonly showInPage: (what: Shown) => void;
  readonly copyLinks: (ids: readonly string[]) => void;
}

/** They are kept while they are shown: one that is collected as garbage can't be clicked any more. */
const alive = new Set<Notification>();
/** The longer side of a notification's picture; desktops draw it smaller, pixels. */
const pictureSidePixels = 256;
/** The system keeps them for some time; ours are let go when there are this many. */
const mostAlive = 20;

/**
 * Notifications for a user who looks elsewhere. A click copies the link of what arrived where that was not done already,
 * and otherwise opens the row. A failure has a button to try again where Electron shows buttons (not on Linux); a click on
 * it opens the row with what helps under the hand.
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
  const showInPage = (what: Shown): void => {
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
  /** As PNG: Electron makes no picture of the WebP that thumbnails are kept as. */
  const pictureOf = async (id: string): Promise<Uint8Array | null> => {
    const thumbnail = await thumbnails(id, "upload").catch(() => null);
    return thumbnail === null ? null : await parts.decoder.decodeAsPng(thumbnail, pictureSidePixels);
  };
  const news = (told: News): void =>
    inTheBackground("A notification could not be shown", async () => {
      const { completed, stuck, copied } = told;
      const [first] = stuck.length > 0 ? stuck : completed;
      if (first === undefined || !(await isWanted())) return;
      const picture = await pictureOf(first.id);
      const notification = present({
        title: told.title,
        body: told.body,
        ...(picture === null ? {} : { icon: nativeImage.createFromBuffer(Buffer.from(picture)) }),
        ...(stuck.length === 0 ? {} : { actions: [{ type: "button", text: parts.words.t("notice.retry") }] }),
      });
      notification.on("click", () => {
        const needsHelp = stuck.length > 0;
        if (needsHelp || copied > 0) showInPage({ kind: "upload", id: first.id, needsHelp });
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
