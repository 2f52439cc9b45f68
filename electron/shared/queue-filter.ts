import { z } from "zod";

/** The states that an upload of the queue can be in. */
export const queueStates = [
  "queued",
  "preparing",
  "uploading",
  "waiting",
  "paused",
  "failed",
  "unconfirmed",
] as const;

/** Narrows the queue; what is absent narrows nothing. */
export const queueFilterSchema = z
  .object({
    states: z.array(z.enum(queueStates)).max(queueStates.length).readonly().optional(),
    /** Batches of which only the first upload is listed, in the place of all. */
    folded: z.array(z.string().max(64)).max(500).readonly().optional(),
  })
  .readonly();

/** Narrows the queue. */
export type QueueFilter = z.infer<typeof queueFilterSchema>;
