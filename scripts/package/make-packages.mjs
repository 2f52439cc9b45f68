import { setUp } from "../setup/setup.mjs";
import { describeFailure } from "../setup/setup-error.mjs";

/**
 * Sets up what is missing and makes packages. Ends with 1 when one is larger than it may be, with 2 when none was made.
 * @param {readonly string[]} words of the command line
 */
export async function makePackages(words) {
  try {
    await setUp({ build: true, virtualDisplay: false, keyring: false, packages: true });
    // Only now are the dependencies there.
    const { clear, orderOf, pack } = await import("./pack.mjs");
    const order = orderOf(words);
    clear(order);
    if (await pack(order)) return;
    process.stderr.write("waybill: the package is larger than it may be (scripts/package/sizes.mjs).\n");
    process.exitCode = 1;
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exitCode = 2;
  }
}
