import type { Command } from "commander";
import type { EngineApi } from "../../engine/engine-api";
import type { Upload } from "../../shared/upload";
import type { CommandContext } from "../context";
import { type ExitCode, exitCodes } from "../exit";
import { jsonRow, rowsOf, uploadTable } from "../rows";
import { parseInteger } from "../settings-arguments";

/** Rows that are aligned with each other: a page of the engine. */
const rowsPerTable = 500;

interface ListOptions {
  readonly json: boolean;
  readonly list: "queue" | "history";
  readonly search: string;
  readonly limit: number;
}

/** Adds `waybill queue` and `waybill history`. */
export function addLists(program: Command, context: CommandContext): void {
  program
    .command("queue")
    .description("list the uploads that are not finished, in their order")
    .option("--json", "one object per line and upload")
    .action(async (options: { readonly json?: true }) => {
      const shown = { json: options.json === true, search: "", limit: Number.POSITIVE_INFINITY };
      const work = { ...shown, list: "queue" as const };
      context.finish(await context.withEngine("look", ({ api }) => list(context, api, work)));
    });
  program
    .command("history")
    .description("list finished uploads, the newest first")
    .option("--search <text>", "only those with these words in name or destination", "")
    .option("--limit <number>", "how many at most", "50")
    .option("--json", "one object per line and upload")
    .action(async (options: { readonly json?: true; readonly search: string; readonly limit: string }) => {
      const limit = parseInteger("--limit", options.limit, 1, Number.MAX_SAFE_INTEGER);
      const work = { json: options.json === true, list: "history" as const, search: options.search, limit };
      context.finish(await context.withEngine("look", ({ api }) => list(context, api, work)));
    });
}

async function list(context: CommandContext, api: EngineApi, options: ListOptions): Promise<ExitCode> {
  const { output } = context;
  let page: Upload[] = [];
  let shown = 0;
  const print = async () => {
    const heading = output.isResultTerminal && shown === page.length && page.length > 0;
    const lines = options.json
      ? page.map((upload) => JSON.stringify(jsonRow(upload)))
      : uploadTable(page, heading);
    page = [];
    for (const line of lines) if (!output.result(line)) await output.drained();
  };
  for await (const upload of rowsOf(api, { list: options.list, search: options.search })) {
    if (shown >= options.limit || !output.isWanted) break;
    page.push(upload);
    shown += 1;
    if (page.length === rowsPerTable) await print();
  }
  await print();
  return exitCodes.ok;
}
