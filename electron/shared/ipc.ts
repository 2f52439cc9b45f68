import { z } from "zod";
import { maximumDataBytes, maximumDataFiles } from "./data-limits";
import {
  destinationFormSchema,
  destinationSchema,
  destinationTestSchema,
  destinationTransferSchema,
  settingsSchema,
  signInSchema,
} from "./destination";
import { dropTargetStateSchema } from "./drop-target";
import { exportRequestSchema } from "./history-export";
import { historyFilterSchema } from "./history-filter";
import { menuCommandIdSchema, pageCommandIdSchema } from "./menu-commands";
import { licenceSchema, versionsSchema } from "./program";
import {
  idsSchema as ids,
  newPlaceSchema,
  reassignedSchema,
  relocatedSchema,
  selectionSchema,
} from "./queue-control";
import { queueFilterSchema } from "./queue-filter";
import { receiptDetailSchema } from "./receipt-detail";
import { serviceInfoSchema } from "./service";
import { appSettingsSchema, pageSettingsPatchSchema } from "./settings";
import { systemEntriesSchema } from "./system-entries";
import { textListSchema } from "./text-list";
import { updateStateSchema } from "./updates";
import { attemptSchema, progressSchema, uploadViewSchema } from "./upload";
import { uploadErrorSchema } from "./upload-error";
import { watchFolderViewSchema, watchRulesSchema } from "./watch-folder";

/** Which rows a list shows: the queue holds everything but `completed` and `canceled`. */
const listSchema = z.enum(["queue", "history"]);

/** How many uploads are in each state. */
export const countsSchema = z
  .object({
    queued: z.number(),
    preparing: z.number(),
    uploading: z.number(),
    waiting: z.number(),
    paused: z.number(),
    failed: z.number(),
    unconfirmed: z.number(),
    canceled: z.number(),
    completed: z.number(),
  })
  .readonly();

/** How many uploads are in each state. */
export type Counts = z.infer<typeof countsSchema>;

/** No upload in any state. */
export const noCounts: Counts = {
  queued: 0,
  preparing: 0,
  uploading: 0,
  waiting: 0,
  paused: 0,
  failed: 0,
  unconfirmed: 0,
  canceled: 0,
  completed: 0,
};

/** What came of adding files. */
export const addResultSchema = z
  .object({
    /** Uploads that are now stored durably. */
    accepted: z.number().int(),
    /** Paths that were not taken, by name, with the reason. */
    refused: z.array(z.object({ name: z.string(), error: uploadErrorSchema })).readonly(),
  })
  .readonly();

/** What came of adding files. */
export type AddResult = z.infer<typeof addResultSchema>;

/** What the user can do with rows. */
export const uploadActionSchema = z.enum([
  "pause",
  "resume",
  "retry",
  "cancel",
  "remove",
  "resolve-arrived",
  "resolve-resend",
  "resolve-removed",
  /** Asks the service whether an unconfirmed upload arrived. */
  "check",
]);

/** What the user can do with rows. */
export type UploadAction = z.infer<typeof uploadActionSchema>;

const appInfoSchema = z
  .object({
    version: z.string(),
    electron: z.string(),
    /** `override`, `official`, `fallback` or `packaged`. */
    runtime: z.string(),
    platform: z.string(),
    /** False when the system has no keyring: secrets then live until Waybill ends. */
    keyringAvailable: z.boolean(),
    locale: z.string(),
  })
  .readonly();

/** What the window shows about the program itself. */
export type AppInfo = z.infer<typeof appInfoSchema>;

/** How the address for editors stands. */
export const editorStatusSchema = z
  .object({
    /** The port that is answered; null while it is off or can't be had. */
    port: z.number().int().nullable(),
    /** Why it can't be had, as a sentence. */
    trouble: z.string().nullable(),
    /** Whether a key was made; without one every editor is refused. */
    hasKey: z.boolean(),
  })
  .readonly();

/** How the address for editors stands. */
export type EditorStatus = z.infer<typeof editorStatusSchema>;

/** How the shortcut that works everywhere stands. */
export const shortcutStatusSchema = z
  .object({ registered: z.boolean(), trouble: z.enum(["taken", "not-a-shortcut"]).nullable() })
  .readonly();

/** How the shortcut that works everywhere stands. */
export type ShortcutStatus = z.infer<typeof shortcutStatusSchema>;

