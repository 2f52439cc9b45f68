// The engine of the soak, in a process of its own so that its memory and handles are its own. Argument 1 is the profile.
// Messages add folders; every answer and, on "measure", the figures go to standard output, one JSON object per line.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openEngine } from "../../electron/engine/open-engine";
import { silentLogger } from "../../electron/engine/ports";
import { noVault } from "../helpers/engine";
import type { SoakFigures, SoakOrder } from "./soak-figures";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const [, , profileDirectory = ""] = process.argv;
const { connection } = await openEngine({
  ...{ profileDirectory, vault: noVault, systemProxy: async () => null, logger: silentLogger, decoder: null },
  ...{ environment: process.env, use: "work", version: "soak" },
});
const { api } = connection;
// Somebody listens, as the window does.
connection.subscribe(() => {});

function say(what: unknown): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

function sizeOf(name: string): number {
  return statSync(join(profileDirectory, name), { throwIfNoEntry: false })?.size ?? 0;
}

function openFiles(): number {
  return process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0;
}

async function measure(): Promise<SoakFigures> {
  // What ends only with the next turn of the loop is no leak.
  for (let turns = 0; turns < 3; turns += 1) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  const { counts, moving } = await api.standing({ batchId: null });
  const resources = process.getActiveResourcesInfo();
  const active = (kind: string) => resources.filter((resource) => resource === kind).length;
  return {
    ...{ rss, heapUsed, external, counts, moving, files: openFiles() },
    timers: active("Timeout"),
    sockets: active("TCPSocketWrap"),
    database: sizeOf("waybill.db"),
    log: sizeOf("waybill.db-wal"),
  };
}

process.on("message", async (message: SoakOrder) => {
  if (message.kind === "add") {
    const { to, paths } = message;
    const destinationId = (await api.destinations()).find(({ name }) => name === to)?.id ?? "";
    say(await api.add({ paths, destinationId, options: {}, hidden: false, allOrNothing: false }));
  } else if (message.kind === "measure") say(await measure());
  else {
    await connection.close();
    process.disconnect();
  }
});
say({ ready: true });
