import { resolve } from "node:path";
import type { EngineConnection } from "../engine/engine-api";
import type { CommandLineEnvironment, EngineUse } from "./environment";
import { asUsageError, type ExitCode, exitCodes, Interrupted, UsageError, unlessInterrupted } from "./exit";
import type { Output } from "./output";
import { SteadyEngine } from "./steady-engine";
import { quoteWord } from "./text";

/** What every command gets: its surroundings, its output, and the way to an engine. */
export class CommandContext {
  readonly environment: CommandLineEnvironment;
  readonly output: Output;
  readonly #readProfile: () => string | undefined;
  #exitCode: ExitCode = exitCodes.ok;

  constructor(environment: CommandLineEnvironment, output: Output, readProfile: () => string | undefined) {
    this.environment = environment;
    this.output = output;
    this.#readProfile = readProfile;
  }

  /** What the command ended with. */
  get exitCode(): ExitCode {
    return this.#exitCode;
  }

  /** Notes what the command ended with. */
  finish(exitCode: ExitCode): void {
    this.#exitCode = exitCode;
  }

  /** The absolute path of an argument. An empty one is refused: it would silently mean the current folder. */
  path(argument: string): string {
    if (argument === "") throw new UsageError("An empty path names no file.");
    if (argument.includes("\0")) throw new UsageError("A path cannot contain a NUL character.");
    return resolve(this.environment.currentDirectory, argument);
  }

  /** The profile the command works on. */
  profileDirectory(): string {
    const given = this.#readProfile();
    return given === undefined ? this.environment.defaultProfileDirectory : this.path(given);
  }

  /** A command the user can copy, with the profile in use. */
  commandText(rest: string): string {
    const given = this.#readProfile();
    if (given === undefined) return `waybill ${rest}`;
    return `waybill --profile ${quoteWord(this.path(given), this.environment.platform)} ${rest}`;
  }

  /** Opens an engine for some work and closes it whatever happens; the user's interruption ends the wait for the work. */
  async withEngine(
    engineUse: EngineUse,
    work: (connection: EngineConnection) => Promise<ExitCode>,
  ): Promise<ExitCode> {
    const connection = new SteadyEngine(await this.#open(engineUse), () =>
      this.environment.openEngine(this.profileDirectory(), engineUse),
    );
    try {
      return await unlessInterrupted(work(connection), this.environment.interrupt);
    } catch (thrown) {
      if (thrown instanceof Interrupted && engineUse === "work") {
        this.output.note(`Interrupted. The queue is kept; go on with: ${this.commandText("run")}`);
      }
      throw thrown;
    } finally {
      this.output.live(null);
      await connection.close();
    }
  }

  async #open(engineUse: EngineUse): Promise<EngineConnection> {
    const opening = this.environment.openEngine(this.profileDirectory(), engineUse);
    try {
      return await unlessInterrupted(opening, this.environment.interrupt);
    } catch (thrown) {
      // An engine that opens only now must still be closed in order; one that fails now is of no concern any more.
      if (thrown instanceof Interrupted)
        await opening.then(
          (late) => late.close(),
          () => {},
        );
      throw asUsageError(thrown);
    }
  }
}
