import { z } from "zod";

/** The licence of a package that is part of this program. */
export const licenceSchema = z
  .object({
    name: z.string(),
    version: z.string(),
    /** The identifier that the package gives itself, e.g. `MIT`. */
    licence: z.string(),
    text: z.string().min(1),
  })
  .readonly();

/** The licence of a package that is part of this program. */
export type Licence = z.infer<typeof licenceSchema>;

/** What runs. */
export const versionsSchema = z
  .object({
    waybill: z.string(),
    /** What was packaged; null in a checkout. */
    commit: z.string().nullable(),
    electron: z.string(),
    /** `override`, `official`, `fallback` or `packaged`. */
    runtime: z.string(),
    chromium: z.string(),
    node: z.string(),
    /** Kind and release of the operating system, and the processor's kind. */
    system: z.string(),
  })
  .readonly();

/** What runs. */
export type Versions = z.infer<typeof versionsSchema>;
