import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Certificate, makeAuthority, makeCertificate } from "../../helpers/certificates";
import type { engineOperations, Target } from "../programs/engine-program";
import type { sinkOperations } from "../programs/sink-server";
import type { Bench } from "./benchmark";
import { type Program, startProgram } from "./processes";

/** The engine's process. */
export type Engine = Program<typeof engineOperations>;
/** The server's process. */
export type Sink = Program<typeof sinkOperations>;

/** A server that takes everything, and how it is reached. */
export interface SinkStage {
  readonly sink: Sink;
  readonly baseUrl: string;
  readonly port: number;
  /** PEM file of its authority, with TLS; empty without. */
  readonly caFile: string;
}

/** Starts the server of uploads, with TLS 1.3 or without. */
export async function startSink(bench: Bench, tls = false): Promise<SinkStage> {
  const sink: Sink = startProgram(bench.programs, "sink-server");
  if (!tls) {
    const port = await sink.call("listen", null);
    return { sink, port, baseUrl: `http://127.0.0.1:${port}`, caFile: "" };
  }
  const authority = await makeAuthority("Waybill bench authority");
  const certificate: Certificate = await makeCertificate(authority, ["127.0.0.1"]);
  const caFile = join(bench.folder, "authority.pem");
  await writeFile(caFile, authority.cert);
  const port = await sink.call("listen", certificate);
  return { sink, port, baseUrl: `https://127.0.0.1:${port}`, caFile };
}

/** A destination that proves nothing, so that nothing is hashed. */
export function plainTarget(stage: Pick<SinkStage, "baseUrl" | "caFile">, concurrency = 3): Target {
  const maxSize = String(1024 ** 4);
  const { baseUrl, caFile: caCertificate } = stage;
  const settings = { baseUrl, caCertificate, org: "o", app: "a", maxSize, concurrency: String(concurrency) };
  return {
    name: `Plain ${concurrency}`,
    service: "easemob",
    settings,
    secrets: { token: "token-0123456789" },
  };
}

/** A destination that proves what it has by MD5. */
export function provingTarget({ baseUrl, caFile: caCertificate }: SinkStage): Target {
  const settings = { baseUrl, caCertificate, bucket: "bucket" };
  const secrets = { clientKey: "key-0123456789", token: "token-0123456789" };
  return { name: "Proving", service: "imkit", settings, secrets };
}

/** Where files of the plain destination go, for programs that are measured beside Waybill. */
export function plainUrl(stage: Pick<SinkStage, "baseUrl">): string {
  return `${stage.baseUrl}/o/a/chatfiles`;
}

/** Starts an engine on a profile of its own. */
export async function startBenchEngine(bench: Bench, profile = "profile"): Promise<Engine> {
  const engine: Engine = startProgram(bench.programs, "engine-program");
  await engine.call("open", { profile: join(bench.folder, profile) });
  return engine;
}
