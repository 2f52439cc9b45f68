import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { systemCode } from "../../engine/files/file-failure";
import { linkScheme } from "../deep-link";
import { areEntriesThere, firstFile, removeEntries, writeEntries } from "./entry-files";
import { type EntryFile, ownEntryName } from "./linux-entries";
import { isRemoved, withAssociation, withoutAssociation } from "./mime-applications";

const run = promisify(execFile);

/** The type under which desktops look up who opens links. */
const linkType = `x-scheme-handler/${linkScheme}`;
const association = { type: linkType, entry: ownEntryName };

/** What the registration of links works with. */
export interface LinuxLinkParts {
  /** Waybill's entry in the user's folder, for a copy that the system did not install. */
  readonly entry: EntryFile;
  /** Where the user's choices of programs are kept (`mimeapps.list`). */
  readonly configDirectory: string;
  readonly systemDirectories: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Whether links lead to Waybill: an entry that is theirs by the desktop's own account, and that starts this copy. */
export async function linuxLinksRegistered(parts: LinuxLinkParts): Promise<boolean> {
  const { entry, environment } = parts;
  const answer = await run("xdg-mime", ["query", "default", linkType], { env: { ...environment } }).catch(
    () => null,
  );
  if (answer?.stdout.trim() !== ownEntryName) return false;
  // xdg-mime does not look at what the user took away; the desktops do.
  if (isRemoved(await readChoices(parts), association)) return false;
  return (await systemHasEntry(parts)) || (await areEntriesThere([entry]));
}

/** Makes links lead to Waybill. Throws when the desktop's tools refuse or are not there. */
export async function registerLinuxLinks(parts: LinuxLinkParts): Promise<void> {
  const { entry, environment } = parts;
  if (!(await systemHasEntry(parts))) {
    await writeEntries([entry]);
    await refreshApplications(parts);
  }
  await changeChoices(parts, (text) => withAssociation(text, association));
  await run("xdg-mime", ["default", ownEntryName, linkType], { env: { ...environment } });
}

/** Makes links lead to Waybill no more, for this user: also where a package's entry says that it opens them. */
export async function unregisterLinuxLinks(parts: LinuxLinkParts): Promise<void> {
  const isOfSystem = await systemHasEntry(parts);
  await changeChoices(parts, (text) => withoutAssociation(text, association, isOfSystem));
  if (!(await areEntriesThere([parts.entry]))) return;
  await removeEntries([parts.entry]);
  await refreshApplications(parts);
}

/** Only speeds things up; not every desktop has it. */
async function refreshApplications({ entry, environment }: LinuxLinkParts): Promise<void> {
  await run("update-desktop-database", [dirname(entry.path)], { env: { ...environment } }).catch(() => null);
}

async function systemHasEntry({ systemDirectories }: LinuxLinkParts): Promise<boolean> {
  return (await firstFile(systemDirectories, join("applications", ownEntryName))) !== null;
}

function choicesPath({ configDirectory }: LinuxLinkParts): string {
  return join(configDirectory, "mimeapps.list");
}

async function readChoices(parts: LinuxLinkParts): Promise<string> {
  return await readFile(choicesPath(parts), "utf8").catch((thrown: unknown) => {
    if (systemCode(thrown) === "ENOENT") return "";
    throw thrown;
  });
}

async function changeChoices(parts: LinuxLinkParts, change: (text: string) => string): Promise<void> {
  const text = await readChoices(parts);
  const changed = change(text);
  if (changed === text) return;
  await mkdir(parts.configDirectory, { recursive: true });
  await writeFile(choicesPath(parts), changed);
}
