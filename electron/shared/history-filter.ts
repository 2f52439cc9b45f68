import { z } from "zod";

/** The kinds of files that the history can be narrowed to. */
export const fileTypes = ["images", "videos", "audio", "documents", "other"] as const;

/** A kind of file, as the history's filter knows it. */
export type FileType = (typeof fileTypes)[number];

/** Narrows the history; every part that is null leaves it as wide as it is. */
export const historyFilterSchema = z
  .object({
    destinationId: z.string().max(64).nullable(),
    type: z.enum(fileTypes).nullable(),
    state: z.enum(["completed", "canceled"]).nullable(),
    /** ISO 8601; uploads that ended at this moment or later. */
    from: z.iso.datetime().nullable(),
    /** ISO 8601; uploads that ended before this moment. */
    to: z.iso.datetime().nullable(),
  })
  .readonly();

/** What the history is narrowed to. */
export type HistoryFilter = z.infer<typeof historyFilterSchema>;

/** The whole history. */
export const wholeHistory: HistoryFilter = {
  destinationId: null,
  type: null,
  state: null,
  from: null,
  to: null,
};
