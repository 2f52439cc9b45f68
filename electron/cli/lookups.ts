import type { EngineApi } from "../engine/engine-api";
import type { Destination } from "../shared/destination";
import type { ServiceInfo } from "../shared/service";
import type { Upload } from "../shared/upload";
import type { CommandContext } from "./context";
import { UsageError } from "./exit";
import { nearest, printable } from "./text";

/** Finds a destination by its name; capital letters may differ where that leaves no doubt. Lists the names there are. */
export async function findDestination(
  context: CommandContext,
  api: EngineApi,
  name: string,
): Promise<Destination> {
  const destinations = await api.destinations();
  const exact = destinations.find((candidate) => candidate.name === name);
  if (exact !== undefined) return exact;
  const folded = destinations.filter((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  const [only, another] = folded;
  if (only !== undefined && another === undefined) return only;
  throw unknownName(
    "destination",
    name,
    destinations.map((candidate) => candidate.name),
    `Add one with: ${context.commandText("destinations add NAME --service ID")}`,
  );
}

/** Finds a service by its id; lists the ids there are. */
export async function findService(api: EngineApi, id: string): Promise<ServiceInfo> {
  const services = await api.services();
  const found = services.find((candidate) => candidate.id === id);
  if (found !== undefined) return found;
  throw unknownName(
    "service",
    id,
    services.map((candidate) => candidate.id),
    "This program speaks no service.",
  );
}

/** Finds an upload by its id. */
export async function findUpload(context: CommandContext, api: EngineApi, id: string): Promise<Upload> {
  const found = await api.upload({ id });
  if (found !== null) return found;
  throw new UsageError(
    `There is no upload "${printable(id)}".`,
    `Ids are listed by: ${context.commandText("queue")} and ${context.commandText("history")}`,
  );
}

function unknownName(noun: string, given: string, known: readonly string[], none: string): UsageError {
  const near = nearest(given, known);
  const question = near === null ? "" : ` Did you mean "${printable(near)}"?`;
  const names = known.map((name) => `"${printable(name)}"`).join(", ");
  return new UsageError(
    `There is no ${noun} "${printable(given)}".${question}`,
    known.length === 0 ? none : `Known: ${names}`,
  );
}
