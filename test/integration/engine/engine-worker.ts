// Works the queue of a profile until it is killed: argument 1 is the profile. Says "working" once the engine is open.
import { startEngine } from "../../helpers/engine";

const [, , profileDirectory = ""] = process.argv;
await startEngine(profileDirectory, { environment: process.env });
process.stdout.write("working\n");
