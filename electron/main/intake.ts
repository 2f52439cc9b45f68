import type { Added, AddRequest, EngineApi } from "../engine/engine-api";
import type { Spool, SpooledData } from "../engine/files/spool";
import type { Settings } from "../shared/destination";

/** What taking files in needs. */
export interface IntakeParts {
  readonly api: EngineApi;
  readonly spool: Pick<Spool, "keep" | "drop">;
  /** Told of every batch that this process added. */
  readonly onAdded: (batchId: string) => void;
}

/** Where files go, and with which per-upload settings. */
export interface IntakeTarget {
  readonly destinationId: string;
  readonly options: Settings;
}

/** Takes files and folders that this process was handed. */
export async function addPaths(
  parts: IntakeParts,
  paths: readonly string[],
  target: IntakeTarget,
  how: Pick<Partial<AddRequest>, "allOrNothing" | "hidden" | "batchId" | "once"> = {},
): Promise<Added> {
  const added = await parts.api.add({ paths, ...target, hidden: false, allOrNothing: false, ...how });
  if (added.batchId !== null) parts.onAdded(added.batchId);
  return added;
}

/** Takes data that is no file yet: it is on the disk before it is added, and does not stay there when it is refused. */
export async function addData(
  parts: IntakeParts,
  files: readonly SpooledData[],
  target: IntakeTarget,
  how: Pick<Partial<AddRequest>, "allOrNothing"> = {},
): Promise<Added> {
  const { batchId, paths } = await parts.spool.keep(files);
  let added: Added;
  try {
    added = await addPaths(parts, paths, target, { ...how, batchId });
  } catch (thrown) {
    await parts.spool.drop(batchId);
    throw thrown;
  }
  if (added.accepted === 0) await parts.spool.drop(batchId);
  return added;
}
