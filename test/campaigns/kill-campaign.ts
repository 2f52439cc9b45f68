import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Upload } from "../../electron/shared/upload";
import { fixtures } from "../contract/fixtures";
import { startEngine } from "../helpers/engine";
import { type RunningProgram, runTypescript } from "../helpers/run-typescript";
import { startObservingProxy, type WireMoment } from "../servers/observing-proxy";
import { md5Hex } from "../servers/strict-server";
import { type Life, seeded } from "./life";
import { type Moment, moments } from "./moments";

/** Services with and without a look-up, in one step and in two, repeatable and not. */
const services = ["imkit", "rocket-chat", "capillary", "surgery-connect"] as const;
/** An engine that was not killed at its moment, because nothing passed it, is killed after this long, milliseconds. */
const patienceMs = 250;
const worker = join(import.meta.dirname, "campaign-worker.ts");

/** What a campaign is about. */
export interface CampaignOptions {
  readonly folder: string;
  readonly profileDirectory: string;
  readonly kills: number;
  readonly seed: number;
  /** What stands before the command that starts an engine, such as a shell that sets a limit. */
  readonly before?: () => readonly string[];
  /** Called between two lives. */
  readonly between?: (kill: number, random: () => number) => void | Promise<void>;
}

/** What a campaign found. */
export interface CampaignResult {
  /** Kills by the name of their moment. */
  readonly killed: ReadonlyMap<string, number>;
  readonly accepted: number;
  /** Codes of what was refused while adding. */
  readonly refused: readonly string[];
  /** Accepted files that the records don't know. */
  readonly lost: readonly string[];
  /** Files of which there is more than one copy at the service. */
  readonly twice: readonly string[];
  /** Files that arrived though the records don't know them. */
  readonly stray: readonly string[];
  /** Files at a service that are not as they were. */
  readonly damaged: number;
  /** Uploads that came to no rest that the issue allows. */
  readonly astray: readonly string[];
  readonly completed: number;
  /** Left to the user, of which so many had arrived. */
  readonly unconfirmed: { readonly arrived: number; readonly not: number };
  /** Unconfirmed ones whose error does not tell of a kill after the whole body was sent. */
  readonly unaccounted: readonly string[];
  /** Accepted files that are not at the service exactly once after the user's word. */
  readonly wrongInTheEnd: readonly string[];
}

/** The servers, the files and the engine that dies again and again. */
export class KillCampaign {
  readonly #options: CampaignOptions;
  readonly #random: () => number;
  readonly #environment: Record<string, string> = {};
  readonly #services: Awaited<ReturnType<KillCampaign["openService"]>>[] = [];
  readonly #files = new Map<string, { readonly md5: string; readonly service: string }>();
  readonly #accepted = new Set<string>();
  readonly #refused: string[] = [];
  readonly #killed = new Map<string, number>();
  #onWire: (moment: WireMoment, path: string) => void = () => {};
  #fileCount = 0;
  /** Whether a destination was lost with its page. */
  #isMissing = false;
  /** The process of the next life, started early: it opens nothing before it is told what to do. */
  #next: Promise<RunningProgram> | null = null;

  constructor(options: CampaignOptions) {
    this.#options = options;
    this.#random = seeded(options.seed);
  }

