import { z } from "zod";

/** The licence of a package that is part of this program. */
export const licenceSchema = z
  .object({
    name: z.string(),
    version: z.string(),
    /** The identifier that the package gives itself, e.g. `MIT`. */
    licence: z.string(),
    /** The text that came with it; empty where none did. */
    text: z.string(),
  })
  .readonly();

/** The licence of a package that is part of this program. */
export type Licence = z.infer<typeof licenceSchema>;
