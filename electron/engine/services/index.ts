import { commonDestinationFields, type ServiceInfo } from "../../shared/service";
import { Failure } from "../failure";
import { capillary } from "./capillary";
import { easemob } from "./easemob";
import { imkit } from "./imkit";
import { rocketChat } from "./rocket-chat";
import type { ServiceAdapter } from "./service";
import { surgeryConnect } from "./surgery-connect";

/** One line per service. */
const adapters = [imkit, rocketChat, capillary, surgeryConnect, easemob];

function withCommonFields(adapter: ServiceAdapter): ServiceAdapter {
  const destinationFields = [...adapter.info.destinationFields, ...commonDestinationFields];
  return { ...adapter, info: { ...adapter.info, destinationFields } };
}

const registry = new Map(adapters.map((adapter) => [adapter.info.id, withCommonFields(adapter)]));

/** The adapter of a service, with the fields that all services share; throws `config` for an unknown service. */
export function adapterFor(service: string): ServiceAdapter {
  const adapter = registry.get(service);
  if (adapter !== undefined) return adapter;
  throw new Failure("permanent", "config", {
    message: `There is no service "${service}".`,
    hint: `Choose one of: ${[...registry.keys()].join(", ")}.`,
    field: "service",
  });
}

/** All services, in the order in which they are offered. */
export function listServices(): readonly ServiceInfo[] {
  return [...registry.values()].map((adapter) => adapter.info);
}
