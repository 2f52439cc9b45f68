import { stat } from "node:fs/promises";
import { type Command, InvalidArgumentError } from "commander";
import type { CommandContext } from "../context";
import { type ExitCode, exitCodes, UsageError } from "../exit";
import { sayFailure } from "../failures";
import { findUpload } from "../lookups";
import { formatBytes, printable } from "../text";

interface ThumbnailSize {
  readonly width: number;
  readonly height: number;
}

interface DownloadOptions {
  readonly output: string;
  readonly thumbnail?: ThumbnailSize;
}

/** Longest side of a thumbnail that may be asked for, pixels. */
const maximumSide = 10_000;

/** Adds `waybill download`. */
export function addDownload(program: Command, context: CommandContext): void {
  program
    .command("download <id>")
    .description("fetch the service's copy of a completed upload")
    .requiredOption("--output <path>", "the new file to write")
    .option("--thumbnail <WxH>", "a thumbnail of this size instead, e.g. 320x240", parseThumbnail)
    .action(async (id: string, options: DownloadOptions) => {
      context.finish(await download(context, id, options));
    });
}

function parseThumbnail(text: string): ThumbnailSize {
  const [, width, height] = /^(\d{1,5})[x×](\d{1,5})$/i.exec(text) ?? [];
  const size = { width: Number(width), height: Number(height) };
  const isFine = [size.width, size.height].every((side) => side >= 1 && side <= maximumSide);
  if (!isFine) throw new InvalidArgumentError("Write width and height as in 320x240.");
  return size;
}

async function download(context: CommandContext, id: string, options: DownloadOptions): Promise<ExitCode> {
  const outputPath = context.path(options.output);
  const existing = await stat(outputPath).catch(() => null);
  if (existing !== null) {
    throw new UsageError(`${printable(outputPath)} is there already.`, "Name a new file with --output.");
  }
  return await context.withEngine("look", async ({ api }) => {
    const upload = await findUpload(context, api, id);
    if (upload.state.kind !== "completed") {
      throw new UsageError(
        `"${printable(upload.name)}" is ${upload.state.kind}; only completed uploads are there.`,
      );
    }
    const thumbnail = options.thumbnail ?? null;
    try {
      const { size } = await api.download({ id, outputPath, thumbnail });
      context.output.result(outputPath);
      context.output.note(`${printable(upload.name)}: ${formatBytes(size)} received.`);
      return exitCodes.ok;
    } catch (thrown) {
      return sayFailure(context, upload.name, thrown);
    }
  });
}
