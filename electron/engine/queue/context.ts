import type { HttpClient } from "../http/http-client";
import { routeOf } from "../http/route";
import type { Clock } from "../ports";
import type { ResolvedDestination, ServiceContext } from "../services/service";
import type { DestinationStore } from "../store/stores";

/** What an adapter may use while it prepares, tests, reconciles or refreshes links. */
export function makeContext(
  ports: { readonly http: HttpClient; readonly clock: Clock; readonly destinationStore: DestinationStore },
  destination: ResolvedDestination,
  signal: AbortSignal,
): ServiceContext {
  return {
    destination,
    clock: ports.clock,
    signal,
    memory: ports.destinationStore.memory(destination.id),
    request: (plan) => ports.http.exchange(plan, { route: routeOf(destination), signal }),
  };
}
