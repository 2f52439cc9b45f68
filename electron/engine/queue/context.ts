import type { HttpClient } from "../http/http-client";
import { routeOf } from "../http/route";
import type { Clock, Logger } from "../ports";
import type { ResolvedDestination, ServiceContext } from "../services/service";
import type { DestinationStore } from "../store/stores";

/** What an adapter may use while it prepares, tests, reconciles or refreshes links. */
export function makeContext(
  ports: {
    readonly http: HttpClient;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly destinationStore: DestinationStore;
  },
  destination: ResolvedDestination,
  signal: AbortSignal,
): ServiceContext {
  const memory = ports.destinationStore.memory(destination.id);
  const unkept = new Map<string, string>();
  return {
    destination,
    clock: ports.clock,
    signal,
    memory: {
      get: (key) => unkept.get(key) ?? memory.get(key),
      set: (key, value) => {
        try {
          memory.set(key, value);
        } catch (thrown) {
          // Only a convenience: an upload that arrived must not fail because the disk is full just now.
          unkept.set(key, value);
          ports.logger.warn("A fact about a destination could not be kept", { key, reason: String(thrown) });
        }
      },
    },
    request: (plan) => ports.http.exchange(plan, { route: routeOf(destination), signal }),
  };
}
