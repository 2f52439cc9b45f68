// One life of an engine in a campaign: opens the profile, adds files, works the queue until it is killed, by itself at a
// write of the records or by the campaign. Argument 1 is the profile; what to do (`Life`) comes as a message, so that the
// next process can be ready while the one before still lives.
import { writeSync } from "node:fs";
import { Failure } from "../../electron/engine/failure";
import { startEngine } from "../helpers/engine";
import { WriteGate } from "../helpers/failing-database";
import type { Life } from "./life";

const [, , profileDirectory = ""] = process.argv;
const life = await new Promise<Life>((come) => process.once("message", (message) => come(message as Life)));
const gate = new WriteGate();
if (life.killAt !== null) dieAt(life.killAt);

const engine = await open();
writeSync(1, "working\n");
for (const { to, paths } of life.adds) {
  try {
    await engine.send(to, paths);
    for (const path of paths) writeSync(1, `accepted ${path}\n`);
  } catch (thrown) {
    if (thrown instanceof Failure) writeSync(1, `refused ${thrown.error.code}\n`);
    // Lost with its page: the campaign enters it again, as a user would.
    else if (String(thrown).includes("There is no destination")) writeSync(1, `missing ${to}\n`);
    else throw thrown;
  }
}
writeSync(1, "added\n");

/** A profile that can't be opened, on a full disk say, is said; the campaign then kills this process. */
async function open() {
  try {
    return await startEngine(profileDirectory, { environment: process.env, connect: gate.connect });
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    writeSync(1, `refused ${thrown.error.code} at the start\n`);
    return await new Promise<never>(() => setInterval(() => {}, 1_000));
  }
}

function dieAt({ statement, when, count }: NonNullable<Life["killAt"]>): void {
  let met = 0;
  const look = (written: string) => {
    if (written.includes(statement)) met += 1;
    if (met === count) process.kill(process.pid, "SIGKILL");
  };
  if (when === "after") gate.wrote = look;
  else {
    gate.fails = (_, written) => {
      look(written);
      return false;
    };
  }
}
