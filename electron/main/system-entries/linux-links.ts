import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { linkScheme } from "../deep-link";
import { areEntriesThere, writeEntries } from "./entry-files";
import { type EntryFile, ownEntryName } from "./linux-entries";

const run = promisify(execFile);

/** The type under which desktops look up who opens links. */
const linkType = `x-scheme-handler/${linkScheme}`;

/** What the registration of links works with. */
export interface LinuxLinkParts {
  /** Waybill's entry in the user's folder, for a copy that the system did not install. */
  readonly entry: EntryFile;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Whether links lead to Waybill: an entry that is theirs by the desktop's own account, and that starts this copy. */
export async function linuxLinksRegistered({ entry, environment }: LinuxLinkParts): Promise<boolean> {
  const answer = await run("xdg-mime", ["query", "default", linkType], { env: { ...environment } }).catch(
    () => null,
  );
  if (answer?.stdout.trim() !== ownEntryName) return false;
  return (await systemHasEntry(environment)) || (await areEntriesThere([entry]));
}

/** Makes links lead to Waybill. Throws when the desktop's tools refuse or are not there. */
export async function registerLinuxLinks({ entry, environment }: LinuxLinkParts): Promise<void> {
  const env = { ...environment };
  if (!(await systemHasEntry(environment))) {
    await writeEntries([entry]);
    // Only speeds things up; not every desktop has it.
    await run("update-desktop-database", [dirname(entry.path)], { env }).catch(() => null);
  }
  await run("xdg-mime", ["default", ownEntryName, linkType], { env });
}

async function systemHasEntry(environment: LinuxLinkParts["environment"]): Promise<boolean> {
  const folders = (environment["XDG_DATA_DIRS"] || "/usr/local/share:/usr/share").split(":");
  for (const folder of folders) {
    const isThere = await access(join(folder, "applications", ownEntryName)).then(
      () => true,
      () => false,
    );
    if (isThere) return true;
  }
  return false;
}
