import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { EngineConnection } from "../engine-api";
import { Failure } from "../failure";
import { type Clock, type Logger, silentLogger, systemClock } from "../ports";
import { lockFile } from "../store/database";
import { HostServer } from "./host-server";
import { makeCard, makeSocketPath, readCard, removeCard, writeCard } from "./profile-socket";
import { type RemoteEngine, reachOwner } from "./remote-engine";

/** How long a start waits for the owner to become reachable, milliseconds: an owner may just be opening a large queue. */
const waitForOwnerMs = 15_000;

/** Between two looks, milliseconds, plus as much again at random, so that 20 starts do not stumble over each other. */
const lookAgainMs = 40;

/** A profile that belongs to this process, until it is released or the process ends in whatever way. */
export interface ProfileClaim {
  readonly profileDirectory: string;
  /** Lets the profile go; the next claim may have it at once. */
  release(): void;
}

/** What may be given by a test. */
export interface HostOptions {
  readonly clock?: Clock;
  readonly waitMs?: number;
}

function pause(clock: Clock): Promise<void> {
  return new Promise((over) => clock.after(lookAgainMs * (1 + Math.random()), over));
}

function silentOwner(profileDirectory: string): Failure {
  const card = readCard(profileDirectory);
  const who = card === null ? "Another Waybill" : `Another Waybill (process ${card.pid} on ${card.computer})`;
  return new Failure("permanent", "config", {
    message: `${who} has this profile open but does not answer.`,
    hint: "End it, then try again, or choose another profile with --profile.",
  });
}

/** Throws when this user may not use the profile's folder, as one of another user. */
function requireAccess(profileDirectory: string): void {
  try {
    accessSync(profileDirectory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new Failure("permanent", "config", {
      message: "The profile's folder is closed to this user.",
      hint: "It may belong to another user: choose a profile of your own with --profile.",
      cause,
    });
  }
}

/** Takes the lock of the profile; null while somebody else has it. */
function tryClaim(profileDirectory: string): ProfileClaim | null {
  const lock = lockFile(join(profileDirectory, "host.lock.db"));
  return lock === null ? null : { profileDirectory, release: () => lock.release() };
}

/** The engine of the living owner, or null when nobody can be reached right now. */
export async function findEngine(profileDirectory: string): Promise<RemoteEngine | null> {
  const card = readCard(profileDirectory);
  return card === null ? null : reachOwner(card);
}

/**
 * Makes this process the only owner of a profile, or answers null when another one is and can be reached
 * (`connectEngine`). Of many starts at once exactly one gets the claim; the others wait until it answers.
 * Throws `Failure` `config` when the folder is closed to this user, or the owner does not answer in time or is another
 * version.
 */
export async function claimProfile(
  profileDirectory: string,
  options: HostOptions = {},
): Promise<ProfileClaim | null> {
  const clock = options.clock ?? systemClock;
  mkdirSync(profileDirectory, { recursive: true, mode: 0o700 });
  requireAccess(profileDirectory);
  const deadline = clock.monotonicMs() + (options.waitMs ?? waitForOwnerMs);
  do {
    const claim = tryClaim(profileDirectory);
    if (claim !== null) return claim;
    const owner = await findEngine(profileDirectory);
    if (owner !== null) {
      await owner.close();
      return null;
    }
    await pause(clock);
  } while (clock.monotonicMs() < deadline);
  throw silentOwner(profileDirectory);
}

/**
 * Connects to the engine of the profile's owner, waiting until it listens.
 * Throws `Failure` `config` when it does not answer in time or is another version; `findEngine` does not wait.
 */
export async function connectEngine(
  profileDirectory: string,
  options: HostOptions = {},
): Promise<RemoteEngine> {
  const clock = options.clock ?? systemClock;
  const deadline = clock.monotonicMs() + (options.waitMs ?? waitForOwnerMs);
  do {
    const owner = await findEngine(profileDirectory);
    if (owner !== null) return owner;
    await pause(clock);
  } while (clock.monotonicMs() < deadline);
  throw silentOwner(profileDirectory);
}

/** An engine that other processes of the same user can ask. */
export interface Hosting {
  /** Takes no more questions; those who are connected lose the connection. */
  stopListening(): Promise<void>;
  /** Gives the profile back; called last, when the records are closed. */
  release(): void;
}

/** Offers the engine of the claimed profile to other processes of the same user. */
export async function serveEngine(
  connection: EngineConnection,
  claim: ProfileClaim,
  options: { readonly version?: string; readonly logger?: Logger } = {},
): Promise<Hosting> {
  const card = makeCard(makeSocketPath(claim.profileDirectory));
  const server = new HostServer(connection, card, options.version ?? "", options.logger ?? silentLogger);
  await server.listen();
  try {
    writeCard(claim.profileDirectory, card);
  } catch (thrown) {
    await server.close();
    throw thrown;
  }
  return {
    stopListening: async () => {
      removeCard(claim.profileDirectory);
      await server.close();
    },
    release: () => claim.release(),
  };
}
