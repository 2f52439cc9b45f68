import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { Failure } from "../failure";
import { wireVersion } from "./wire";

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, the closing NUL included. */
const socketPathLimitBytes = 103;

const cardSchema = z.object({
  waybill: z.number(),
  pid: z.number(),
  /** The name of the computer: a profile on a network disk may be in use elsewhere. */
  computer: z.string(),
  socket: z.string(),
  token: z.string(),
});

/** How the owner of a profile is reached: the content of `PROFILE/host.json`, readable by its user alone. */
export type HostCard = z.infer<typeof cardSchema>;

/** Where the owner says how to reach it. */
export function cardPath(profileDirectory: string): string {
  return join(profileDirectory, "host.json");
}

function privateFolderFailure(folder: string, cause?: unknown): Failure {
  return new Failure("permanent", "config", {
    message: `The folder for Waybill's socket, ${folder}, does not belong to this user alone.`,
    hint: "Remove it, or set XDG_RUNTIME_DIR to a folder of your own.",
    cause,
  });
}

/** Whether a folder is real (no link), ours, and closed to everybody else. */
export function isPrivateFolder(folder: string): boolean {
  if (process.platform === "win32") return true;
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
}

/** The folder for sockets, made if need be. In a shared temporary folder somebody may have made it before us. */
function makePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw privateFolderFailure(folder, cause);
  }
  if (!isPrivateFolder(folder)) throw privateFolderFailure(folder);
}

/**
 * Where the owner of a profile listens: the same place each time, so that a crash leaves at most one dead socket behind.
 * Sockets have short names by law, so they are not in the profile.
 */
export function makeSocketPath(
  profileDirectory: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const name = createHash("sha256").update(realpathSync(profileDirectory)).digest("hex").slice(0, 24);
  if (process.platform === "win32") return `\\\\.\\pipe\\waybill-${name}-${randomBytes(8).toString("hex")}`;
  const runtime = environment["XDG_RUNTIME_DIR"];
  const folders = [
    ...(runtime === undefined || !isPrivateFolder(runtime) ? [] : [join(runtime, "waybill")]),
    join(tmpdir(), `waybill-${process.getuid?.()}`),
    `/tmp/waybill-${process.getuid?.()}`,
  ];
  const paths = folders.map((folder) => join(folder, `${name}.sock`));
  const path = paths.find((candidate) => Buffer.byteLength(candidate) <= socketPathLimitBytes);
  if (path === undefined) throw new Error("There is no folder with a name short enough for a socket.");
  makePrivateFolder(dirname(path));
  return path;
}

/** A card for a new owner, with a token that nobody can guess. */
export function makeCard(socket: string): HostCard {
  return {
    waybill: wireVersion,
    pid: process.pid,
    computer: hostname(),
    socket,
    token: randomBytes(32).toString("hex"),
  };
}

/** Writes the card so that nobody ever reads half of it. */
export function writeCard(profileDirectory: string, card: HostCard): void {
  const path = cardPath(profileDirectory);
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  const file = openSync(draft, "wx", 0o600);
  try {
    writeSync(file, JSON.stringify(card));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

/** The card of the last owner, who may be gone; null when there is none that makes sense. */
export function readCard(profileDirectory: string): HostCard | null {
  try {
    return cardSchema.parse(JSON.parse(readFileSync(cardPath(profileDirectory), "utf8")));
  } catch {
    return null;
  }
}

/** Takes the card away; the owner does so before it lets the profile go. */
export function removeCard(profileDirectory: string): void {
  rmSync(cardPath(profileDirectory), { force: true });
}

/** Closes a fresh socket to everybody else (its folder already is). */
export function closeToOthers(socket: string): void {
  if (process.platform !== "win32") chmodSync(socket, 0o600);
}
