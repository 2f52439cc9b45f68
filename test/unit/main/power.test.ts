import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { createConnectivity, createPowerEvents, onShutdown } from "../../../electron/main/power";

describe("what Electron tells of sleep and network", () => {
  it("is heard until nobody listens any more", () => {
    const monitor = new EventEmitter();
    const power = createPowerEvents(monitor);
    const heard: string[] = [];
    const endings = [
      power.onSuspend(() => heard.push("suspend")),
      power.onResume(() => heard.push("resume")),
    ];
    monitor.emit("suspend");
    monitor.emit("resume");
    for (const end of endings) end();
    monitor.emit("suspend");
    expect(heard).toEqual(["suspend", "resume"]);
    expect(monitor.listenerCount("suspend") + monitor.listenerCount("resume")).toBe(0);
  });

  it("is asked anew each time", () => {
    let online = true;
    const connectivity = createConnectivity({ isOnline: () => online });
    expect(connectivity.isOnline()).toBe(true);
    online = false;
    expect(connectivity.isOnline()).toBe(false);
    expect(connectivity.addresses().size).toBeGreaterThan(0);
  });
});

describe("the computer's end", () => {
  const prevented = (platform: NodeJS.Platform) => {
    const monitor = new EventEmitter();
    const heard: string[] = [];
    onShutdown(monitor, platform, () => heard.push("end"));
    monitor.emit("shutdown", { preventDefault: () => heard.push("wait") });
    return heard;
  };

  it("waits for the program where the system grants that", () => {
    expect(prevented("linux")).toEqual(["wait", "end"]);
  });

  it("is not called off elsewhere", () => {
    expect(prevented("darwin")).toEqual(["end"]);
  });
});
