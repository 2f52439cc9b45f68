import { readdirSync, writeSync } from "node:fs";
import { createConnection } from "node:net";
import { dirname } from "node:path";
import { claimProfile, findEngine } from "../../../electron/engine/host/profile-host";

/**
 * Becomes another user (only root can) and tries the profile and the socket of the user that started it. Says in one line
 * of JSON what came of each attempt.
 */
const [profile = "", socket = "", user = ""] = process.argv.slice(2);
process.setgroups?.([]);
process.setgid?.(Number(user));
process.setuid?.(Number(user));

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown);
}

function list(folder: string): string {
  try {
    return readdirSync(folder).join();
  } catch (thrown) {
    return codeOf(thrown);
  }
}

const connecting = new Promise<string>((tried) => {
  const client = createConnection(socket);
  client.once("connect", () => {
    client.destroy();
    tried("connected");
  });
  client.once("error", (error) => tried(codeOf(error)));
});
const claiming = claimProfile(profile, { waitMs: 200 }).then(
  (claim) => (claim === null ? "guest" : "owner"),
  (thrown: unknown) => String(thrown),
);
const engine = await findEngine(profile);
const tries = {
  user: process.getuid?.(),
  connect: await connecting,
  socketFolder: list(dirname(socket)),
  profileFolder: list(profile),
  engine: engine === null ? "none" : "found",
  claim: await claiming,
};
writeSync(1, `${JSON.stringify(tries)}\n`);
process.exit(0);
