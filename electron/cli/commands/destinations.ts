import type { Command } from "commander";
import type { EngineApi, EngineConnection } from "../../engine/engine-api";
import type { Destination } from "../../shared/destination";
import type { ServiceInfo } from "../../shared/service";
import type { CommandContext } from "../context";
import { type ExitCode, exitCodes, UsageError } from "../exit";
import { beforeSending } from "../follow";
import { findDestination, findService } from "../lookups";
import { collect } from "../options";
import { parseSecrets, parseSettings, sourceText } from "../settings-arguments";
import { printable, quoteWord, tableLines } from "../text";

interface JsonOption {
  readonly json?: true;
}

interface AddOptions extends JsonOption {
  readonly service: string;
  readonly set?: readonly string[];
  readonly secret?: readonly string[];
}

const addHelp = `
Secrets are never given as plain words, because arguments are seen by every process of the computer:
  --secret token=env:MY_TOKEN     keeps the name of the variable and reads it at each use
  --secret token=file:token.txt   keeps the path of the file and reads it at each use
  --secret token=-                reads standard input once and keeps the value in the system's keyring

Every service's keys are listed by: waybill services

Examples:
  waybill destinations add "Design room" --service imkit --set baseUrl=https://chat.example.com \\
    --set bucket=files --set roomID=design --secret clientKey=env:IMKIT_KEY --secret token=env:IMKIT_TOKEN
  waybill destinations test "Design room"`;

/** Adds `waybill destinations` and what it does. */
export function addDestinations(program: Command, context: CommandContext): void {
  const group = program.command("destinations").description("add, list, show, test or remove destinations");
  group
    .command("add <name>")
    .description("add a destination: a service with its address and credentials")
    .requiredOption("--service <id>", "the service, as `waybill services` lists it")
    .option("--set <KEY=VALUE>", "a setting; may be repeated", collect)
    .option("--secret <KEY=SOURCE>", "where a secret comes from; may be repeated", collect)
    .option("--json", "print the destination as an object")
    .addHelpText("after", addHelp)
    .action(async (name: string, options: AddOptions) => {
      context.finish(await context.withEngine("look", (engine) => add(context, engine, name, options)));
    });
  group
    .command("list")
    .description("list all destinations")
    .option("--json", "one object per line and destination")
    .action(async (options: JsonOption) => {
      context.finish(await context.withEngine("look", (engine) => list(context, engine, options)));
    });
  const named = [
    {
      name: "show",
      description: "show a destination's settings and where its secrets come from",
      deed: show,
    },
    { name: "test", description: "try a destination: address, credentials and place", deed: test },
    { name: "remove", description: "remove a destination; the history keeps its uploads", deed: remove },
  ];
  for (const { name, description, deed } of named) {
    group
      .command(`${name} <name>`)
      .description(description)
      .option("--json", "print an object")
      .action(async (destinationName: string, options: JsonOption) => {
        const work = async (engine: EngineConnection) => {
          const destination = await findDestination(context, engine.api, destinationName);
          return await deed(context, engine, destination, options);
        };
        context.finish(await context.withEngine("look", work));
      });
  }
}

async function add(
  context: CommandContext,
  { api }: EngineConnection,
  name: string,
  options: AddOptions,
): Promise<ExitCode> {
  const draftName = name.trim();
  if (draftName === "") throw new UsageError("A destination needs a name.");
  if ([...draftName].length > 80) throw new UsageError("A destination's name has 80 characters at most.");
  const service = await findService(api, options.service);
  const taken = (await api.destinations()).some(
    (candidate) => candidate.name.toLowerCase() === draftName.toLowerCase(),
  );
  if (taken) {
    throw new UsageError(
      `There is a destination "${printable(draftName)}" already.`,
      `Choose another name, or remove it first: ${context.commandText(destinationCommand(context, "remove", draftName))}`,
    );
  }
  const all = [...service.destinationFields, ...service.uploadFields];
  const settings = parseSettings(context, options.set ?? [], { allowed: all, all, owner: service.label });
  const { secrets, secretSources } = await parseSecrets(context, options.secret ?? [], {
    all,
    owner: service.label,
  });
  const draft = { name: draftName, service: service.id, settings, secrets, secretSources };
  const saved = await beforeSending(api.saveDestination(draft));
  if (options.json) {
    context.output.result(JSON.stringify(jsonDestination(saved, await tokenEnds(api))));
  }
  context.output.note(`Added "${printable(saved.name)}" (${service.label}).`);
  context.output.note(`Try it: ${context.commandText(destinationCommand(context, "test", saved.name))}`);
  return exitCodes.ok;
}

