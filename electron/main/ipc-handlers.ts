import { basename } from "node:path";
import { type Added, type EngineApi, walkFromNewest } from "../engine/engine-api";
import { Failure } from "../engine/failure";
import type { AddResult, AppInfo } from "../shared/ipc";
import { uploadError } from "../shared/upload-error";
import { clipboardTexts } from "./clipboard-texts";
import { createDesktopHandlers, type DesktopHandlerParts } from "./desktop-handlers";
import type { FileQuestions } from "./destination-files";
import { createDestinationHandlers, type DestinationHandlerParts } from "./destination-handlers";
import { addData, addPaths, type IntakeParts } from "./intake";
import type { IpcHandlers } from "./ipc-main";
import { browserLink } from "./links";
import { orRefusal } from "./or-refusal";
import { toSettingsView } from "./page-views";
import { createProgramHandlers, type ProgramHandlerParts } from "./program-handlers";
import { createQueueHandlers, type LocateQuestion } from "./queue-handlers";
import { createReceiptHandlers, type PaperDesk } from "./receipt-handlers";
import { toUploadView } from "./upload-view";

/** Ids of the history in one answer: read in some dozen milliseconds. */
const idsAtATime = 10_000;

type ProgramDesk = ProgramHandlerParts["desk"];

/** What the handlers ask of the system, so that they hold no logic of Electron themselves. */
export interface Desk extends PaperDesk, FileQuestions, LocateQuestion, ProgramDesk {
  /** Absolute paths the user chose, or null. */
  chooseFiles(folders: boolean): Promise<readonly string[] | null>;
  openInBrowser(url: string): Promise<boolean>;
  showInFolder(path: string): boolean;
}

/** What the handlers work with. */
export interface HandlerParts extends IntakeParts, DestinationHandlerParts {
  readonly api: EngineApi;
  readonly desk: Desk;
  readonly info: AppInfo;
  readonly desktop: DesktopHandlerParts["desktop"];
  readonly entries: DesktopHandlerParts["entries"];
  readonly places: ProgramHandlerParts["places"];
  readonly menu: ProgramHandlerParts["menu"];
  readonly about: ProgramHandlerParts["about"];
  readonly updates: ProgramHandlerParts["updates"];
}

/** What a file is told that was dropped twice. */
const onItsWay = uploadError("config", {
  message: "This file is on its way to this destination already.",
  hint: "Look for it in the queue. To send it twice, add it again when the first one has arrived.",
});

/** The handlers of all requests. They translate between page, engine and desk, and decide nothing. */
export function createIpcHandlers(parts: HandlerParts): IpcHandlers {
  const { api, desk } = parts;
  return {
    ...createDestinationHandlers(parts),
    ...createReceiptHandlers(parts),
    ...createDesktopHandlers(parts),
    ...createProgramHandlers(parts),
    "app:info": async () => parts.info,
    "settings:get": async () => toSettingsView(await api.settings()),
    "records:trouble": async () => (await api.standing({ batchId: null })).trouble,
    "settings:save": async (patch) => {
      const answer = await orRefusal(async () => api.saveSettings(await parts.guard.checkSettings(patch)));
      return answer.ok ? { ok: true, settings: toSettingsView(answer.value) } : answer;
    },
    "services:list": () => api.services(),
    "uploads:choose": async ({ destinationId, options, folders }) => {
      const paths = await desk.chooseFiles(folders);
      return paths === null
        ? null
        : toResult(await addPaths(parts, paths, { destinationId, options }, { once: true }));
    },
    "uploads:add-paths": async ({ paths, ...target }) =>
      toResult(await addPaths(parts, paths, target, { once: true })),
    "uploads:add-data": async ({ files, ...target }) => toResult(await addData(parts, files, target)),
    "uploads:page": async (query) => {
      const page = await api.uploads({ ...query, masked: true });
      return { ...page, rows: page.rows.map(toUploadView) };
    },
    "uploads:queue-ids": (query) => api.queueIds(query),
    "uploads:history-ids": ({ before, ...query }) =>
      api.historyIds({ ...query, before: before ?? walkFromNewest, limit: idsAtATime }),
    "uploads:batches": async ({ batchIds }) =>
      await Promise.all(
        batchIds.map(async (batchId) => ({ batchId, counts: (await api.standing({ batchId })).counts })),
      ),
    "uploads:get": async ({ id }) => {
      const upload = await api.upload({ id });
      return upload === null ? null : toUploadView(upload);
    },
    ...createQueueHandlers(api, desk),
    "uploads:copy-links": async ({ ids }) => {
      const texts = await clipboardTexts(api, ids);
      if (texts.length > 0) desk.writeClipboard(texts.join("\n"));
      return { copied: texts.length };
    },
    "uploads:open-link": async ({ id }) => {
      const url = browserLink(await api.links({ id }));
      return { opened: url !== null && (await desk.openInBrowser(url)) };
    },
    "uploads:reveal": async ({ id }) => {
      const upload = await api.upload({ id });
      return { shown: upload !== null && desk.showInFolder(upload.path) };
    },
    "uploads:remove-at-service": ({ id }) => removeAtService(api, id),
    "uploads:download": ({ id }) => download(parts, id),
  };
}

function toResult({ accepted, refused, skipped = [] }: Added): AddResult {
  const named = refused.map(({ path, error }) => ({ name: basename(path), error }));
  const known = skipped.map((path) => ({ name: basename(path), error: onItsWay }));
  return { accepted, refused: [...named, ...known] };
}

async function download(
  parts: HandlerParts,
  id: string,
): Promise<Awaited<ReturnType<IpcHandlers["uploads:download"]>>> {
  const upload = await parts.api.upload({ id });
  if (upload === null) return null;
  const outputPath = await parts.desk.chooseCopy(upload.name);
  if (outputPath === null) return null;
  try {
    const { size } = await parts.api.download({ id, outputPath, thumbnail: null });
    return { ok: true, size };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { ok: false, error: thrown.error };
  }
}

async function removeAtService(
  api: EngineApi,
  id: string,
): Promise<Awaited<ReturnType<IpcHandlers["uploads:remove-at-service"]>>> {
  try {
    await api.removeAtService({ id });
    return { ok: true };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { ok: false, error: thrown.error };
  }
}
