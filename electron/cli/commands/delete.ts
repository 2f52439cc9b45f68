import type { Command } from "commander";
import type { CommandContext } from "../context";
import { type ExitCode, exitCodes, UsageError } from "../exit";
import { sayFailure } from "../failures";
import { findUpload } from "../lookups";
import { printable } from "../text";

interface DeleteOptions {
  readonly json?: true;
}

/** Adds `waybill delete` (docs/decisions/0005: an addition to the contract's commands). */
export function addDelete(program: Command, context: CommandContext): void {
  program
    .command("delete <id>")
    .description("delete the service's copy of a completed upload, where the service has a way")
    .option("--json", "print an object")
    .action(async (id: string, options: DeleteOptions) => {
      context.finish(await deleteAtService(context, id, options));
    });
}

async function deleteAtService(
  context: CommandContext,
  id: string,
  options: DeleteOptions,
): Promise<ExitCode> {
  return await context.withEngine("look", async ({ api }) => {
    const upload = await findUpload(context, api, id);
    if (upload.state.kind !== "completed") {
      throw new UsageError(
        `"${printable(upload.name)}" is ${upload.state.kind}; only completed uploads are there.`,
      );
    }
    try {
      const { receipt } = await api.removeAtService({ id });
      const removedAt = receipt?.removedAt ?? null;
      if (options.json) context.output.result(JSON.stringify({ id, removedAt }));
      context.output.note(
        `${printable(upload.name)} was deleted at ${printable(upload.destinationName)}; the history keeps its row.`,
      );
      return exitCodes.ok;
    } catch (thrown) {
      return sayFailure(context, upload.name, thrown);
    }
  });
}