/** How Waybill stands on the desktop beside its window. */
export const desktopStatusSchema = z
  .object({
    editors: editorStatusSchema,
    shortcut: shortcutStatusSchema,
    /** Whether the system shows a tray, so that closing the window may leave Waybill there. */
    tray: z.boolean(),
  })
  .readonly();

/** How Waybill stands on the desktop beside its window. */
export type DesktopStatus = z.infer<typeof desktopStatusSchema>;

/** What the page is asked to show by a notification, a link or a second start. */
export const showSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("upload"),
    id: z.string(),
    /** The user comes because something went wrong: the first thing that helps is under the hand. */
    needsHelp: z.boolean().optional(),
  }),
  z.object({
    kind: z.literal("add-destination"),
    service: z.string(),
    name: z.string(),
    settings: settingsSchema,
  }),
]);

/** What the page is asked to show. */
export type Shown = z.infer<typeof showSchema>;

const addedData = z
  .array(z.object({ name: z.string().max(1_000), bytes: z.instanceof(Uint8Array) }))
  .min(1)
  .max(maximumDataFiles)
  .refine((files) => files.reduce((sum, { bytes }) => sum + bytes.length, 0) <= maximumDataBytes)
  .readonly();
/** Ids are 36 characters at most; nothing longer is looked up. */
const id = z.string().max(64);
const byId = z.object({ id });
const refusedSchema = z.object({ ok: z.literal(false), error: uploadErrorSchema });
/** A refusal that names what of a form it is about. */
const refusedFieldSchema = refusedSchema.extend({ field: z.string().nullable() });
const request = <A extends z.ZodType, R extends z.ZodType>(args: A, result: R) => ({ args, result });

/**
 * THE contract between page and main process: every request, its arguments and its result.
 * Types, the preload's allow-list and the guard in main are derived from it; a request without handler does not compile.
 */
