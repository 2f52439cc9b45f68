import { areEntriesThere, firstFile, isFileThere, removeEntries, writeEntries } from "./entry-files";
import { type EntryFile, type FileManagerEntry, fileManagerEntries } from "./linux-entries";

/** What the entries of Linux file managers depend on. */
export interface LinuxFileManagerParts {
  readonly program: string;
  /** The user's own. */
  readonly dataDirectory: string;
  /** The system's, the first one counts. */
  readonly systemDirectories: readonly string[];
}

/**
 * Waybill in the menus of Linux file managers. A package brings what it can for all users; the user's own folder holds the rest,
 * and what hides the package's entries from this user.
 */
export class LinuxFileManagers {
  readonly #entries: readonly FileManagerEntry[];
  readonly #systemDirectories: readonly string[];

  constructor({ program, dataDirectory, systemDirectories }: LinuxFileManagerParts) {
    this.#entries = fileManagerEntries(program, dataDirectory);
    this.#systemDirectories = systemDirectories;
  }

  /** Whether every file manager shows this copy. */
  async isOn(): Promise<boolean> {
    for (const entry of this.#entries) if (!(await this.#isShown(entry))) return false;
    return true;
  }

  /** Puts the entries into file managers, or takes them out for this user. */
  async set(wanted: boolean): Promise<void> {
    for (const entry of this.#entries) {
      if (wanted) await ((await this.#isOfPackage(entry)) ? removeEntries([entry]) : writeEntries([entry]));
      else await ((await this.#systemFile(entry)) === null ? removeEntries([entry]) : hide(entry));
    }
  }

  /** Adds for this user what the package that this copy came in could not bring, unless its entries were taken out. */
  async complete(): Promise<void> {
    for (const entry of this.#entries) {
      const isWanted = !entry.isForAll || ((await this.#isOfPackage(entry)) && (await this.#isShown(entry)));
      if (!isWanted) return;
    }
    await this.set(true);
  }

  /** The user's file decides, where there is one. */
  async #isShown(entry: FileManagerEntry): Promise<boolean> {
    if (await isFileThere(entry.path)) return await areEntriesThere([entry]);
    return await this.#isOfPackage(entry);
  }

  /** Whether the system's file manager reads an entry for all users that starts this copy. */
  async #isOfPackage(entry: FileManagerEntry): Promise<boolean> {
    const path = await this.#systemFile(entry);
    // What root put there need not be executable.
    return path !== null && (await areEntriesThere([{ ...entry, path, isExecutable: false }]));
  }

  async #systemFile(entry: FileManagerEntry): Promise<string | null> {
    return entry.isForAll ? await firstFile(this.#systemDirectories, entry.place) : null;
  }
}

/** Dolphin and Thunar show nothing of a file like this, nor of the system's file that it stands for. */
async function hide(entry: EntryFile): Promise<void> {
  await writeEntries([{ ...entry, content: "[Desktop Entry]\nHidden=true\n", isExecutable: false }]);
}
