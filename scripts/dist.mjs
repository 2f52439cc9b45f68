// Makes packages: `npm run dist -- [TARGET...] [--at-hand] [--arch=x64,arm64] [--output=DIR]`.
// Old syntax and no Node imports up to the version check: an old Node must get as far as it.
import { refuseOldNode } from "./setup/node-floor.mjs";

refuseOldNode();
import("./package/make-packages.mjs").then((packages) => packages.makePackages(process.argv.slice(2)));
