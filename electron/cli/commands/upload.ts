import type { Command } from "commander";
import type { Added, EngineConnection } from "../../engine/engine-api";
import type { Destination } from "../../shared/destination";
import { addOnce } from "../add-once";
import type { CommandContext } from "../context";
import { type ExitCode, UsageError } from "../exit";
import { beforeSending, type FollowOptions, following } from "../follow";
import { findDestination, findService } from "../lookups";
import { collect, defaultTimeout, followOptions, timeoutHelp, type WaitingOptions } from "../options";
import { refusalLine } from "../rows";
import { parseSettings } from "../settings-arguments";
import { countOf, printable } from "../text";

interface UploadOptions extends WaitingOptions {
  readonly to: string;
  readonly set?: readonly string[];
  readonly hidden?: true;
}

const uploadHelp = `
Prints one line per completed upload, in the order given: its link, or its remote id where there is no link.
Folders are walked. Nothing is sent when any of the paths is refused.

Ends with 0 when all completed, 1 when any failed or is left in the queue, 2 when nothing was sent because of
usage, settings or input, 3 when any may have arrived but was not confirmed, 130 when interrupted.

Examples:
  waybill upload report.pdf --to Practice
  waybill upload photos/ --to "Design room" --set roomID=design --json
  waybill upload --to Practice -- -odd-name.txt`;

/** Adds `waybill upload`. */
export function addUpload(program: Command, context: CommandContext): void {
  program
    .command("upload <path...>")
    .description("send files and folders, and wait until each has arrived")
    .requiredOption("--to <name>", "the destination")
    .option("--set <KEY=VALUE>", "a setting of these uploads; may be repeated", collect)
    .option("--hidden", "take the hidden files of folders too")
    .option("--timeout <duration>", timeoutHelp, defaultTimeout)
    .option("--json", "one object per line and upload, when it ends")
    .addHelpText("after", uploadHelp)
    .action(async (paths: string[], options: UploadOptions) => {
      const follow = followOptions(options);
      const absolute = paths.map((path) => context.path(path));
      const work = (engine: EngineConnection) => upload(context, engine, absolute, options, follow);
      context.finish(await context.withEngine("work", work));
    });
}

async function upload(
  context: CommandContext,
  engine: EngineConnection,
  paths: readonly string[],
  options: UploadOptions,
  follow: FollowOptions,
): Promise<ExitCode> {
  const destination = await beforeSending(findDestination(context, engine.api, options.to));
  const service = await beforeSending(findService(engine.api, destination.service));
  const settings = parseSettings(context, options.set ?? [], {
    allowed: service.uploadFields,
    all: [...service.uploadFields, ...service.destinationFields],
    owner: `An upload to ${service.label}`,
  });
  return await following(context, engine, { ...follow, ordered: true }, async (follower) => {
    const hidden = options.hidden === true;
    const request = { paths, destinationId: destination.id, options: settings, hidden, allOrNothing: true };
    const adding = addOnce(engine.api, request, context.environment.clock);
    const batchId = requireAccepted(context, await beforeSending(adding));
    const code = await follower.batch(batchId);
    sayPractice(context, destination, follower.completed);
    return code;
  });
}

/** The batch of accepted uploads; names every refused path and ends the command with 2 where there is none. */
function requireAccepted(context: CommandContext, { batchId, refused }: Added): string {
  for (const { path, error } of refused) {
    context.output.note(refusalLine(path, error));
    context.output.note(`  ${printable(error.hint)}`);
  }
  if (batchId !== null) return batchId;
  if (refused.length === 0) {
    throw new UsageError("There is no file to send.", "Hidden files of folders are taken with --hidden.");
  }
  throw new UsageError(`Nothing was sent: ${countOf(refused.length, "path")} refused.`);
}

function sayPractice(context: CommandContext, destination: Destination, completed: number): void {
  if (!destination.practice || completed === 0) return;
  const command = context.commandText("practice");
  context.output.note(`Practice links open while Waybill or \`${command}\` is running.`);
}
