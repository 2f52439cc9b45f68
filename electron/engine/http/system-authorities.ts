import { X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import * as tls from "node:tls";
import { Worker } from "node:worker_threads";

/** Where Linux systems keep the authorities that they trust in one file; the first one that is there counts. */
const bundlePaths = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** The bundle of a whole system has about 220 KB. */
const maximumBundleBytes = 16 * 1024 * 1024;

/** Reads the store of macOS or Windows, which takes its time, away from the thread that sends. */
const askInThread = `
  const { parentPort } = require("node:worker_threads");
  parentPort.postMessage(require("node:tls").getCACertificates("system"));
`;

/** What is looked at to find out whom the system trusts. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/** Certificates in PEM form that a text holds. */
function certificatesIn(text: string): readonly string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/** The same for the same certificate, however its lines are broken. */
function essenceOf(pem: string): string {
  return pem.replace(/\s/g, "");
}

/** One broken certificate must not take the others with it. */
function isReadable(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/** The certificates of a file; none when it is absent or nothing of the kind. */
async function certificatesOf(path: string): Promise<readonly string[]> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > maximumBundleBytes) return [];
    return certificatesIn(await readFile(path, "utf8"));
  } catch {
    // Whom the system trusts is asked in addition; without an answer Node's own authorities are left.
    return [];
  }
}

async function firstBundle(paths: readonly string[]): Promise<readonly string[]> {
  for (const path of paths) {
    const certificates = await certificatesOf(path);
    if (certificates.length > 0) return certificates;
  }
  return [];
}

/** What Node reads from the system's store; nothing where this Node can't (before 22.15). */
async function fromStore(): Promise<readonly string[]> {
  if (!("getCACertificates" in tls)) return [];
  return await new Promise((resolve) => {
    const worker = new Worker(askInThread, { eval: true });
    worker.once("message", (certificates: readonly string[]) => resolve(certificates));
    worker.once("error", () => resolve([]));
    worker.once("exit", () => resolve([]));
    worker.unref();
  });
}

/**
 * The authorities that this computer trusts and Node does not know, PEM: those of the system's store, as a company's proxy
 * puts its own there, and of `NODE_EXTRA_CA_CERTS`. `SSL_CERT_FILE` names the bundle on Linux, as for other programs.
 */
export async function systemAuthorities({ environment, platform }: Surroundings): Promise<readonly string[]> {
  const { SSL_CERT_FILE: named = "", NODE_EXTRA_CA_CERTS: extra = "" } = environment;
  const bundle = platform === "linux" ? firstBundle(named === "" ? bundlePaths : [named]) : [];
  const all = await Promise.all([bundle, fromStore(), extra === "" ? [] : certificatesOf(extra)]);
  const known = new Set(tls.rootCertificates.map(essenceOf));
  return all.flat().filter((pem) => {
    const essence = essenceOf(pem);
    if (known.has(essence)) return false;
    known.add(essence);
    return isReadable(pem);
  });
}

/**
 * Whom connections trust that name nobody of their own: Node's authorities and the system's. Made once, when the first
 * connection needs it; undefined where the system adds none.
 */
export class CommonTrust {
  readonly #surroundings: Surroundings;
  #context: Promise<tls.SecureContext | undefined> | null = null;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** Never rejects; asked again it answers the same. */
  context(): Promise<tls.SecureContext | undefined> {
    this.#context ??= this.#make();
    return this.#context;
  }

  async #make(): Promise<tls.SecureContext | undefined> {
    const more = await systemAuthorities(this.#surroundings);
    if (more.length === 0) return undefined;
    return tls.createSecureContext({ ca: [...tls.rootCertificates, ...more] });
  }
}
