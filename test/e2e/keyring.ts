import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

/** A real keyring of its own session bus, apart from the user's. */
export interface Keyring {
  /** What an app needs in its environment to find it. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Which of these programs is missing here; null when all are there. */
export function missingProgram(
  programs: readonly string[] = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon"],
): string | null {
  for (const program of programs) {
    try {
      execFileSync("which", [program], { stdio: "ignore" });
    } catch {
      return program;
    }
  }
  return null;
}

/** Starts a session bus and an unlocked GNOME keyring that keeps its files in `folder`. */
export async function startKeyring(folder: string): Promise<Keyring> {
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const child of children.splice(0).reverse()) await end(child);
  };
  try {
    return { environment: await startPrograms(folder, children), stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function startPrograms(folder: string, children: ChildProcess[]): Promise<Record<string, string>> {
  const runtimeFolder = join(folder, "run");
  await mkdir(runtimeFolder, { recursive: true, mode: 0o700 });
  const environment: Record<string, string> = {
    XDG_RUNTIME_DIR: runtimeFolder,
    XDG_DATA_HOME: join(folder, "data"),
    HOME: folder,
  };
  const bus = spawn("dbus-daemon", ["--session", "--nofork", "--print-address"], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "ignore"],
  });
  children.push(bus);
  environment["DBUS_SESSION_BUS_ADDRESS"] = (await firstLine(bus)).trim();
  const keyring = spawn("gnome-keyring-daemon", ["--unlock", "--foreground", "--components=secrets"], {
    env: { ...process.env, ...environment },
    stdio: ["pipe", "ignore", "ignore"],
  });
  children.push(keyring);
  keyring.stdin.end("the password of a test\n");
  await untilOnBus({ ...process.env, ...environment });
  return environment;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

/** The bus prints its address when it is ready. */
async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("No output to wait for.");
  const [chunk] = await once(child.stdout, "data", { signal: AbortSignal.timeout(10_000) });
  return String(chunk);
}

/** Resolves when the keyring answers on the bus; it prints nothing itself. */
async function untilOnBus(environment: NodeJS.ProcessEnv): Promise<void> {
  const question = [
    ...["--session", "--dest=org.freedesktop.DBus", "--print-reply=literal", "/"],
    ...["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"],
  ];
  const endMs = Date.now() + 10_000;
  while (Date.now() < endMs) {
    const answer = execFileSync("dbus-send", question, { env: environment, encoding: "utf8" });
    if (answer.includes("true")) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("The keyring did not come up within ten seconds.");
}
