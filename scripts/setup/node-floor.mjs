/** The oldest Node that the tools in the lock file run on; package.json's `engines` says the same. */
const MAJOR = 20;
const MINOR = 19;

/**
 * Whether a Node version is new enough to go on.
 * @param {string} version such as "20.19.0"
 * @returns {boolean}
 */
export function isNodeNewEnough(version) {
  const parts = version.split(".").map(Number);
  const major = parts[0] || 0;
  const minor = parts[1] || 0;
  return major > MAJOR || (major === MAJOR && minor >= MINOR);
}

/**
 * Ends the process with one line when Node is too old. Nothing newer than Node 12 may be used in this file.
 * @param {string} [result] what stdout ends with in that case
 */
export function refuseOldNode(result) {
  if (isNodeNewEnough(process.versions.node)) return;
  console.error(
    `waybill: Node ${process.versions.node} is too old. Install Node 20.19 or newer (https://nodejs.org) and run the command again.`,
  );
  if (result) console.log(result);
  process.exit(2);
}
