import { interfaceConnectivity } from "../engine/network/interfaces";
import type { Connectivity, PowerEvents } from "../engine/ports";

/** What Electron's `powerMonitor` tells of sleep. */
export interface SleepMonitor {
  on(event: "suspend" | "resume", listener: () => void): unknown;
  off(event: "suspend" | "resume", listener: () => void): unknown;
}

/** When the computer sleeps and wakes, from Electron's `powerMonitor`. */
export function createPowerEvents(monitor: SleepMonitor): PowerEvents {
  const listen = (event: "suspend" | "resume", listener: () => void) => {
    monitor.on(event, listener);
    return () => {
      monitor.off(event, listener);
    };
  };
  return {
    onSuspend: (listener) => listen("suspend", listener),
    onResume: (listener) => listen("resume", listener),
  };
}

/** Whether there is a network: Chromium hears of it from the system; the addresses come from Node. */
export function createConnectivity(net: { isOnline(): boolean }): Connectivity {
  const interfaces = interfaceConnectivity();
  return { isOnline: () => net.isOnline(), addresses: () => interfaces.addresses() };
}
