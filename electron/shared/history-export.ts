import { z } from "zod";
import { historyFilterSchema } from "./history-filter";
import { idsSchema } from "./queue-control";

/** Which uploads of the history are exported. */
const exportScopeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("all") }),
  z.object({ kind: z.literal("found"), search: z.string().max(500), history: historyFilterSchema }),
  z.object({ kind: z.literal("selected"), ids: idsSchema }),
]);

/** What to export, and how. */
export const exportRequestSchema = z
  .object({
    scope: exportScopeSchema,
    format: z.enum(["csv", "json"]),
    /** Write links whole, so that they open; otherwise what lets people in is masked. */
    withSecrets: z.boolean(),
  })
  .readonly();

/** What to export, and how. */
export type ExportRequest = z.infer<typeof exportRequestSchema>;

/** Which uploads of the history are exported. */
export type ExportScope = ExportRequest["scope"];
