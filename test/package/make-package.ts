import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { pack } from "../../scripts/package/pack.mjs";

declare module "vitest" {
  interface ProvidedContext {
    /** The unpacked app; empty where these tests do not run. */
    readonly packagedApp: string;
  }
}

/** Packages what was built, once for all tests of packages, where every user may read it. */
export async function setup(project: TestProject): Promise<(() => void) | undefined> {
  if (process.platform !== "linux") {
    project.provide("packagedApp", "");
    return undefined;
  }
  const output = mkdtempSync(join(tmpdir(), "waybill-package-"));
  chmodSync(output, 0o755);
  const order = { targets: ["dir"], archs: [], output, withRuntimeAtHand: true, quickly: true };
  if (!(await pack(order))) throw new Error("The package is larger than it may be.");
  project.provide("packagedApp", join(output, "linux-unpacked"));
  return () => rmSync(output, { recursive: true, force: true });
}
