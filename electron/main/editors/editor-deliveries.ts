import { rowsOf } from "../../cli/rows";
import { waitUntilStill } from "../../cli/wait";
import type { EngineConnection } from "../../engine/engine-api";
import type { Clock } from "../../engine/ports";
import type { Link, Upload } from "../../shared/upload";
import { browserLink, safeLink } from "../links";

/** An editor is answered after this long at the latest, milliseconds without any byte or answer; the queue goes on. */
const patienceMs = 10 * 60_000;

/** What became of one file of a request. */
export type EditorResult =
  | { readonly success: true; readonly id: string; readonly fileName: string; readonly imgUrl: string }
  | { readonly success: false; readonly id: string; readonly fileName: string; readonly message: string };

/** What deliveries for editors need. */
export interface DeliveryParts {
  readonly connection: EngineConnection;
  readonly clock: Clock;
}

/** Waits until the files of a request have come to rest; answers one result a file, in the order they were taken. */
export async function deliveredFor(
  parts: DeliveryParts,
  batchId: string,
  signal: AbortSignal,
): Promise<readonly EditorResult[]> {
  const { connection, clock } = parts;
  await waitUntilStill({
    connection,
    clock,
    interrupt: signal,
    timeoutMs: patienceMs,
    standing: () => connection.api.standing({ batchId }),
    onStanding: async () => {},
  });
  const results: EditorResult[] = [];
  for await (const upload of rowsOf(connection.api, { list: "batch", batchId, search: "" })) {
    results.push(await resultOf(connection, upload));
  }
  return results;
}

async function resultOf(connection: EngineConnection, upload: Upload): Promise<EditorResult> {
  const { id, name: fileName, state } = upload;
  if (state.kind !== "completed") {
    const message = "error" in state && state.error !== null ? state.error.message : sentenceOf(upload);
    return { success: false, id, fileName, message };
  }
  const url = linkOf(await connection.api.links({ id }));
  if (url !== null) return { success: true, id, fileName, imgUrl: url };
  return { success: false, id, fileName, message: "It was delivered, but the service gives no link to it." };
}

/** A link that opens as it is before one that needs something. */
function linkOf(links: readonly Link[]): string | null {
  return browserLink(links) ?? links.map(({ url }) => safeLink(url)).find((url) => url !== null) ?? null;
}

function sentenceOf({ state }: Upload): string {
  if (state.kind === "canceled") return "It was canceled.";
  if (state.kind === "paused") return "It is paused in Waybill.";
  return "It is still in Waybill's queue.";
}
