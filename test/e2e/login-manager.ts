import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "./app.fixture";
import { missingProgram } from "./keyring";

/** A program that a login manager needs and that is not here, or null. */
export const missingForLoginManager = missingProgram(["dbus-daemon", "python3"]);

/** What a program may ask to be told of in time: the system waits until it lets go. */
type Lock = "sleep" | "shutdown";

/** A system bus of its own, with systemd's login manager played by the test: it lets the computer sleep and end. */
export class LoginManager {
  /** What an app needs in its environment to find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** How many locks of each kind programs hold. */
  readonly #locks: Record<Lock, number> = { sleep: 0, shutdown: 0 };
  /** Emits the name of a lock when nobody holds one any more. */
  readonly #free = new EventEmitter();
  readonly #programs: readonly ChildProcess[];
  readonly #manager: ChildProcess;

  private constructor(
    environment: Readonly<Record<string, string>>,
    bus: ChildProcess,
    manager: ChildProcess,
  ) {
    this.environment = environment;
    this.#manager = manager;
    this.#programs = [manager, bus];
  }

  /** Starts bus and manager; the bus's socket lies in `folder`. */
  static async start(folder: string): Promise<LoginManager> {
    const path = join(folder, "system-bus");
    const address = `unix:path=${path}`;
    const bus = spawn("dbus-daemon", ["--session", "--nofork", "--print-address", `--address=${address}`], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    await once(bus.stdout, "data", { signal: AbortSignal.timeout(10_000) });
    const program = spawn("python3", [join(import.meta.dirname, "login-manager.py"), path], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const manager = new LoginManager({ DBUS_SYSTEM_BUS_ADDRESS: address }, bus, program);
    const lines = createInterface(program.stdout);
    const [ready] = await once(lines, "line", { signal: AbortSignal.timeout(10_000) });
    expect(ready).toBe("ready");
    lines.on("line", (line) => manager.#hear(line));
    return manager;
  }

  /** Says that the computer is about to sleep, and waits until every program lets it. */
  async sleep(): Promise<void> {
    await this.#prepare("sleep", "PrepareForSleep 1");
  }

  /** Says that the computer is awake again, and waits until programs want to be told of the next sleep. */
  async wake(): Promise<void> {
    this.#emit("PrepareForSleep 0");
    await this.#taken("sleep");
  }

  /** Says that the computer is about to end, and waits until every program lets it. */
  async shutDown(): Promise<void> {
    await this.#prepare("shutdown", "PrepareForShutdown 1");
  }

  /** Ends bus and manager. The app must be gone before: Chromium aborts when its bus goes. */
  async stop(): Promise<void> {
    for (const program of this.#programs) {
      const ended = once(program, "exit");
      if (program.kill("SIGTERM")) await ended;
    }
  }

  async #prepare(lock: Lock, signal: string): Promise<void> {
    await this.#taken(lock);
    const free = once(this.#free, lock);
    this.#emit(signal);
    await free;
  }

  async #taken(lock: Lock): Promise<void> {
    await expect.poll(() => this.#locks[lock]).toBeGreaterThan(0);
  }

  #hear(line: string): void {
    const [, change, lock] = /^(lock|unlock) (sleep|shutdown)$/.exec(line) ?? [];
    if (lock !== "sleep" && lock !== "shutdown") return;
    this.#locks[lock] += change === "lock" ? 1 : -1;
    if (this.#locks[lock] === 0) this.#free.emit(lock);
  }

  #emit(signal: string): void {
    this.#manager.stdin?.write(`${signal}\n`);
  }
}
