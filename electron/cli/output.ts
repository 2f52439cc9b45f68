import type { OutputStream } from "./environment";

/** Clears the line the cursor is on and puts the cursor to its start (ECMA-48 EL). */
const clearLine = "\r\u001b[2K";

/**
 * Where a command speaks: results go to stdout, all else to stderr. A live line, on a terminal only, stays below both.
 * A reader who closes the pipe (`| head`) ends the output quietly.
 */
export class Output {
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  #stdoutClosed = false;
  #stderrClosed = false;
  #liveText: string | null = null;

  constructor(stdout: OutputStream, stderr: OutputStream) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    // Never taken off again: a broken pipe may be reported after the command has ended.
    stdout.on("error", () => {
      this.#stdoutClosed = true;
    });
    stderr.on("error", () => {
      this.#stderrClosed = true;
    });
  }

  /** Whether anybody still reads the results. */
  get isWanted(): boolean {
    return !this.#stdoutClosed;
  }

  /** Whether results go to a terminal, where a table deserves a heading. */
  get isResultTerminal(): boolean {
    return this.#stdout.isTTY === true;
  }

  /** Whether a live line is seen. */
  get isLive(): boolean {
    return this.#stderr.isTTY === true;
  }

  /** Writes a result. Answers false when the pipe is full: await `drained` before more. */
  result(line: string): boolean {
    if (this.#stdoutClosed) return true;
    this.#eraseLive();
    const ready = this.#stdout.write(`${line}\n`);
    this.#drawLive();
    return ready;
  }

  /** Settles when the pipe takes more, or when nobody reads it any more. */
  async drained(): Promise<void> {
    if (this.#stdoutClosed) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#stdout.off("drain", done);
        this.#stdout.off("error", done);
        this.#stdout.off("close", done);
        resolve();
      };
      this.#stdout.on("drain", done);
      this.#stdout.on("error", done);
      this.#stdout.on("close", done);
    });
  }

  /** Writes a message beside the results. */
  note(line: string): void {
    if (this.#stderrClosed) return;
    this.#eraseLive();
    this.#stderr.write(`${line}\n`);
    this.#drawLive();
  }

  /** Replaces the live line; null removes it. Nothing happens where stderr is no terminal. */
  live(text: string | null): void {
    if (!this.isLive || text === this.#liveText) return;
    this.#eraseLive();
    this.#liveText = text;
    this.#drawLive();
  }

  /** Removes the live line and settles when everything written has left the process or is not wanted. */
  async end(): Promise<void> {
    this.live(null);
    await Promise.all([this.#flushed(this.#stdout), this.#flushed(this.#stderr)]);
  }

  async #flushed(stream: OutputStream): Promise<void> {
    const isClosed = stream === this.#stdout ? this.#stdoutClosed : this.#stderrClosed;
    if (isClosed) return;
    await new Promise<void>((resolve) => {
      stream.write("", () => resolve());
    });
  }

  #eraseLive(): void {
    if (this.#liveText !== null && !this.#stderrClosed) this.#stderr.write(clearLine);
  }

  #drawLive(): void {
    if (this.#liveText === null || this.#stderrClosed) return;
    const width = Math.max(20, (this.#stderr.columns ?? 80) - 1);
    this.#stderr.write([...this.#liveText].slice(0, width).join(""));
  }
}
