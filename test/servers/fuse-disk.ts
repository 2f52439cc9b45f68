import { spawnSync } from "node:child_process";
import { openSync, read, writeSync } from "node:fs";

/**
 * A disk that fails as it is told, for tests: a FUSE file system in a process of its own. Run with a folder as argument;
 * prints `ready` when it is mounted. Commands come over the IPC channel, one `FuseFile` by name each. Linux and root only.
 * The numbers are of the kernel's `include/uapi/linux/fuse.h`, protocol 7.31.
 */

/** One file of the disk. Byte `i` of its content is `i % 251`. */
export interface FuseFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modifiedAtMs: number;
  /** What opening answers instead of success, e.g. 16 for EBUSY; 0 for none. */
  readonly openError: number;
  /** From this byte on reading fails with `readError`, or never ends where that is 0; null for a good file. */
  readonly badFrom: number | null;
  readonly readError: number;
  /** Whether even the look-up of its name never ends. */
  readonly silent: boolean;
}

const opcodes = {
  lookup: 1,
  forget: 2,
  getattr: 3,
  open: 14,
  read: 15,
  statfs: 17,
  release: 18,
  flush: 25,
  init: 26,
  opendir: 27,
  readdir: 28,
  releasedir: 29,
  interrupt: 36,
  batchForget: 42,
} as const;

const rootNode = 1n;
const notThere = 2;
const notSupported = 38;
const directIo = 1;
const pageBytes = 4096;
const bigWrites = 1 << 5;
const maximumPages = 1 << 22;

const files: FuseFile[] = [];
const device = openSync("/dev/fuse", "r+");

/** An answer to the kernel: an error number, 0 for none, and what follows it; null for no answer at all. */
type Answer = { readonly error: number; readonly body: Buffer } | null;

const ok = (body: Buffer = Buffer.alloc(0)): Answer => ({ error: 0, body });
const fails = (error: number): Answer => ({ error, body: Buffer.alloc(0) });

function send(unique: bigint, answer: Answer): void {
  if (answer === null) return;
  const head = Buffer.alloc(16);
  head.writeUInt32LE(16 + answer.body.length, 0);
  head.writeInt32LE(-answer.error, 4);
  head.writeBigUInt64LE(unique, 8);
  writeSync(device, Buffer.concat([head, answer.body]));
}

function attributes(node: bigint): Buffer {
  const file = files[Number(node) - 2];
  const bytes = Buffer.alloc(88);
  const modifiedAtMs = file?.modifiedAtMs ?? 0;
  bytes.writeBigUInt64LE(node, 0);
  bytes.writeBigUInt64LE(BigInt(file?.size ?? 0), 8);
  bytes.writeBigUInt64LE(BigInt(Math.ceil((file?.size ?? 0) / 512)), 16);
  bytes.writeBigUInt64LE(BigInt(Math.floor(modifiedAtMs / 1000)), 32);
  bytes.writeUInt32LE((modifiedAtMs % 1000) * 1_000_000, 52);
  bytes.writeUInt32LE(node === rootNode ? 0o040755 : 0o100644, 60);
  bytes.writeUInt32LE(1, 64);
  bytes.writeUInt32LE(pageBytes, 80);
  return bytes;
}

function lookUp(name: string): Answer {
  const index = files.findIndex((file) => file.name === name);
  if (index === -1) return fails(notThere);
  if (files[index]?.silent === true) return null;
  const node = BigInt(index + 2);
  const head = Buffer.alloc(40);
  head.writeBigUInt64LE(node, 0);
  return ok(Buffer.concat([head, attributes(node)]));
}

function open(node: bigint): Answer {
  const error = files[Number(node) - 2]?.openError ?? 0;
  if (error !== 0) return fails(error);
  const opened = Buffer.alloc(16);
  opened.writeBigUInt64LE(node, 0);
  opened.writeUInt32LE(directIo, 8);
  return ok(opened);
}

function readFrom(node: bigint, offset: number, wanted: number): Answer {
  const file = files[Number(node) - 2];
  if (file === undefined) return fails(notThere);
  const badFrom = file.badFrom ?? Number.POSITIVE_INFINITY;
  // A hanging disk never answers.
  if (offset >= badFrom) return file.readError === 0 ? null : fails(file.readError);
  const length = Math.max(0, Math.min(wanted, file.size - offset, badFrom - offset));
  const bytes = Buffer.allocUnsafe(length);
  for (let index = 0; index < length; index += 1) bytes[index] = (offset + index) % 251;
  return ok(bytes);
}

function listRoot(offset: number): Answer {
  const entries = files.slice(offset).map((file, index) => {
    const name = Buffer.from(file.name);
    const entry = Buffer.alloc(24 + Math.ceil(name.length / 8) * 8);
    entry.writeBigUInt64LE(BigInt(offset + index + 2), 0);
    entry.writeBigUInt64LE(BigInt(offset + index + 1), 8);
    entry.writeUInt32LE(name.length, 16);
    entry.writeUInt32LE(8, 20);
    name.copy(entry, 24);
    return entry;
  });
  return ok(Buffer.concat(entries));
}

function initialize(): Answer {
  const body = Buffer.alloc(64);
  body.writeUInt32LE(7, 0);
  body.writeUInt32LE(31, 4);
  body.writeUInt32LE(1024 * 1024, 8);
  body.writeUInt32LE(bigWrites | maximumPages, 12);
  body.writeUInt32LE(1024 * 1024, 20);
  body.writeUInt32LE(1, 24);
  body.writeUInt16LE(256, 28);
  return ok(body);
}

function answerTo(message: Buffer): Answer {
  const node = message.readBigUInt64LE(16);
  const body = message.subarray(40);
  switch (message.readUInt32LE(4)) {
    case opcodes.init:
      return initialize();
    case opcodes.lookup:
      return lookUp(body.subarray(0, -1).toString());
    case opcodes.getattr:
      return ok(Buffer.concat([Buffer.alloc(16), attributes(node)]));
    case opcodes.open:
      return open(node);
    case opcodes.read:
      return readFrom(node, Number(body.readBigUInt64LE(8)), body.readUInt32LE(16));
    case opcodes.statfs:
      return ok(Buffer.alloc(80));
    case opcodes.opendir:
      return ok(Buffer.alloc(16));
    case opcodes.readdir:
      return listRoot(Number(body.readBigUInt64LE(8)));
    case opcodes.release:
    case opcodes.releasedir:
    case opcodes.flush:
      return ok();
    case opcodes.forget:
    case opcodes.batchForget:
    case opcodes.interrupt:
      return null;
    default:
      return fails(notSupported);
  }
}

function serve(): void {
  const buffer = Buffer.alloc(1024 * 1024 + pageBytes);
  read(device, buffer, 0, buffer.length, null, (error, length) => {
    // The disk was unmounted.
    if (error !== null) process.exit(0);
    const message = buffer.subarray(0, length);
    send(message.readBigUInt64LE(8), answerTo(message));
    serve();
  });
}

process.on("message", (file: FuseFile) => {
  const index = files.findIndex((other) => other.name === file.name);
  if (index === -1) files.push(file);
  else files[index] = file;
  process.send?.("done");
});
process.on("disconnect", () => process.exit(0));

const options = "fd=3,rootmode=40000,user_id=0,group_id=0,allow_other";
const mounted = spawnSync(
  "mount",
  ["-i", "-t", "fuse", "-o", options, "waybill-test", process.argv[2] ?? ""],
  {
    stdio: ["ignore", "inherit", "inherit", device],
  },
);
if (mounted.status !== 0) process.exit(1);
serve();
process.stdout.write("ready\n");
