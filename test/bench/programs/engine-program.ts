import type { EngineConnection } from "../../../electron/engine/engine-api";
import { openEngine } from "../../../electron/engine/open-engine";
import { silentLogger } from "../../../electron/engine/ports";
import type { AppSettingsPatch } from "../../../electron/shared/settings";
import { noVault } from "../../helpers/engine";
import { type Cost, measured } from "../frame/loop-watch";
import { serveOperations } from "../frame/processes";

/** Waybill's engine as the app and the command line run it, in a process of its own, steered by a benchmark. */
let connection: EngineConnection | null = null;

function engine(): EngineConnection {
  if (connection === null) throw new Error("no profile is open");
  return connection;
}

/** Where files go, with its secrets, which are handed over by the environment as a command line's are. */
export interface Target {
  readonly service: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** What is sent. */
export interface Sending {
  readonly paths: readonly string[];
  readonly destinationId: string;
  readonly options?: Readonly<Record<string, string>>;
  /** Milliseconds between looks at the memory; none when absent. */
  readonly memoryEveryMs?: number;
}

/** What became of it. */
export interface Sent extends Cost {
  readonly accepted: number;
  readonly completed: number;
  /** Milliseconds until everything was accepted. */
  readonly acceptedMs: number;
  /** Resident memory over time: seconds, megabytes. */
  readonly memory: ReadonlyArray<readonly [number, number]>;
}

/** Waits until a number of uploads came to an end; answers how many of them completed. */
function ended(count: Promise<number>): { readonly done: Promise<number>; readonly stop: () => void } {
  let seen = 0;
  let completed = 0;
  let wanted = Number.POSITIVE_INFINITY;
  let tell: (completed: number) => void = () => {};
  const done = new Promise<number>((resolve) => {
    tell = resolve;
  });
  const stop = engine().subscribe((event) => {
    if (event.kind !== "upload-settled") return;
    seen += 1;
    const { state } = event.upload;
    if (state.kind === "completed") completed += 1;
    else process.stderr.write(`An upload ended otherwise: ${JSON.stringify(state)}\n`);
    if (seen >= wanted) tell(completed);
  });
  count.then((number) => {
    wanted = number;
    if (seen >= wanted) tell(completed);
  });
  return { done, stop };
}

/** What the engine can be asked for. */
export const engineOperations = {
  open: async (options: { readonly profile: string; readonly use?: "work" | "look" }): Promise<Cost> => {
    return await measured(async () => {
      const opened = await openEngine({
        profileDirectory: options.profile,
        vault: noVault,
        systemProxy: async () => null,
        logger: silentLogger,
        decoder: null,
        environment: process.env,
        use: options.use ?? "work",
        version: "bench",
      });
      connection = opened.connection;
    });
  },
  settings: async (patch: AppSettingsPatch): Promise<void> => {
    await engine().api.saveSettings(patch);
  },
  destination: async ({ secrets, ...target }: Target): Promise<string> => {
    const sources = Object.entries(secrets).map(([key, value]) => {
      const variable = `BENCH_${key.toUpperCase()}`;
      process.env[variable] = value;
      return [key, { kind: "env", variable }] as const;
    });
    const draft = { ...target, secrets: {}, secretSources: Object.fromEntries(sources) };
    return (await engine().api.saveDestination(draft)).id;
  },
  /** Adds files and waits until all of them came to an end. */
  send: async (sending: Sending): Promise<Sent> => {
    const memory: [number, number][] = [];
    const startedMs = performance.now();
    const look = () =>
      memory.push([(performance.now() - startedMs) / 1000, process.memoryUsage.rss() / 1024 / 1024]);
    const timer = sending.memoryEveryMs === undefined ? null : setInterval(look, sending.memoryEveryMs);
    let accepted = 0;
    let completed = 0;
    let acceptedMs = 0;
    const cost = await measured(async () => {
      const { paths, destinationId, options = {} } = sending;
      let tell: (count: number) => void = () => {};
      const watch = ended(new Promise((resolve) => (tell = resolve)));
      const request = { paths, destinationId, options, hidden: false, allOrNothing: false };
      accepted = (await engine().api.add(request)).accepted;
      acceptedMs = performance.now() - startedMs;
      tell(accepted);
      completed = await watch.done;
      watch.stop();
    });
    if (timer !== null) clearInterval(timer);
    return { ...cost, accepted, completed, acceptedMs, memory };
  },
  /** Adds files and waits until all of them are on record; they are not waited for. */
  accept: async (
    sending: Sending,
  ): Promise<Cost & { readonly accepted: number; readonly firstMs: number }> => {
    let accepted = 0;
    let firstMs = 0;
    const startedMs = performance.now();
    const stop = engine().subscribe((event) => {
      if (event.kind === "uploads-changed" && firstMs === 0) firstMs = performance.now() - startedMs;
    });
    const { paths, destinationId, options = {} } = sending;
    const request = { paths, destinationId, options, hidden: false, allOrNothing: false };
    const cost = await measured(async () => {
      accepted = (await engine().api.add(request)).accepted;
    });
    stop();
    return { ...cost, accepted, firstMs };
  },
  /** Resident memory, megabytes. */
  memory: (): number => process.memoryUsage.rss() / 1024 / 1024,
  close: async (): Promise<void> => {
    await connection?.close();
    connection = null;
  },
};

serveOperations(engineOperations, async () => {
  await connection?.close();
});