export const ipcRequests = {
  "app:info": request(z.undefined(), appInfoSchema),
  /** What runs, and whether there are a place of the project and the notices of Chromium to be opened. */
  "app:about": request(
    z.undefined(),
    z.object({ versions: versionsSchema, hasProject: z.boolean(), hasNotices: z.boolean() }),
  ),
  /** Puts the versions on the clipboard. */
  "app:copy-versions": request(z.undefined(), z.undefined()),
  /** Opens the project's place in the browser, or the notices of Chromium; the page names no address. */
  "app:open": request(z.object({ what: z.enum(["project", "notices"]) }), z.object({ opened: z.boolean() })),
  /** The licences of everything that is part of this program. */
  "app:licences": request(z.undefined(), z.array(licenceSchema).readonly()),
  /** What the menu bar may offer now, of what the page does. */
  "menu:allow": request(
    z.object({ possible: z.array(menuCommandIdSchema).max(200).readonly() }),
    z.undefined(),
  ),
  /** What helps to find a fault elsewhere; no secret is in it. */
  "diagnostics:report": request(z.undefined(), z.object({ text: z.string() })),
  "diagnostics:copy-report": request(z.undefined(), z.undefined()),
  "diagnostics:open-logs": request(z.undefined(), z.object({ opened: z.boolean() })),
  "updates:state": request(z.undefined(), updateStateSchema),
  /** Looks for a newer version now; answers when that was found out and fetched, or failed (the state tells). */
  "updates:check": request(z.undefined(), z.undefined()),
  /** The user wants what is ready now, or after all not; uploads that run come first. */
  "updates:install": request(z.object({ isAwaited: z.boolean() }), z.undefined()),
  "settings:get": request(z.undefined(), appSettingsSchema),
  /** Asks for the file of the certificate authorities to trust, and keeps its place as a setting. */
  "settings:choose-certificate": request(z.undefined(), z.undefined()),
  /** Changes some settings; fails with an error naming the key when a value can't be used. */
  "settings:save": request(
    pageSettingsPatchSchema,
    z.discriminatedUnion("ok", [
      z.object({ ok: z.literal(true), settings: appSettingsSchema }),
      refusedFieldSchema,
    ]),
  ),
  "desktop:status": request(z.undefined(), desktopStatusSchema),
  /** What file managers and links of the system know of Waybill, as it is on disk now. */
  "desktop:entries": request(z.undefined(), systemEntriesSchema),
  "desktop:set-file-managers": request(z.object({ wanted: z.boolean() }), systemEntriesSchema),
  "desktop:set-links": request(z.object({ wanted: z.boolean() }), systemEntriesSchema),
  "drop-target:state": request(z.undefined(), dropTargetStateSchema),
  /** Takes the small window for drops away, until it is switched on again. */
  "drop-target:hide": request(z.undefined(), z.undefined()),
  "drop-target:open-window": request(z.undefined(), z.undefined()),
  /** Makes a new key for editors and puts the address with it on the clipboard; the page never sees it. */
  "editors:copy-address": request(z.undefined(), z.undefined()),
  /** Copies the command that Typora is given to upload pictures with. */
  "editors:copy-command": request(z.undefined(), z.undefined()),
  "watch:list": request(z.undefined(), z.array(watchFolderViewSchema).readonly()),
  /** Asks for a folder and watches it; the page never sees its path. Null when none was chosen. */
  "watch:choose": request(
    z.object({ destinationId: id }),
    z.discriminatedUnion("ok", [z.object({ ok: z.literal(true) }), refusedSchema]).nullable(),
  ),
  "watch:change": request(z.object({ id, rules: watchRulesSchema }), z.undefined()),
  "watch:remove": request(byId, z.undefined()),
  /** What keeps Waybill from writing its records, so that the queue rests; null when all is well. */
  "records:trouble": request(z.undefined(), uploadErrorSchema.nullable()),
  "services:list": request(z.undefined(), z.array(serviceInfoSchema).readonly()),
  "destinations:list": request(z.undefined(), z.array(destinationSchema).readonly()),
  "destinations:sign-ins": request(z.undefined(), z.array(signInSchema).readonly()),
  /** Fails with an error naming the field when a setting is not valid. */
  "destinations:save": request(
    destinationFormSchema,
    z.discriminatedUnion("ok", [
      z.object({ ok: z.literal(true), destination: destinationSchema }),
      refusedFieldSchema,
    ]),
  ),
  "destinations:remove": request(byId, z.undefined()),
  /** How many of its uploads are not finished. */
  "destinations:unfinished": request(byId, z.number().int()),
  /** What is wrong with each setting of a form that is being filled in, by key; nothing about what is missing. */
  "destinations:check": request(
    z.object({ service: z.string().max(64), settings: settingsSchema }),
    z.record(z.string(), z.string()).readonly(),
  ),
  /** Makes a second one like it, secrets included. */
  "destinations:duplicate": request(z.object({ id, name: z.string().max(80) }), destinationSchema),
  "destinations:order": request(z.object({ ids }), z.undefined()),
  /** Asks where to, then writes destinations without their secrets; null when the user thought better of it. */
  "destinations:export": request(
    z.object({ ids }),
    z.object({ exported: z.number().int(), fileName: z.string() }).nullable(),
  ),
  /** Asks for such a file and reads it; nothing is saved yet. Null when none was chosen. */
  "destinations:read-import": request(
    z.undefined(),
    z.array(destinationTransferSchema).readonly().nullable(),
  ),
  /** Tests a saved destination, or a draft before it is saved. */
  "destinations:test": request(destinationFormSchema, destinationTestSchema),
  /** Opens the system's file dialog and adds what was chosen; null when nothing was. */
  "uploads:choose": request(
    z.object({ destinationId: id, options: settingsSchema, folders: z.boolean() }),
    addResultSchema.nullable(),
  ),
  /** Adds data that is no file on this computer, such as a pasted picture or text; kept in the profile until it is done. */
  "uploads:add-data": request(
    z.object({ files: addedData, destinationId: id, options: settingsSchema }),
    addResultSchema,
  ),
  "uploads:page": request(
    z.object({
      list: listSchema,
      search: z.string().max(500),
      /** Narrows `queue`. */
      queue: queueFilterSchema.optional(),
      /** Narrows `history`. */
      history: historyFilterSchema.optional(),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(500),
    }),
    z.object({
      rows: z.array(uploadViewSchema).readonly(),
      total: z.number().int(),
      /** There are more than `total`: a search stops counting somewhere. */
      isTotalMinimum: z.boolean().optional(),
      counts: countsSchema,
      /** Of `queue`: bytes that are still to be sent, whatever the filter. */
      bytesLeft: z.number().optional(),
    }),
  ),
  /** The ids of the queue in its order, of all rows that a list shows or of what is left of one batch. */
  "uploads:queue-ids": request(
    z.object({
      search: z.string().max(500),
      queue: queueFilterSchema.optional(),
      batchId: z.string().max(64).nullable(),
    }),
    z.array(z.string()).readonly(),
  ),
  /** Ids of the history, newest first, ten thousand at a time: `before` is null at first, then the `next` of the ones before. */
  "uploads:history-ids": request(
    z.object({
      search: z.string().max(500),
      history: historyFilterSchema.optional(),
      before: z.number().int().nullable(),
    }),
    z.object({ ids: z.array(z.string()).readonly(), next: z.number().int().nullable() }),
  ),
  /** How the uploads that were added together stand, for each batch. */
  "uploads:batches": request(
    z.object({ batchIds: z.array(z.string().max(64)).max(100).readonly() }),
    z.array(z.object({ batchId: z.string(), counts: countsSchema })).readonly(),
  ),
  "uploads:get": request(byId, uploadViewSchema.nullable()),
  /** When an upload was tried and what came of it, oldest first; empty when it was not tried or is not there. */
  "uploads:attempts": request(byId, z.array(attemptSchema).readonly()),
  "uploads:act": request(z.object({ ids: selectionSchema, action: uploadActionSchema }), z.undefined()),
  /** Brings back what was removed last, as it was, within some minutes; 0 when there is nothing to bring back. */
  "uploads:undo-removal": request(z.undefined(), z.object({ restored: z.number().int() })),
  /** Moves rows of the queue, in the order given; what is not in the queue is passed over. */
  "uploads:move": request(z.object({ ids, to: newPlaceSchema }), z.undefined()),
  /** Gives rows another destination; names up to a hundred that had to stay, with the reason. */
  "uploads:reassign": request(
    z.object({ ids: selectionSchema, destinationId: id, options: settingsSchema.optional() }),
    z.discriminatedUnion("ok", [reassignedSchema.extend({ ok: z.literal(true) }), refusedFieldSchema]),
  ),
  /** Asks for the file of an upload that failed because of it, and sends that; null when the user thought better of it. */
  "uploads:locate": request(
    byId,
    z.discriminatedUnion("ok", [relocatedSchema.extend({ ok: z.literal(true) }), refusedSchema]).nullable(),
  ),
  /** Puts the links (or, where there is none, the remote ids) on the clipboard, one per line; answers what was copied. */
  "uploads:copy-links": request(z.object({ ids }), z.object({ copied: z.number().int() })),
  /** Opens the upload's link in the browser, if it is http(s) and opens there. */
  "uploads:open-link": request(byId, z.object({ opened: z.boolean() })),
  /** Shows the local file in the file manager. */
  "uploads:reveal": request(byId, z.object({ shown: z.boolean() })),
  /**
   * Sends the local files once more as new uploads; a null destination stands for where each went. Names what is gone, and
   * what has changed since, which is sent only with `evenIfChanged`.
   */
  "uploads:send-again": request(
    z.object({
      ids,
      destinationId: id.nullable(),
      options: settingsSchema,
      evenIfChanged: z.boolean(),
    }),
    z.discriminatedUnion("ok", [
      z.object({
        ok: z.literal(true),
        accepted: z.number().int(),
        missing: z.array(z.string()).readonly(),
        changed: z.array(z.object({ id: z.string(), name: z.string() })).readonly(),
      }),
      refusedSchema,
    ]),
  ),
  "receipts:get": request(byId, receiptDetailSchema.nullable()),
  /** What a link needs beside its address: to be shown because the user asked, or put on the clipboard and not shown. */
  "receipts:secret": request(
    z.object({ id, name: z.string().max(200), copy: z.boolean() }),
    z.object({ value: z.string().nullable() }),
  ),
  /** One link of a receipt as it is, because the user asked to see it; rows and receipts carry masked ones. */
  "receipts:show-link": request(
    z.object({ id, index: z.number().int().min(0) }),
    z.object({ url: z.string().nullable() }),
  ),
  /** Copies one link of a receipt as it is. */
  "receipts:copy-link": request(
    z.object({ id, index: z.number().int().min(0) }),
    z.object({ copied: z.number().int() }),
  ),
  /** Asks the service for links in place of those that ended; answers whether one opens now. */
  "receipts:refresh-links": request(byId, z.object({ fresh: z.boolean() })),
  /** Asks where to, then writes the receipt that the page shows as PDF, or as JSON; null when the user thought better of it. */
  "receipts:save": request(
    z.object({ id, format: z.enum(["pdf", "json"]), title: z.string().max(80) }),
    z.discriminatedUnion("ok", [z.object({ ok: z.literal(true) }), refusedSchema]).nullable(),
  ),
  /** Opens the system's print dialog for the receipt that the page shows. */
  "receipts:print": request(z.undefined(), z.object({ printed: z.boolean() })),
  /** Asks where to, then writes a part of the history there; null when the user thought better of it. */
  "history:export": request(
    exportRequestSchema,
    z
      .discriminatedUnion("ok", [
        z.object({ ok: z.literal(true), exported: z.number().int() }),
        refusedSchema,
      ])
      .nullable(),
  ),
  /** Deletes the service's copy; the row stays and says so. The page asks the user first. */
  "uploads:remove-at-service": request(
    byId,
    z.discriminatedUnion("ok", [z.object({ ok: z.literal(true) }), refusedSchema]),
  ),
  /** Asks where to, then downloads the server's copy; null when the user thought better of it. */
  "uploads:download": request(
    byId,
    z
      .discriminatedUnion("ok", [z.object({ ok: z.literal(true), size: z.number() }), refusedSchema])
      .nullable(),
  ),
} as const;

