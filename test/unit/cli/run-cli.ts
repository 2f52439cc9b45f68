import { PassThrough, Writable } from "node:stream";
import { runCommandLine } from "../../../electron/cli/cli";
import type { CommandLineEnvironment, EngineUse, InputStream } from "../../../electron/cli/environment";
import { systemClock } from "../../../electron/engine/ports";
import { FakeEngine } from "./fake-engine";

/** A stream that keeps what is written. */
export class Capture extends Writable {
  readonly isTTY: boolean;
  readonly columns = 100;
  text = "";

  constructor(isTTY = false) {
    super();
    this.isTTY = isTTY;
  }

  get lines(): readonly string[] {
    return this.text === "" ? [] : this.text.replace(/\n$/, "").split("\n");
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** What a command printed and ended with. */
export interface Outcome {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: string;
  readonly engine: FakeEngine;
  /** What the engine was opened for, with the profile. */
  readonly opened: readonly (readonly [string, EngineUse])[];
}

/** What a test may change about the surroundings. */
export interface Surroundings extends Partial<CommandLineEnvironment> {
  readonly engine?: FakeEngine;
  readonly input?: string;
}

/** Runs a command against an engine in memory. */
export async function run(argv: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const { engine = new FakeEngine(), input, ...replaced } = surroundings;
  const stdout = new Capture();
  const stderr = new Capture();
  const stdin: InputStream = new PassThrough().end(input ?? "");
  const opened: (readonly [string, EngineUse])[] = [];
  const environment: CommandLineEnvironment = {
    stdin,
    stdout,
    stderr,
    variables: { PARCEL_TOKEN: "very-secret" },
    currentDirectory: "/home/user",
    defaultProfileDirectory: "/home/user/.waybill",
    versionText: "waybill 9.9.9",
    platform: "linux",
    clock: systemClock,
    interrupt: new AbortController().signal,
    vaultKind: async () => "keyring",
    openEngine: async (profile, engineUse) => {
      opened.push([profile, engineUse]);
      return engine;
    },
    startPractice: async () => ({ address: "http://127.0.0.1:1", accounts: [], close: async () => {} }),
    ...replaced,
  };
  const code = await runCommandLine(argv, environment);
  return { code, out: stdout.lines, err: stderr.text, engine, opened };
}