  /** Kills as often as was asked for, lets the last engine come to rest, and looks at what is where. */
  async run(): Promise<CampaignResult> {
    await mkdir(join(this.#options.folder, "files"));
    try {
      for (const id of services) this.#services.push(await this.openService(id));
      await this.#saveDestinations();
      for (let kill = 0; kill < this.#options.kills; kill += 1) {
        await this.#live(this.#moment(kill));
        if (this.#isMissing) await this.#saveDestinations();
        this.#isMissing = false;
        await this.#options.between?.(kill, this.#random);
      }
      const rows = await this.#rest();
      const result = this.#judge(rows);
      await this.#saveDestinations();
      const settled = await this.#giveWord(rows);
      return { ...result, wrongInTheEnd: this.#notExactlyOnce(settled) };
    } finally {
      (await this.#next)?.process.kill("SIGKILL");
      for (const service of this.#services) await service.close();
    }
  }

  /** Starts a strict server of a service behind a proxy that tells what passes. */
  async openService(id: (typeof services)[number]) {
    const fixture = fixtures[id];
    if (fixture === undefined) throw new Error(`There is no fixture for ${id}.`);
    const server = await fixture.start();
    const proxy = await startObservingProxy(
      server.port,
      (moment, path) => this.#onWire(moment, path),
      () => Math.floor(this.#random() * 8),
    );
    const secretSources: Record<string, { kind: "env"; variable: string }> = {};
    for (const [key, value] of Object.entries(server.secrets)) {
      const variable = `CAMPAIGN_${id}_${key}`.toUpperCase().replaceAll("-", "_");
      this.#environment[variable] = value;
      secretSources[key] = { kind: "env", variable };
    }
    const settings = { ...server.settings, ...server.options, baseUrl: proxy.baseUrl };
    return {
      id,
      server,
      draft: { name: id, service: id, settings, secrets: {}, secretSources },
      close: async () => {
        await proxy.close();
        await server.close();
      },
    };
  }

  #open(use: "look" | "work") {
    return startEngine(this.#options.profileDirectory, { environment: this.#environment, use });
  }

  async #saveDestinations(): Promise<void> {
    const engine = await this.#open("look");
    const { api } = engine.connection;
    const known = new Map((await api.destinations()).map(({ name, id }) => [name, id]));
    for (const { draft } of this.#services) {
      const id = known.get(draft.name);
      await api.saveDestination({ ...draft, ...(id === undefined ? {} : { id }) });
    }
    await engine.close();
  }

  /** Each moment in turn, every fifth kill at any time; where in the life of the engine is up to the seed. */
  #moment(kill: number): Moment {
    const anytime = { name: "any time", afterMs: this.#random() * 120 };
    if (kill % 5 === 4) return anytime;
    return moments[(kill - Math.floor(kill / 5)) % moments.length] ?? anytime;
  }

  async #live(moment: Moment): Promise<void> {
    // The second step of an upload is rare enough.
    const isRare = "path" in moment && moment.path !== "";
    const count = isRare ? 1 : 1 + Math.floor(this.#random() * 3);
    const killAt = "record" in moment ? { ...moment.record, count } : null;
    const life: Life = { adds: await this.#newFiles(), killAt };
    const running = await (this.#next ?? this.#start());
    this.#next = this.#start();
    let met = 0;
    this.#onWire = (passed, path) => {
      if (!("wire" in moment) || moment.wire !== passed || !path.includes(moment.path)) return;
      met += 1;
      if (met === count) running.process.kill("SIGKILL");
    };
    running.process.send(life);
    const line = "afterMs" in moment ? "working" : "added";
    const waited = running
      .line((said) => said === line || said.endsWith("at the start"))
      .then(
        () => pause("afterMs" in moment ? moment.afterMs : patienceMs, "over"),
        () => "dead",
      );
    const killedAtMoment = (await Promise.race([running.ended.then(() => "dead"), waited])) === "dead";
    running.process.kill("SIGKILL");
    const end = await running.ended;
    if (end !== "SIGKILL") throw new Error(`The engine ended by itself: ${end} ${running.errors}`);
    this.#onWire = () => {};
    const name = killedAtMoment || "afterMs" in moment ? moment.name : "any time";
    this.#killed.set(name, (this.#killed.get(name) ?? 0) + 1);
    this.#heed(running.lines);
    for (const { server } of this.#services) server.requests.length = 0;
  }

  #start(): Promise<RunningProgram> {
    const words = [this.#options.profileDirectory];
    return runTypescript(worker, words, this.#environment, this.#options.before?.() ?? []);
  }

  #heed(lines: readonly string[]): void {
    for (const line of lines) {
      const [word, ...rest] = line.split(" ");
      if (word === "accepted") this.#accepted.add(basename(rest.join(" ")));
      if (word === "missing") this.#isMissing = true;
      if (word === "refused") this.#refused.push(rest.join(" "));
    }
  }

  /** A few files for some of the services: from 20 bytes to several slices of a body. */
  async #newFiles(): Promise<Life["adds"]> {
    const adds: { to: string; paths: string[] }[] = [];
    for (const { id } of this.#services) {
      if (this.#random() < 0.4) continue;
      const paths: string[] = [];
      for (let more = 1 + Math.floor(this.#random() * 2); more > 0; more -= 1) {
        this.#fileCount += 1;
        const name = `file-${this.#fileCount}.bin`;
        const size = [20, 3_000, 60_000, 180_000][Math.floor(this.#random() * 4)] ?? 20;
        const content = Buffer.alloc(size, `${name} `);
        const path = join(this.#options.folder, "files", name);
        await writeFile(path, content);
        this.#files.set(name, { md5: md5Hex(content), service: id });
        paths.push(path);
      }
      adds.push({ to: id, paths });
    }
    return adds;
  }

  /** The last engine works until nothing moves. */
  async #rest(): Promise<readonly Upload[]> {
    const engine = await this.#open("work");
    for (;;) {
      const { moving } = await engine.connection.api.standing({ batchId: null });
      if (moving === 0) break;
      await pause(20);
    }
    const rows = await allRows(engine.connection.api);
    await engine.close();
    return rows;
  }

  #copies(name: string): number {
    const file = this.#files.get(name);
    const service = this.#services.find(({ id }) => id === file?.service)?.server;
    if (file === undefined || service === undefined) throw new Error(`Nobody made ${name}.`);
    return service.copies?.(file.md5) ?? service.files.filter(({ md5 }) => md5 === file.md5).length;
  }

  #judge(rows: readonly Upload[]): Omit<CampaignResult, "wrongInTheEnd"> {
    const known = new Map(rows.map((row) => [row.name, row]));
    const originals = new Set([...this.#files.values()].map(({ md5 }) => md5));
    const stored = this.#services.flatMap(({ server }) => server.files);
    const unconfirmed = rows.filter((row) => row.state.kind === "unconfirmed");
    const completed = rows.filter((row) => row.state.kind === "completed");
    const arrived = unconfirmed.filter(({ name }) => this.#copies(name) === 1).length;
    return {
      killed: this.#killed,
      accepted: this.#accepted.size,
      refused: this.#refused,
      lost: [...this.#accepted].filter((name) => !known.has(name)),
      twice: [...this.#files.keys()].filter((name) => this.#copies(name) > 1),
      stray: [...this.#files.keys()].filter((name) => !known.has(name) && this.#copies(name) > 0),
      damaged: stored.filter(({ md5 }) => !originals.has(md5)).length,
      astray: rows
        .filter((row) => row.state.kind !== "unconfirmed")
        .filter((row) => row.state.kind !== "completed" || this.#copies(row.name) !== 1)
        .map((row) => `${row.name} for ${row.service}: ${JSON.stringify(row.state)}`),
      completed: completed.length,
      unconfirmed: { arrived, not: unconfirmed.length - arrived },
      unaccounted: unconfirmed
        .filter(({ state }) => !("error" in state) || state.error?.code !== "outcome-unknown")
        .map((row) => row.name),
    };
  }

  /** What a user does who looks at the service: marks as arrived what is there, and sends again what is not. */
  async #giveWord(rows: readonly Upload[]): Promise<readonly Upload[]> {
    const engine = await this.#open("work");
    for (const { id, name, state } of rows) {
      if (state.kind === "paused") await engine.connection.api.act({ ids: [id], action: "resume" });
      if (state.kind !== "unconfirmed") continue;
      const action = this.#copies(name) === 1 ? "resolve-arrived" : "resolve-resend";
      await engine.connection.api.act({ ids: [id], action });
    }
    await engine.close();
    return await this.#rest();
  }

  #notExactlyOnce(rows: readonly Upload[]): readonly string[] {
    return rows
      .filter((row) => row.state.kind !== "completed" || this.#copies(row.name) !== 1)
      .map((row) => `${row.name} for ${row.service}: ${row.state.kind}, ${this.#copies(row.name)} copies`);
  }
}

async function allRows(
  api: Awaited<ReturnType<typeof startEngine>>["connection"]["api"],
): Promise<readonly Upload[]> {
  const rows: Upload[] = [];
  for (const list of ["queue", "history"] as const) {
    for (let offset = 0; ; offset += 500) {
      const page = await api.uploads({ list, search: "", offset, limit: 500 });
      rows.push(...page.rows);
      if (page.rows.length < 500) break;
    }
  }
  return rows;
}

/** The figures of a campaign as lines. */
export function figures(result: CampaignResult): string {
  const killed = [...result.killed]
    .toSorted((a, b) => b[1] - a[1])
    .map(([name, count]) => `  ${count} × ${name}`);
  const kills = [...result.killed.values()].reduce((sum, count) => sum + count, 0);
  const { unconfirmed } = result;
  return [
    `${kills} kills; ${result.accepted} files accepted, ${result.refused.length} adds refused`,
    `${result.lost.length} lost, ${result.twice.length} twice, ${result.damaged} damaged, ${result.astray.length} astray`,
    `${result.completed} completed by themselves, ${unconfirmed.arrived + unconfirmed.not} unconfirmed ` +
      `(${unconfirmed.arrived} had arrived, ${unconfirmed.not} not), ${result.unaccounted.length} of them unaccounted for`,
    ...killed,
    "",
  ].join("\n");
}