/**
 * Requests that only the preload makes, on behalf of the page: here paths may travel.
 * The page hands over File objects; the preload turns them into paths.
 */
export const preloadRequests = {
  "uploads:add-paths": request(
    z.object({
      paths: textListSchema({ most: 100_000, longest: 32_768 }),
      destinationId: id,
      options: settingsSchema,
    }),
    addResultSchema,
  ),
} as const;

/** What main announces to the page. Announcements never steer; the page asks again for what it shows. */
export const ipcEvents = {
  /** Rows were added, changed or removed. `ids` is null when too many changed to name them. */
  "uploads:changed": z.object({ ids: z.array(z.string()).readonly().nullable(), counts: countsSchema }),
  /** Active uploads only, at most ten times a second. */
  "uploads:progress": z.array(progressSchema).readonly(),
  "uploads:ended": z.object({ upload: uploadViewSchema }),
  "destinations:changed": z.undefined(),
  /** Shortcut, tray or the address for editors changed; the page asks again. */
  "desktop:changed": z.undefined(),
  "desktop:show": showSchema,
  /** An item of the menu bar was chosen. */
  "menu:run": pageCommandIdSchema,
  /** To the small window for drops alone. */
  "drop-target:changed": dropTargetStateSchema,
  "watch:changed": z.undefined(),
  "updates:changed": updateStateSchema,
  "settings:changed": appSettingsSchema,
  /** As `records:trouble` answers it from now on. */
  "records:changed": uploadErrorSchema.nullable(),
} as const;

