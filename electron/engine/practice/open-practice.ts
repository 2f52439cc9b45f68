import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { PracticeAccess } from "../destinations/destination-book";
import type { Clock, Logger, ThumbnailDecoder } from "../ports";
import { practiceDestinationSettings } from "./practice-destination";
import { type PracticeServer, startPracticeServer } from "./practice-server";

/** Port and token of the last time, so that links of the history keep opening. */
const rememberedSchema = z.object({ port: z.number().int().min(1).max(65_535), token: z.string().min(16) });

/** A profile's Practice server. */
export interface ProfilePractice {
  readonly server: PracticeServer;
  /** True when this profile never had one: its destination is to be entered. */
  readonly first: boolean;
  /** What the Practice destination (service IMKIT) needs to reach it. */
  readonly access: PracticeAccess;
  readonly service: string;
}

/** Starts the profile's Practice server in `PROFILE/practice`, on the port and with the token of the last time where it can. */
export async function openPractice(options: {
  readonly profileDirectory: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly decoder: ThumbnailDecoder | null;
  /** Whether this process owns the profile; beside its owner another port is taken and not remembered. */
  readonly ownsProfile: boolean;
  /** Asked for by the user; otherwise the port of the last time. */
  readonly port?: number;
}): Promise<ProfilePractice> {
  const { profileDirectory, clock, logger, decoder } = options;
  const notePath = join(profileDirectory, "practice.json");
  const remembered = await readNote(notePath);
  const server = await startPracticeServer({
    directory: join(profileDirectory, "practice"),
    clock,
    logger,
    ...(decoder === null ? {} : { decoder }),
    ...remembered,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  if (server.port !== remembered?.port || server.token !== remembered.token)
    await writeNote(notePath, server);
  const [ready] = practiceDestinationSettings(server);
  return { server, first: remembered === null, access: ready, service: ready.service };
}

async function readNote(path: string): Promise<z.infer<typeof rememberedSchema> | null> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return rememberedSchema.parse(JSON.parse(text));
  } catch {
    // A damaged note costs old practice links, nothing else: a new port and token are taken.
    return null;
  }
}

async function writeNote(path: string, server: PracticeServer): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify({ port: server.port, token: server.token }), { mode: 0o600 });
  await rename(`${path}.new`, path);
}
