import type { IncomingFile } from "./practice-store";

/** A file of a request, on disk but not yet kept. */
export interface ReceivedFile {
  readonly partName: string;
  readonly name: string;
  readonly contentType: string;
  readonly incoming: IncomingFile;
}

/** What a request brought, whatever form its body had. */
export interface ReceivedForm {
  readonly fields: ReadonlyMap<string, string>;
  readonly files: readonly ReceivedFile[];
}

/** The request can't be read; its message is the service's answer (400). */
export class RefusedRequest extends Error {}

/** Forgets the files of a form that was refused. */
export async function discardForm(form: ReceivedForm): Promise<void> {
  await Promise.all(form.files.map((file) => file.incoming.discard()));
}
