import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A file of the program. */
export interface SourceFile {
  /** From the project's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The files below some folders whose name ends as wanted, in order. */
export function filesBelow(folders: readonly string[], ending: RegExp): readonly SourceFile[] {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
    )
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => ending.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}
