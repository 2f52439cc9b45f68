import { z } from "zod";
import { textListSchema } from "./text-list";
import { uploadErrorSchema } from "./upload-error";

/** Uploads named one by one. */
export const idsSchema = textListSchema({ most: 100_000, longest: 64 });

/** Which uploads an action means: these, every one of the queue that it suits, or those of one destination. */
export const selectionSchema = z.union([
  z.literal("queue"),
  idsSchema,
  z.object({ destinationId: z.string().max(64) }).readonly(),
]);

/** Which uploads an action means. */
export type UploadSelection = z.infer<typeof selectionSchema>;

/** A place in the queue: at one end of it, or beside another upload. */
export const newPlaceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["top", "bottom"]) }).readonly(),
  z.object({ kind: z.enum(["before", "after"]), anchorId: z.string().max(64) }).readonly(),
]);

/** A place in the queue. */
export type NewPlace = z.infer<typeof newPlaceSchema>;

/** What came of giving an upload the file that the user found: its name, and bytes now and when it was added. */
export const relocatedSchema = z.object({
  name: z.string(),
  size: z.number().int(),
  sizeBefore: z.number().int(),
});

/** What came of giving an upload the file that the user found. */
export type Relocated = Readonly<z.infer<typeof relocatedSchema>>;

/** What came of giving uploads another destination. */
export const reassignedSchema = z.object({
  moved: z.number().int(),
  /** How many stayed where they were. */
  refused: z.number().int(),
  /** The first of them, with the reason. */
  refusals: z
    .array(z.object({ id: z.string(), name: z.string(), error: uploadErrorSchema }).readonly())
    .readonly(),
});

/** What came of giving uploads another destination. */
export type Reassigned = Readonly<z.infer<typeof reassignedSchema>>;
