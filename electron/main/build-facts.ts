import { readFileSync } from "node:fs";
import { release, type } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { updateSourceSchema } from "./updates/signed-feed";

/** What packaging wrote into `package.json` beside the app; a checkout's has none of it. */
const buildFactsSchema = z.object({
  /** The commit that was packaged, `-changed` behind it when files differed from it. */
  commit: z.string().optional(),
  /** Where the project is found. */
  homepage: z.string().optional(),
  /** Where this copy's updates are; without it, it looks nowhere. */
  updates: updateSourceSchema.optional(),
});

/** What packaging wrote into the app. */
export type BuildFacts = z.infer<typeof buildFactsSchema>;

/** What is known about the program that runs. */
export interface ProgramFacts {
  readonly version: string;
  readonly commit: string | null;
  readonly electron: string;
  /** How it came to be here: `deb`, `AppImage`, …; in a checkout its runtime. */
  readonly kind: string;
}

/** Reads what packaging wrote. `outDirectory` is the folder `out` of the build. */
export function readBuildFacts(outDirectory: string): BuildFacts {
  return buildFactsSchema.parse(JSON.parse(readFileSync(join(outDirectory, "..", "package.json"), "utf8")));
}

/** What runs, in one line, for `waybill --version` and the head of the log. */
export function describeProgram(facts: ProgramFacts): string {
  const commit = facts.commit === null ? "" : `commit ${facts.commit}, `;
  const system = `${type()} ${release()} ${process.arch}`;
  return `waybill ${facts.version} (${commit}Electron ${facts.electron}, ${facts.kind}, ${system})`;
}
