import type { Command } from "commander";
import type { CommandContext } from "../context";
import { following } from "../follow";
import { defaultTimeout, followOptions, timeoutHelp, type WaitingOptions } from "../options";

/** Adds `waybill run`. */
export function addRun(program: Command, context: CommandContext): void {
  program
    .command("run")
    .description("work the queue until nothing is left that goes on by itself")
    .option("--timeout <duration>", timeoutHelp, defaultTimeout)
    .option("--json", "one object per line and upload, when it ends")
    .action(async (options: WaitingOptions) => {
      const follow = { ...followOptions(options), ordered: false };
      const code = await context.withEngine("work", (engine) =>
        following(context, engine, follow, (follower) => follower.queue()),
      );
      context.finish(code);
    });
}
