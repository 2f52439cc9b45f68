import type { Command } from "commander";
import { commonDestinationFields, type Field, type ServiceInfo } from "../../shared/service";
import type { CommandContext } from "../context";
import { exitCodes } from "../exit";
import { formatBytes } from "../text";

/** Adds `waybill services`. */
export function addServices(program: Command, context: CommandContext): void {
  program
    .command("services")
    .description("list the services and all their settings")
    .option("--json", "one object per line and service")
    .action(async (options: { readonly json?: true }) => {
      const code = await context.withEngine("look", async ({ api }) => {
        const services = await api.services();
        if (options.json) for (const service of services) context.output.result(JSON.stringify(service));
        else for (const line of servicesText(services)) context.output.result(line);
        return exitCodes.ok;
      });
      context.finish(code);
    });
}

/** Every service with its settings; those that all share come once, at the end. */
function servicesText(services: readonly ServiceInfo[]): readonly string[] {
  const shared = new Set(commonDestinationFields.map((field) => field.key));
  const lines = services.flatMap((service) => [
    `${service.id} — ${service.label}${limitText(service)}`,
    `  ${service.summary}`,
    ...fieldsText(
      "Destination settings",
      service.destinationFields.filter((field) => !shared.has(field.key)),
    ),
    ...fieldsText("Per upload, or as the destination's default", service.uploadFields),
    "",
  ]);
  return [
    ...lines,
    "All services",
    ...fieldsText("Destination settings", commonDestinationFields),
    "",
    "* is a secret: give it with --secret, all others with --set.",
  ];
}

function limitText({ capabilities }: ServiceInfo): string {
  return capabilities.maximumSize === null ? "" : `, files up to ${formatBytes(capabilities.maximumSize)}`;
}

function fieldsText(title: string, fields: readonly Field[]): readonly string[] {
  return fields.length === 0 ? [] : [`  ${title}:`, ...fields.map((field) => `    ${fieldText(field)}`)];
}

function fieldText(field: Field): string {
  const name =
    field.type === "pairs" ? `${field.key}.KEY` : `${field.key}${field.type === "secret" ? "*" : ""}`;
  const choices = field.choices.map(({ value }) => value).join("|");
  const facts = [
    field.required ? "required" : "",
    choices === "" ? "" : choices,
    (field.default ?? "") === "" ? "" : `default ${field.default}`,
    field.onlyWhen === null ? "" : `when ${field.onlyWhen.key} is ${field.onlyWhen.values.join(" or ")}`,
  ].filter((fact) => fact !== "");
  return `${name}${facts.length === 0 ? "" : ` (${facts.join("; ")})`}: ${field.help}`;
}
