import { z } from "zod";
import { appearanceSchema } from "./destination";

/** What the small window for drops shows: no more than it needs, because it is always in sight. */
export const dropTargetStateSchema = z
  .object({
    language: z.enum(["en", "zh-CN"]),
    contrast: z.enum(["usual", "more"]),
    /** Where a drop goes; null while there is no destination. */
    destination: z
      .object({ id: z.string(), name: z.string(), appearance: appearanceSchema.optional() })
      .readonly()
      .nullable(),
    work: z.enum(["idle", "progress", "attention"]),
    /** Uploads that are being sent. */
    sending: z.number().int(),
    /** How much of them is sent, 0 to 1; null where nobody knows. */
    fraction: z.number().min(0).max(1).nullable(),
    /** Uploads that need a decision and were not looked at yet. */
    troubles: z.number().int(),
  })
  .readonly();

/** What the small window for drops shows. */
export type DropTargetState = z.infer<typeof dropTargetStateSchema>;

/** All that the small window may ask of main. */
export const dropTargetRequests: ReadonlySet<string> = new Set([
  "drop-target:state",
  "drop-target:hide",
  "drop-target:open-window",
  "uploads:add-paths",
  "uploads:add-data",
]);
