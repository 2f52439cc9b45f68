import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type Licence, licenceSchema } from "../shared/program";

const bundles = ["main", "preload", "renderer"];

/**
 * The licences that the build wrote beside each bundle (`scripts/build/bundled-licences.mjs`), each package once. Electron is
 * the one that runs, which need not be the one of the build.
 */
export async function readLicences(
  outDirectory: string,
  electronVersion: string,
): Promise<readonly Licence[]> {
  const lists = await Promise.all(
    bundles.map(async (bundle) => {
      const text = await readFile(join(outDirectory, bundle, "licences.json"), "utf8");
      return z.array(licenceSchema).parse(JSON.parse(text));
    }),
  );
  const all = lists
    .flat()
    .map((found) => (found.name === "electron" ? { ...found, version: electronVersion } : found));
  const byPackage = new Map(all.map((found) => [`${found.name}@${found.version}`, found]));
  return [...byPackage.values()].sort((a, b) => a.name.localeCompare(b.name, "en"));
}
