import type { EngineConnection } from "../engine/engine-api";
import type { Clock, Vault } from "../engine/ports";
import type { Settings } from "../shared/destination";

/** A stream that results or messages are written to; `process.stdout` and `process.stderr` are such. */
export interface OutputStream extends NodeJS.WritableStream {
  /** True on a terminal. */
  readonly isTTY?: boolean;
  /** Characters per line of the terminal. */
  readonly columns?: number;
}

/** The stream that `--secret KEY=-` reads; `process.stdin` is one. */
export interface InputStream extends AsyncIterable<Uint8Array | string> {
  /** True on a terminal. */
  readonly isTTY?: boolean;
}

/**
 * What a command needs an engine for. Where this process has to start its own engine, `look` leaves the queue alone
 * (so that `waybill queue` sends nothing) and `work` works it. An engine that runs already is joined as it is.
 */
export type EngineUse = "look" | "work";

/** What `waybill practice` asks of the Practice server. */
export interface PracticeOptions {
  /** Null for any free port. */
  readonly port: number | null;
  /** The profile whose stored practice files are served. */
  readonly profileDirectory: string;
}

/** How a destination of one service reaches the Practice server. */
export interface PracticeAccount {
  /** The service's id. */
  readonly service: string;
  /** Settings by the contract's keys, required per-upload keys included. */
  readonly settings: Settings;
  /** Values by secret key; they open nothing but the Practice server. */
  readonly secrets: Settings;
}

/** A running Practice server. */
export interface PracticeServer {
  /** Where it listens, e.g. `http://127.0.0.1:40123`. */
  readonly address: string;
  /** One for each service it answers like. */
  readonly accounts: readonly PracticeAccount[];
  close(): Promise<void>;
}

/** Everything the command line takes from its surroundings, so that it runs the same in Electron, plain Node and tests. */
export interface CommandLineEnvironment {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** The environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Absolute; relative paths of arguments start here. */
  readonly currentDirectory: string;
  /** The profile used without `--profile`. */
  readonly defaultProfileDirectory: string;
  /** What `--version` prints. */
  readonly versionText: string;
  /** Decides how commands are quoted that the user may copy. */
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  /** Aborted by Ctrl+C or SIGTERM; the command then ends in order with 130. */
  readonly interrupt: AbortSignal;
  /** Where secrets typed or piped in would be kept. */
  vaultKind(): Promise<Vault["kind"]>;
  /** Joins the engine that runs on the profile, or starts one. */
  openEngine(profileDirectory: string, use: EngineUse): Promise<EngineConnection>;
  startPractice(options: PracticeOptions): Promise<PracticeServer>;
}
