import { readFile, stat, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { readDestinations, writeDestinations } from "../engine/destinations/transfer";
import type { EngineApi } from "../engine/engine-api";
import { Failure } from "../engine/failure";
import type { DestinationTransfer } from "../shared/destination";

/** What is asked of the user here. */
export interface FileQuestions {
  /** An absolute path for a file named so, or null. */
  chooseCopy(name: string): Promise<string | null>;
  /** An absolute path of a JSON file that is there, or null. */
  chooseJson(): Promise<string | null>;
}

const fileName = "Waybill destinations.json";
/** A thousand destinations are some hundred kilobytes. */
const maximumBytes = 5 * 1024 * 1024;

/** Writes destinations to a file of the user's choice, without secrets; null when none was chosen. */
export async function exportDestinations(
  api: Pick<EngineApi, "destinations">,
  ids: readonly string[],
  questions: FileQuestions,
): Promise<{ readonly exported: number; readonly fileName: string } | null> {
  const chosen = (await api.destinations()).filter(({ id, practice }) => ids.includes(id) && !practice);
  const path = await questions.chooseCopy(fileName);
  if (path === null) return null;
  try {
    await writeFile(path, writeDestinations(chosen), { mode: 0o600 });
  } catch (cause) {
    throw new Failure("permanent", "config", {
      message: "The file could not be written.",
      hint: "Choose another folder, or make room on the disk.",
      cause,
    });
  }
  return { exported: chosen.length, fileName: basename(path) };
}

/** Reads destinations from a file of the user's choice; nothing is saved. Null when none was chosen. */
export async function readImport(questions: FileQuestions): Promise<readonly DestinationTransfer[] | null> {
  const path = await questions.chooseJson();
  return path === null ? null : readDestinations(await textOf(path));
}

async function textOf(path: string): Promise<string> {
  try {
    // Whatever is larger is no file of ours, and an empty text is refused as such.
    return (await stat(path)).size > maximumBytes ? "" : await readFile(path, "utf8");
  } catch (cause) {
    throw new Failure("permanent", "file-unreadable", { cause });
  }
}
