import { existsSync } from "node:fs";
import { release, type } from "node:os";
import { join } from "node:path";
import type { Versions } from "../shared/program";
import type { BuildFacts } from "./build-facts";
import { safeLink } from "./links";

/** What is known about the program and its runtime. */
export interface AboutFacts {
  readonly versions: Versions;
  /** Where the project is found; null in a copy that names no such place. */
  readonly homepage: string | null;
  /** The file with the notices of Chromium and of what is in it; null where it did not come along. */
  readonly noticesPath: string | null;
}

/** The file that Electron brings along beside its program. */
const noticesName = "LICENSES.chromium.html";

/** Gathers it. `folders` are those in which a package keeps what belongs to its runtime. */
export function readAbout(options: {
  readonly version: string;
  readonly build: BuildFacts;
  readonly runtime: string;
  /** `process.versions`, which has Electron's and Chromium's too. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly folders: readonly string[];
}): AboutFacts {
  const { version, build, runtime, versions, folders } = options;
  const homepage = build.homepage === undefined ? null : safeLink(build.homepage);
  return {
    versions: {
      waybill: version,
      commit: build.commit ?? null,
      electron: versions["electron"] ?? "",
      runtime,
      chromium: versions["chrome"] ?? "",
      node: versions["node"] ?? "",
      system: `${type()} ${release()} ${process.arch}`,
    },
    homepage: homepage === null || new URL(homepage).hostname.endsWith(".invalid") ? null : homepage,
    noticesPath: folders.map((folder) => join(folder, noticesName)).find((path) => existsSync(path)) ?? null,
  };
}

/** The versions as they are put on the clipboard; in English, whoever reads them. */
export function versionsText(versions: Versions): string {
  const commit = versions.commit === null ? "" : ` (${versions.commit})`;
  return [
    `Waybill ${versions.waybill}${commit}`,
    `Electron ${versions.electron} (${versions.runtime})`,
    `Chromium ${versions.chromium}`,
    `Node ${versions.node}`,
    versions.system,
  ].join("\n");
}
