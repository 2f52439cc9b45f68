import type { EngineApi } from "../engine/engine-api";
import { defaultLinkTemplate, formatLink, type LinkStyle } from "../shared/link-format";
import type { AppSettings } from "../shared/settings";
import type { Link, Upload } from "../shared/upload";
import { browserLink, safeLink } from "./links";

/** Links are asked for this many uploads at a time. */
const linksAtATime = 8;

/** The clipboard's text of each upload that has one, in the order given and in the user's format. */
export async function clipboardTexts(api: EngineApi, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const settings = await api.settings();
  const texts: string[] = [];
  for (let start = 0; start < ids.length; start += linksAtATime) {
    const group = ids.slice(start, start + linksAtATime);
    const found = await Promise.all(
      group.map(async (id) => {
        const upload = await api.upload({ id });
        return upload?.receipt == null ? null : clipboardText(upload, await api.links({ id }), settings);
      }),
    );
    for (const text of found) if (text !== null) texts.push(text);
  }
  return texts;
}

/** How links are copied, as the settings say. */
function linkStyle(settings: AppSettings): LinkStyle {
  const template = settings.linkTemplate === "" ? defaultLinkTemplate : settings.linkTemplate;
  return { format: settings.linkFormat, template };
}

/**
 * What the clipboard gets for an upload: a link that opens in a browser before one that does not, in the user's format;
 * the remote id as it is where there is no link; nothing once every link has ended (`nowMs`), or the file was deleted at
 * the service.
 */
export function clipboardText(
  upload: Upload,
  allLinks: readonly Link[],
  settings: AppSettings,
  nowMs = Date.now(),
): string | null {
  if (upload.receipt?.removedAt !== undefined) return null;
  const links = allLinks.filter(({ expiresAt }) => !(Date.parse(expiresAt ?? "") <= nowMs));
  if (links.length === 0 && allLinks.length > 0) return null;
  const opens = browserLink(links);
  const url = opens ?? firstSafe(links);
  if (url === null) {
    const remoteId = upload.receipt?.remoteId ?? null;
    return remoteId === null ? null : remoteId.replace(/\p{Cc}/gu, "");
  }
  const isPicture = opens !== null && upload.contentType.startsWith("image/");
  const { name, size, destinationName: destination } = upload;
  const locale =
    settings.language === "system" ? Intl.NumberFormat().resolvedOptions().locale : settings.language;
  return formatLink({ url, name, size, destination, isPicture }, linkStyle(settings), locale);
}

function firstSafe(links: readonly Link[]): string | null {
  for (const link of links) {
    const url = safeLink(link.url);
    if (url !== null) return url;
  }
  return null;
}