/** A request the page may make. */
export type IpcRequest = keyof typeof ipcRequests;
/** The arguments of a request. */
export type IpcArgs<N extends IpcRequest> = z.infer<(typeof ipcRequests)[N]["args"]>;
/** The result of a request. */
export type IpcResult<N extends IpcRequest> = z.infer<(typeof ipcRequests)[N]["result"]>;
/** A request that only the preload makes. */
export type PreloadRequest = keyof typeof preloadRequests;
/** An announcement of main. */
export type IpcEvent = keyof typeof ipcEvents;
/** What an announcement carries. */
export type IpcEventData<N extends IpcEvent> = z.infer<(typeof ipcEvents)[N]>;

/** What the page finds at `window.bridge`: frozen functions, nothing of Electron. */
export interface Bridge<FileObject> {
  /** Asks main; rejects with an Error whose message is a sentence when the request is refused. */
  request<N extends IpcRequest>(name: N, args: IpcArgs<N>): Promise<IpcResult<N>>;
  /** Listens to an announcement; the returned function ends it. */
  on<N extends IpcEvent>(name: N, listener: (data: IpcEventData<N>) => void): () => void;
  /**
   * Adds dropped or pasted files and folders; their paths stay outside the page. What is no file on this computer, such as
   * a pasted picture, is added as data.
   */
  addFiles(
    files: readonly FileObject[],
    destinationId: string,
    options: Readonly<Record<string, string>>,
  ): Promise<AddResult>;
}
