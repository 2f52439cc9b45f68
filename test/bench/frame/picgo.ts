import { existsSync } from "node:fs";
import { join } from "node:path";
import type { picgoOperations } from "../programs/picgo-program";
import type { Bench } from "./benchmark";
import { startProgram } from "./processes";
import { plainUrl, type SinkStage } from "./stage";

/** PicGo-core, ready to send to the bench's server. */
export interface OtherUploader {
  readonly version: string;
  /** Sends files; answers milliseconds. */
  send(paths: readonly string[]): Promise<number>;
  end(): Promise<void>;
}

/** Starts PicGo-core where it was installed for the benchmarks (docs/performance.md); null where it was not. */
export async function startPicgo(bench: Bench, stage: SinkStage): Promise<OtherUploader | null> {
  const module = join(bench.root, ".cache", "bench", "picgo");
  if (!existsSync(join(module, "node_modules", "picgo"))) return null;
  const program = startProgram<typeof picgoOperations>(bench.programs, "picgo-program");
  const version = await program.call("open", { module, folder: bench.folder, url: plainUrl(stage) });
  return { version, send: (paths) => program.call("send", paths), end: program.end };
}
