import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Debian's user `nobody`, for tests that root runs: Waybill opens no window for root. */
const nobody = { uid: 65_534, gid: 65_534 };

export const isRoot = process.getuid?.() === 0;

/** Who uses the package: never root. */
const user = isRoot ? nobody : {};

/** How a program ended, and what it said. */
export interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Somebody with a home of their own who uses an installed Waybill. */
export class User {
  readonly home = mkdtempSync(join(tmpdir(), "waybill-user-"));
  readonly profile = join(this.home, "profile");
  readonly #running = new Set<ChildProcess>();

  constructor() {
    if (isRoot) chownSync(this.home, nobody.uid, nobody.gid);
  }

  /** A new file of this user's. */
  file(name: string, text: string): string {
    const path = join(this.home, name);
    writeFileSync(path, text);
    if (isRoot) chownSync(path, nobody.uid, nobody.gid);
    return path;
  }

  /** A new folder of this user's. */
  folder(name: string): string {
    const path = join(this.home, name);
    mkdirSync(path);
    if (isRoot) chownSync(path, nobody.uid, nobody.gid);
    return path;
  }

  /** Starts a program as this user, who has no display and no bus but what `environment` names. */
  start(program: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
    const child = spawn(program, words, {
      ...user,
      cwd: this.home,
      env: { PATH: process.env["PATH"], HOME: this.home, LC_ALL: "C.UTF-8", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#running.add(child);
    child.on("close", () => this.#running.delete(child));
    return child;
  }

  /** Runs a program to its end. */
  async run(
    program: string,
    words: readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<Outcome> {
    return await outcomeOf(this.start(program, words, environment));
  }

  /** Ends what still runs, and removes the home. */
  async leave(): Promise<void> {
    for (const child of this.#running) {
      // Not "close": what it started may live on and hold the other end of its output.
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }
      child.stdout?.destroy();
      child.stderr?.destroy();
    }
    rmSync(this.home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Waits for a program's end. */
export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let output = "";
  let errors = "";
  child.stdout?.on("data", (chunk) => {
    output += String(chunk);
  });
  child.stderr?.on("data", (chunk) => {
    errors += String(chunk);
  });
  const [code] = await once(child, "close");
  return { code, output, errors };
}

/** A process of a package, as the kernel sees it. */
export interface SeenProcess {
  readonly words: readonly string[];
  /** Whether system calls are filtered (seccomp). */
  readonly isFiltered: boolean;
  /** Whether it sees other processes than we do. */
  readonly isApart: boolean;
}

/** The processes of one program whose words include `kind`. */
export function processesOf(program: string, kind: string): readonly SeenProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      const words = readText(`/proc/${id}/cmdline`).split(/[\0 ]/);
      if (words[0] !== program || !words.includes(kind)) return [];
      const status = readText(`/proc/${id}/status`);
      const isFiltered = /^Seccomp:\t2$/m.test(status);
      return [{ words, isFiltered, isApart: /^NSpid:\t\d+\t\d+/m.test(status) }];
    });
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // A process that has ended meanwhile.
    return "";
  }
}
