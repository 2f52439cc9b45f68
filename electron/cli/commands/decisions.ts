import { type Command, Option } from "commander";
import type { EngineConnection } from "../../engine/engine-api";
import type { UploadAction } from "../../shared/ipc";
import type { Upload, UploadState } from "../../shared/upload";
import type { CommandContext } from "../context";
import { type ExitCode, exitCodes, UsageError } from "../exit";
import { beforeSending, type FollowOptions, following } from "../follow";
import { findUpload } from "../lookups";
import { defaultTimeout, followOptions, timeoutHelp, type WaitingOptions } from "../options";
import { jsonRow } from "../rows";
import { printable } from "../text";

type Verdict = "arrived" | "resend" | "removed";

/** Adds `waybill retry`, `cancel` and `resolve`: what the user decides about one upload. */
export function addDecisions(program: Command, context: CommandContext): void {
  program
    .command("retry <id>")
    .description("send an upload again that failed, was canceled, is paused or waits")
    .option("--timeout <duration>", timeoutHelp, defaultTimeout)
    .option("--json", "one object, when it ends")
    .action(async (id: string, options: WaitingOptions) => {
      const follow = followOptions(options);
      const work = (engine: EngineConnection) => retry(context, engine, id, follow);
      context.finish(await context.withEngine("work", work));
    });
  program
    .command("cancel <id>")
    .description("take an upload out of the queue")
    .option("--json", "print the upload as an object")
    .action(async (id: string, options: { readonly json?: true }) => {
      const work = (engine: EngineConnection) => cancel(context, engine, id, options.json === true);
      context.finish(await context.withEngine("look", work));
    });
  program
    .command("resolve <id>")
    .description("decide about an upload that may have arrived")
    .addOption(
      new Option("--as <verdict>", "it arrived, is to be sent again, or is to be removed from the queue")
        .choices(["arrived", "resend", "removed"])
        .makeOptionMandatory(),
    )
    .option("--timeout <duration>", timeoutHelp, defaultTimeout)
    .option("--json", "print the upload as an object")
    .action(async (id: string, options: WaitingOptions & { readonly as: Verdict }) => {
      const follow = followOptions(options);
      const work = (engine: EngineConnection) => resolve(context, engine, id, options.as, follow);
      const engineUse = options.as === "resend" ? "work" : "look";
      context.finish(await context.withEngine(engineUse, work));
    });
}

async function retry(
  context: CommandContext,
  engine: EngineConnection,
  id: string,
  follow: FollowOptions,
): Promise<ExitCode> {
  const upload = await findUpload(context, engine.api, id);
  const { kind } = upload.state;
  if (kind === "completed") throw new UsageError(`"${printable(upload.name)}" has arrived already.`);
  if (kind === "unconfirmed") {
    throw new UsageError(
      `"${printable(upload.name)}" may have arrived; sending it again may make a second copy.`,
      `Decide with: ${context.commandText(`resolve ${id} --as arrived|resend|removed`)}`,
    );
  }
  return await sendAgain(context, engine, upload, kind === "paused" ? "resume" : "retry", follow);
}

async function resolve(
  context: CommandContext,
  engine: EngineConnection,
  id: string,
  verdict: Verdict,
  follow: FollowOptions,
): Promise<ExitCode> {
  const upload = await findUpload(context, engine.api, id);
  if (upload.state.kind !== "unconfirmed") {
    throw new UsageError(
      `"${printable(upload.name)}" is ${upload.state.kind}; only unconfirmed uploads are resolved.`,
    );
  }
  if (verdict === "resend") return await sendAgain(context, engine, upload, "resolve-resend", follow);
  return await decide(
    context,
    engine,
    upload,
    verdict === "arrived" ? "resolve-arrived" : "resolve-removed",
    {
      json: follow.json,
      said: verdict === "arrived" ? "marked as arrived" : "removed from the queue",
    },
  );
}

async function cancel(
  context: CommandContext,
  engine: EngineConnection,
  id: string,
  json: boolean,
): Promise<ExitCode> {
  const upload = await findUpload(context, engine.api, id);
  if (upload.state.kind === "completed") {
    throw new UsageError(`"${printable(upload.name)}" has arrived already and can't be canceled.`);
  }
  return await decide(context, engine, upload, "cancel", { json, said: "canceled" });
}

/** Does what needs no wait, and tells it. */
async function decide(
  context: CommandContext,
  { api }: EngineConnection,
  upload: Upload,
  action: UploadAction,
  telling: { readonly json: boolean; readonly said: string },
): Promise<ExitCode> {
  await api.act({ ids: [upload.id], action });
  const now = (await api.upload({ id: upload.id })) ?? upload;
  if (telling.json) context.output.result(JSON.stringify(jsonRow(now)));
  const expected: UploadState["kind"] = action === "resolve-arrived" ? "completed" : "canceled";
  if (now.state.kind !== expected && now !== upload) {
    context.output.note(`${printable(upload.name)}: it is ${now.state.kind} now.`);
    return exitCodes.failed;
  }
  context.output.note(`${printable(upload.name)}: ${telling.said}.`);
  return exitCodes.ok;
}

async function sendAgain(
  context: CommandContext,
  engine: EngineConnection,
  upload: Upload,
  action: UploadAction,
  follow: FollowOptions,
): Promise<ExitCode> {
  return await following(context, engine, { ...follow, ordered: true }, async (follower) => {
    await beforeSending(engine.api.act({ ids: [upload.id], action }));
    return await follower.one(await findUpload(context, engine.api, upload.id));
  });
}
