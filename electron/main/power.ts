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

/** What Electron's `powerMonitor` tells of the computer's end. */
export interface ShutdownMonitor {
  on(event: "shutdown", listener: () => void): unknown;
}

/**
 * Calls `end` when the computer is about to end. Where the system grants time for it (systemd: five seconds), it waits for
 * this process, which has to end by itself then.
 */
export function onShutdown(monitor: ShutdownMonitor, platform: NodeJS.Platform, end: () => void): void {
  // Its types leave out the event, of which its documentation speaks.
  monitor.on("shutdown", (...[event]: readonly { preventDefault(): void }[]) => {
    // On macOS it would make Electron deaf to the system's own word.
    if (platform === "linux") event?.preventDefault();
    end();
  });
}

/** Whether there is a network: Chromium hears of it from the system; the addresses come from Node. */
export function createConnectivity(net: { isOnline(): boolean }): Connectivity {
  const interfaces = interfaceConnectivity();
  return { isOnline: () => net.isOnline(), addresses: () => interfaces.addresses() };
}
