import { z } from "zod";
import { attemptSchema, uploadViewSchema } from "./upload";

/** Everything that the receipt shows of an upload, finished or not. */
export const receiptDetailSchema = z
  .object({
    upload: uploadViewSchema,
    /** Name of the folder that the file lies in; the page gets no path. */
    folder: z.string().nullable(),
    /** The local file now: as it was when it was added, changed since, or gone. */
    file: z.enum(["there", "changed", "missing"]),
    /** Oldest first. */
    attempts: z.array(attemptSchema).readonly(),
    /** What the links need beside the address, by name; the values are asked for apart. */
    secretNames: z.array(z.string()).readonly(),
  })
  .readonly();

/** Everything that the receipt shows of an upload. */
export type ReceiptDetail = z.infer<typeof receiptDetailSchema>;
