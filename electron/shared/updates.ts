import { z } from "zod";

/** Why a copy of Waybill does not update itself. */
export const updateObstacleSchema = z.enum([
  /** It runs from its sources. */
  "checkout",
  /** Who made it named no place where updates are. */
  "no-source",
  /** A package manager put it there, and replaces it. */
  "package-manager",
  /** It was unpacked by hand, or is the portable program. */
  "unpacked",
]);

/** Why a copy of Waybill does not update itself. */
export type UpdateObstacle = z.infer<typeof updateObstacleSchema>;

const version = z.string().max(100);

/** How the updates of this copy stand. */
export const updateStateSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("off"), why: updateObstacleSchema }),
  /** `checkedAt`: when this version was last found to be the newest, epoch milliseconds; null before the first time. */
  z.object({ kind: z.literal("current"), checkedAt: z.number().nullable() }),
  z.object({ kind: z.literal("checking") }),
  z.object({ kind: z.literal("loading"), version, percent: z.number() }),
  /** Verified and on the disk. `isAwaited`: the user wants it as soon as no upload runs. */
  z.object({ kind: z.literal("ready"), version, isAwaited: z.boolean() }),
  /** `untrusted`: something came that the makers of this copy did not sign. */
  z.object({ kind: z.literal("failed"), why: z.enum(["unreachable", "untrusted"]) }),
]);

/** How the updates of this copy stand. */
export type UpdateState = z.infer<typeof updateStateSchema>;
