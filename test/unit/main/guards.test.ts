import { describe, expect, it } from "vitest";
import {
  type GuardedSession,
  guardContents,
  guardLookUps,
  guardSession,
} from "../../../electron/main/guards";

describe("the contents of a page", () => {
  it("S-07 can't go anywhere, open anything or embed anything", () => {
    const listeners = new Map<string, (event: { preventDefault(): void }) => void>();
    let openHandler: (() => { action: string }) | null = null;
    const policies: string[] = [];
    guardContents({
      on: (event, listener) => listeners.set(event, listener),
      setWindowOpenHandler: (handler) => {
        openHandler = handler as () => { action: string };
      },
      setWebRTCIPHandlingPolicy: (chosen) => policies.push(chosen),
    });
    expect(policies).toEqual(["disable_non_proxied_udp"]);
    expect([...listeners.keys()].sort()).toEqual([
      "will-attach-webview",
      "will-frame-navigate",
      "will-navigate",
      "will-redirect",
    ]);
    for (const listener of listeners.values()) {
      let isPrevented = false;
      listener({ preventDefault: () => (isPrevented = true) });
      expect(isPrevented).toBe(true);
    }
    expect((openHandler as (() => { action: string }) | null)?.()).toEqual({ action: "deny" });
  });
});

describe("a session", () => {
  it("S-08 grants no permission by any of the four ways, and downloads nothing", async () => {
    const answers: unknown[] = [];
    const routes: unknown[] = [];
    const handlers = new Map<string, (...args: never[]) => unknown>();
    const keep = (name: string) => (handler: unknown) => {
      handlers.set(name, handler as (...args: never[]) => unknown);
    };
    const session = {
      setPermissionRequestHandler: keep("request"),
      setPermissionCheckHandler: keep("check"),
      setDevicePermissionHandler: keep("device"),
      setDisplayMediaRequestHandler: keep("display"),
      setProxy: async (route: unknown) => routes.push(route),
      on: (_event: string, handler: unknown) => keep("download")(handler),
    } as unknown as GuardedSession;
    await guardSession(session);
    expect(routes).toEqual([
      { mode: "fixed_servers", proxyRules: "socks5://127.0.0.1:1", proxyBypassRules: "<-loopback>" },
    ]);
    const call = (name: string, ...args: unknown[]) => handlers.get(name)?.(...(args as never[]));
    for (const permission of [
      "media",
      "geolocation",
      "clipboard-read",
      "notifications",
      "openExternal",
      "fileSystem",
    ]) {
      call("request", null, permission, (granted: boolean) => answers.push(granted));
      answers.push(call("check", null, permission), call("device", { deviceType: permission }));
    }
    expect(answers).toHaveLength(18);
    expect(new Set(answers)).toEqual(new Set([false]));
    let streams: unknown = null;
    call("display", {}, (given: unknown) => {
      streams = given;
    });
    expect(streams).toEqual({});
    let isPrevented = false;
    call("download", { preventDefault: () => (isPrevented = true) });
    expect(isPrevented).toBe(true);
  });
});

it("S-05 has no name looked up before it is needed", () => {
  const switches: string[] = [];
  guardLookUps({ appendSwitch: (name, value) => switches.push(`--${name}=${value}`) });
  expect(switches).toEqual(["--blink-settings=dnsPrefetchingEnabled=false"]);
});
