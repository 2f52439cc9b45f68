import { z } from "zod";

/** What the user decides about a watched folder. */
export const watchRulesSchema = z
  .object({
    destinationId: z.string().max(64),
    enabled: z.boolean(),
    /** A file is sent when it has not changed for this many seconds. */
    settleSeconds: z.number().int().min(1).max(3_600),
    /** What is left out, as in `.gitignore`. */
    ignore: z.array(z.string().max(1_000)).max(100).readonly(),
    /** Send what was there when the folder was added, too. */
    sendExisting: z.boolean(),
    /** Send a file again when its content changes. */
    sendChanged: z.boolean(),
  })
  .readonly();

/** What the user decides about a watched folder. */
export type WatchRules = z.infer<typeof watchRulesSchema>;

/** What holds for a new folder until the user decides otherwise. */
export const usualWatchRules = {
  enabled: true,
  settleSeconds: 2,
  ignore: [],
  sendExisting: false,
  sendChanged: false,
} as const satisfies Omit<WatchRules, "destinationId">;

/** How a watched folder stands, for the window: its path stays outside the page. */
export const watchFolderViewSchema = z
  .object({
    id: z.string(),
    /** The folder's own name. */
    name: z.string(),
    /** The name of the folder that it is in. */
    parentName: z.string(),
    rules: watchRulesSchema,
    /** Files that were sent from it so far. */
    sentCount: z.number().int(),
    /** Files that are not sent because each would take the place of another one there: the first ones, and how many. */
    held: z.object({ paths: z.array(z.string()).readonly(), count: z.number().int() }).readonly(),
    /** Why it is not watched, or not wholly, as a sentence. */
    trouble: z.string().nullable(),
  })
  .readonly();

/** How a watched folder stands, for the window. */
export type WatchFolderView = z.infer<typeof watchFolderViewSchema>;
