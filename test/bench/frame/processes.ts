import { type ChildProcess, execFile, fork } from "node:child_process";
import { setMaxListeners } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What a program answers to a request. */
type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string };

/** Work that a program offers to whoever started it, by name. Arguments and answers are plain data. */
export type Operations = Readonly<Record<string, (argument: never) => unknown>>;

/** The names of a program's operations that take an argument, or none. */
type Argument<Offered extends Operations, Name extends keyof Offered> = Parameters<Offered[Name]>[0];
type Value<Offered extends Operations, Name extends keyof Offered> = Awaited<ReturnType<Offered[Name]>>;

/** A running program (`programs/`), in a process of its own. */
export interface Program<Offered extends Operations> {
  readonly pid: number;
  call<Name extends keyof Offered & string>(
    name: Name,
    argument: Argument<Offered, Name>,
  ): Promise<Value<Offered, Name>>;
  end(): Promise<void>;
}

const started = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of started) child.kill("SIGKILL");
});
setMaxListeners(100);

/** Starts a program of the benchmarks. */
export function startProgram<Offered extends Operations>(
  programs: string,
  name: string,
  environment: Readonly<Record<string, string>> = {},
): Program<Offered> {
  const child = fork(join(programs, `${name}.mjs`), [], {
    env: { ...process.env, ...environment },
    execArgv: [],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  started.add(child);
  const waiting = new Map<number, (answer: Answer) => void>();
  let count = 0;
  child.on("message", (message) => {
    const answer = message as Answer;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  const ended = new Promise<void>((done) => {
    child.once("exit", (code, signal) => {
      started.delete(child);
      const why = `The program ${name} ended (${code ?? signal}).`;
      for (const [id, answer] of waiting) answer({ id, ok: false, message: why });
      done();
    });
  });
  return {
    pid: child.pid ?? 0,
    call: (operation, argument) =>
      new Promise((resolve, reject) => {
        count += 1;
        waiting.set(count, (answer) =>
          answer.ok ? resolve(answer.value as never) : reject(new Error(`${name}: ${answer.message}`)),
        );
        child.send({ id: count, operation, argument });
      }),
    end: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** The other side: answers requests until whoever started the program lets go; `close` ends what still runs. */
export function serveOperations(operations: Operations, close: () => Promise<void> = async () => {}): void {
  process.on("message", (message) => {
    const { id, operation, argument } = message as { id: number; operation: string; argument: never };
    const work = async () => await operations[operation]?.(argument);
    work().then(
      (value) => process.send?.({ id, ok: true, value }),
      (error: unknown) =>
        process.send?.({ id, ok: false, message: error instanceof Error ? error.stack : String(error) }),
    );
  });
  process.once("disconnect", () => {
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

/** Runs a program of the system to its end; answers what it printed and how long it took, milliseconds. */
export function runTimed(
  command: string,
  words: readonly string[],
): Promise<{ readonly ms: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    execFile(command, words, { maxBuffer: 1 << 28 }, (error, output, complaints) => {
      const ms = performance.now() - startedMs;
      if (error === null) resolve({ ms, output });
      else reject(new Error(`${command} failed: ${error.message.slice(0, 400)} ${complaints.slice(0, 400)}`));
    });
  });
}

/** Memory of a process that is its own, megabytes (Linux; elsewhere 0). */
export async function ownMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** Processor time that a process has used, seconds (Linux; elsewhere 0). */
export async function processorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(") ") + 2).split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}
