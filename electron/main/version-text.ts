import { app } from "electron";
import type { AppStart } from "./app-start";
import { describeProgram, readBuildFacts } from "./build-facts";

/** What runs, in one line, for `waybill --version` and the head of the log. */
export function versionText(start: Pick<AppStart, "outDirectory" | "runtime" | "kind">): string {
  const { outDirectory, runtime, kind } = start;
  return describeProgram({
    version: app.getVersion(),
    commit: readBuildFacts(outDirectory).commit ?? null,
    electron: process.versions.electron ?? "",
    kind: kind === "checkout" ? `${runtime} runtime` : kind,
  });
}
