import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../../helpers/engine";

/** A file with certificates, as a destination names it. */
export async function pemFile(text: string): Promise<{ path: string; remove: () => Promise<void> }> {
  const folder = await temporaryFolder();
  const path = join(folder.path, "authority.pem");
  await writeFile(path, text);
  return { path, remove: folder.remove };
}
