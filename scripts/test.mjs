// Runs every check and every test. Old syntax and no Node imports up to the version check: an old Node must get as far as it.
import { refuseOldNode } from "./setup/node-floor.mjs";

refuseOldNode("0 passed, 1 failed");
import("./checks/run-checks.mjs").then((checks) => checks.runChecks(process.argv.slice(2)));
