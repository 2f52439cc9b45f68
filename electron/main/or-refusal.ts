import { Failure } from "../engine/failure";
import type { UploadErrorData } from "../shared/upload-error";

/** What was saved, or the field at fault and why: a form shows it in its place. */
export async function orRefusal<T>(
  save: () => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; field: string | null; error: UploadErrorData }> {
  try {
    return { ok: true, value: await save() };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { ok: false, field: thrown.field, error: thrown.error };
  }
}
