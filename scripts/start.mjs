// Starts Waybill from the checkout. Old syntax and no Node imports up to the version check: an old Node must get as far as it.
import { refuseOldNode } from "./setup/node-floor.mjs";

refuseOldNode();
import("./setup/launch.mjs").then((launcher) => launcher.launch(process.argv.slice(2)));