function destinationCommand(context: CommandContext, deed: string, name: string): string {
  return `destinations ${deed} ${quoteWord(printable(name), context.environment.platform)}`;
}

async function list(
  context: CommandContext,
  { api }: EngineConnection,
  options: JsonOption,
): Promise<ExitCode> {
  const destinations = await api.destinations();
  if (options.json) {
    const ends = await tokenEnds(api);
    for (const one of destinations) context.output.result(JSON.stringify(jsonDestination(one, ends)));
    return exitCodes.ok;
  }
  const rows = destinations.map((one) => [
    printable(one.name),
    one.service,
    printable(one.settings["baseUrl"] ?? ""),
  ]);
  const heading = context.output.isResultTerminal && rows.length > 0 ? [["NAME", "SERVICE", "ADDRESS"]] : [];
  for (const line of tableLines([...heading, ...rows])) context.output.result(line);
  if (rows.length === 0) {
    context.output.note(`No destination yet; add one: ${context.commandText("destinations add --help")}`);
  }
  return exitCodes.ok;
}

/** When the tokens in use end, by destination; null for a token that has no end or does not tell. */
async function tokenEnds(api: EngineApi): Promise<ReadonlyMap<string, string | null>> {
  const signIns = await api.signIns();
  return new Map(signIns.map(({ destinationId, tokenExpiresAt }) => [destinationId, tokenExpiresAt]));
}

/** A destination as `--json` shows it: secrets by where they come from, never by value. */
function jsonDestination(
  destination: Destination,
  ends: ReadonlyMap<string, string | null>,
): Readonly<Record<string, unknown>> {
  return {
    name: destination.name,
    service: destination.service,
    settings: destination.settings,
    secrets: secretTexts(destination),
    practice: destination.practice,
    tokenExpiresAt: ends.get(destination.id) ?? null,
    createdAt: destination.createdAt,
  };
}

function secretTexts(destination: Destination): Readonly<Record<string, string>> {
  const entries = Object.entries(destination.secrets);
  return Object.fromEntries(entries.map(([key, source]) => [key, sourceText(source)]));
}

async function show(
  context: CommandContext,
  { api }: EngineConnection,
  destination: Destination,
  options: JsonOption,
): Promise<ExitCode> {
  const ends = await tokenEnds(api);
  if (options.json) {
    context.output.result(JSON.stringify(jsonDestination(destination, ends)));
    return exitCodes.ok;
  }
  const tokenEnd = ends.get(destination.id) ?? null;
  const service = (await api.services()).find((candidate) => candidate.id === destination.service);
  const rows = [
    ["name", destination.name],
    ["service", service === undefined ? destination.service : `${service.id} (${service.label})`],
    ...Object.entries(destination.settings),
    ...Object.entries(secretTexts(destination)).map(([key, text]) => [`${key}*`, text]),
    ...(tokenEnd === null ? [] : [["token ends", tokenEnd]]),
    ...missingSecrets(service, destination).map((key) => [`${key}*`, "not set"]),
  ];
  for (const line of tableLines(rows.map((row) => row.map(printable)))) context.output.result(line);
  return exitCodes.ok;
}

/** A secret that most do without (a proxy's password) is not missed. */
function missingSecrets(service: ServiceInfo | undefined, destination: Destination): readonly string[] {
  if (destination.practice) return [];
  const secrets = (service?.destinationFields ?? []).filter(
    (field) => field.type === "secret" && (field.required || !field.advanced),
  );
  return secrets.map((field) => field.key).filter((key) => destination.secrets[key] === undefined);
}

async function test(
  context: CommandContext,
  { api }: EngineConnection,
  destination: Destination,
  options: JsonOption,
): Promise<ExitCode> {
  const { id, name, service, settings } = destination;
  const { ok, field, message, hint } = await api.testDestination({
    id,
    name,
    service,
    settings,
    secrets: {},
  });
  if (options.json) context.output.result(JSON.stringify({ ok, field, message, hint }));
  else if (ok) context.output.result(`ok: ${printable(message)}`);
  else context.output.result(`wrong: ${field === null ? "" : `${field}: `}${printable(message)}`);
  if (hint !== null && !ok) context.output.note(`  ${printable(hint)}`);
  return ok ? exitCodes.ok : exitCodes.failed;
}

async function remove(
  context: CommandContext,
  { api }: EngineConnection,
  destination: Destination,
  options: JsonOption,
): Promise<ExitCode> {
  await beforeSending(api.removeDestination({ id: destination.id }));
  if (options.json) context.output.result(JSON.stringify({ removed: destination.name }));
  context.output.note(`Removed "${printable(destination.name)}".`);
  return exitCodes.ok;
}
