import { createHash, type Hash, randomBytes, randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const storedFileSchema = z
  .object({
    id: z.string(),
    /** As the client named it. Never part of a path. */
    name: z.string(),
    contentType: z.string(),
    size: z.number().int(),
    md5: z.string(),
    /** ISO 8601. */
    createdAt: z.string(),
    /** ISO 8601, or null when it never expires. */
    expiresAt: z.string().nullable(),
    /** What the service's own answer repeats: bucket, room, file request and the like. */
    details: z.record(z.string(), z.string()).readonly(),
  })
  .readonly();

/** A file that the Practice server was given, without its bytes. */
export type StoredFile = z.infer<typeof storedFileSchema>;

/** What the client says of a file. */
export interface ClientFile {
  readonly name: string;
  readonly contentType: string;
}

/** A file that is being received: bytes go to disk as they come. */
export class IncomingFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #hash: Hash = createHash("md5");
  #size = 0;

  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
    this.#size += chunk.length;
    let offset = 0;
    while (offset < chunk.length) offset += (await this.#handle.write(chunk, offset)).bytesWritten;
  }

  /** Ends receiving; answers what arrived and where it is. */
  async end(): Promise<{ readonly size: number; readonly md5: string; readonly path: string }> {
    await this.#handle.close();
    return { size: this.#size, md5: this.#hash.digest("hex"), path: this.#path };
  }

  /** Forgets what came so far; safe after `end` too. */
  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }
}

/** Only ids of our own making become part of a path. */
const idPattern = /^[0-9a-f]{24}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Keeps the Practice server's files in one folder: `ID.bin` holds the bytes, `ID.json` what is known of them. */
export class PracticeStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Makes the folder and removes what an earlier end left half received. */
  async open(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const names = await readdir(this.#directory);
    const halfReceived = names.filter((name) => name.endsWith(".part"));
    await Promise.all(halfReceived.map((name) => rm(join(this.#directory, name), { force: true })));
  }

  async receive(): Promise<IncomingFile> {
    const path = join(this.#directory, `${randomUUID()}.part`);
    return new IncomingFile(path, await open(path, "wx", 0o600));
  }

  /** Keeps a received file. `idKind` is the form of id that the service gives. */
  async keep(
    incoming: IncomingFile,
    client: ClientFile,
    facts: {
      readonly idKind: "object-id" | "uuid";
      readonly createdAtMs: number;
      readonly expiresAt: string | null;
      readonly details: Readonly<Record<string, string>>;
    },
  ): Promise<StoredFile> {
    const received = await incoming.end();
    const id = facts.idKind === "uuid" ? randomUUID() : randomBytes(12).toString("hex");
    const stored: StoredFile = {
      id,
      name: client.name,
      contentType: client.contentType,
      size: received.size,
      md5: received.md5,
      createdAt: new Date(facts.createdAtMs).toISOString(),
      expiresAt: facts.expiresAt,
      details: facts.details,
    };
    await rename(received.path, this.path(id));
    await writeFile(this.#metadataPath(id), JSON.stringify(stored), { mode: 0o600, flag: "wx" });
    return stored;
  }

  /** What is known of a file, or null when there is none of this id. */
  async find(id: string): Promise<StoredFile | null> {
    if (!idPattern.test(id)) return null;
    const text = await readFile(this.#metadataPath(id), "utf8").catch(absent);
    return text === null ? null : storedFileSchema.parse(JSON.parse(text));
  }

  /** Files whose details hold a value, oldest first. */
  async withDetail(key: string, value: string): Promise<readonly StoredFile[]> {
    const names = await readdir(this.#directory);
    const ids = names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
    const files = await Promise.all(ids.map((id) => this.find(id)));
    return files
      .filter((file) => file !== null)
      .filter((file) => file.details[key] === value)
      .sort((one, other) => one.createdAt.localeCompare(other.createdAt));
  }

  /** Forgets a file; false when it was not there. */
  async remove(id: string): Promise<boolean> {
    if ((await this.find(id)) === null) return false;
    await rm(this.#metadataPath(id), { force: true });
    await rm(this.path(id), { force: true });
    return true;
  }

  /** Where the bytes of a known file are. */
  path(id: string): string {
    return join(this.#directory, `${id}.bin`);
  }

  #metadataPath(id: string): string {
    return join(this.#directory, `${id}.json`);
  }
}

function absent(thrown: unknown): null {
  if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return null;
  throw thrown;
}
