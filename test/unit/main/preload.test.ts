import { resolve } from "node:path";
import { runInNewContext } from "node:vm";
import { build, type Rollup } from "vite";
import { beforeAll, describe, expect, it } from "vitest";
import { ipcEvents, ipcRequests } from "../../../electron/shared/ipc";
import { preloadNames } from "../../../electron.vite.config";

const root = resolve(import.meta.dirname, "../../..");
let code = "";

/** Bundles the preload as the build does and answers its only chunk. */
beforeAll(async () => {
  const built = (await build({
    configFile: false,
    root,
    logLevel: "error",
    define: preloadNames,
    build: {
      write: false,
      minify: false,
      lib: { entry: "electron/preload/preload.ts", formats: ["cjs"], fileName: "preload" },
      rolldownOptions: { external: ["electron"] },
    },
  })) as Rollup.RollupOutput[];
  const chunks = built.flatMap(({ output }) => output);
  expect(chunks).toHaveLength(1);
  code = chunks[0]?.type === "chunk" ? chunks[0].code : "";
});

/** Runs the preload with an Electron that only takes notes. */
function run(answer: (name: string, args: unknown) => unknown = () => undefined) {
  const exposed = new Map<string, Record<string, (...args: unknown[]) => unknown>>();
  const invoked: [string, unknown][] = [];
  const listeners = new Map<string, (...args: unknown[]) => void>();
  const required: string[] = [];
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, api: never) => exposed.set(name, api) },
    webUtils: { getPathForFile: (file: { path: string }) => file.path },
    ipcRenderer: {
      invoke: async (name: string, args: unknown) => {
        invoked.push([name, args]);
        return answer(name, args);
      },
      on: (name: string, listener: () => void) => listeners.set(name, listener),
      off: (name: string) => listeners.delete(name),
    },
  };
  const require = (name: string) => {
    required.push(name);
    return electron;
  };
  runInNewContext(code, { require, exports: {}, module: { exports: {} } });
  const bridge = exposed.get("bridge");
  if (bridge === undefined) throw new Error("nothing exposed");
  const call = async (name: string, ...args: unknown[]): Promise<unknown> => await bridge[name]?.(...args);
  return { exposed, bridge, call, invoked, listeners, required };
}

describe("the preload", () => {
  it("is one small file that needs nothing but Electron", () => {
    expect(code.length).toBeLessThan(8_000);
    expect([...code.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name)).toEqual(["electron"]);
  });

  it("S-11 exposes three frozen functions under one name and nothing of Electron", () => {
    const { exposed, bridge, required } = run();
    expect([...exposed.keys()]).toEqual(["bridge"]);
    expect(required).toEqual(["electron"]);
    expect(Object.keys(bridge).sort()).toEqual(["addFiles", "on", "request"]);
    expect(Object.values(bridge).every((member) => typeof member === "function")).toBe(true);
    expect(Object.isFrozen(bridge)).toBe(true);
  });

  it("passes on every request of the table and no other name", async () => {
    const { call, invoked } = run(() => ({ ok: true, value: 1 }));
    for (const name of Object.keys(ipcRequests)) expect(await call("request", name, { a: 1 })).toBe(1);
    expect(invoked.map(([name]) => name)).toEqual(Object.keys(ipcRequests));
    const forged = [
      "uploads:add-paths",
      "uploads",
      "",
      "__proto__",
      "constructor",
      "toString",
      "ELECTRON_BROWSER_REQUIRE",
      {},
      null,
      ["app:info"],
    ];
    for (const name of forged)
      await expect(call("request", name, undefined), String(name)).rejects.toThrow("no such request");
    expect(invoked).toHaveLength(Object.keys(ipcRequests).length);
  });

  it("turns a refusal into an error with main's sentence", async () => {
    const { call } = run(() => ({ ok: false, message: "Not now." }));
    await expect(call("request", "app:info", undefined)).rejects.toThrow(/^Not now\.$/);
  });

  it("delivers an announcement's data without the event, until it is ended", async () => {
    const { call, listeners } = run();
    for (const name of Object.keys(ipcEvents)) {
      const received: unknown[][] = [];
      const end = (await call("on", name, (...args: unknown[]) => received.push(args))) as () => void;
      listeners.get(name)?.({ sender: "never" }, { data: 1 });
      expect(received).toEqual([[{ data: 1 }]]);
      end();
      expect(listeners.has(name)).toBe(false);
    }
    expect(() => run().bridge["on"]?.("decoder:decode", () => {})).toThrow("no such request");
  });

  const file = (name: string, path: string, content: string | null = "", size = content?.length ?? 0) => ({
    name,
    path,
    size,
    arrayBuffer: async () => {
      if (content === null) throw new Error("gone");
      return new TextEncoder().encode(content).buffer;
    },
  });

  it("turns files into paths, and hands over the content of those that have none", async () => {
    const { call, invoked } = run(() => ({ ok: true, value: { accepted: 1, refused: [] } }));
    const files = [file("a.txt", "/home/a.txt"), file("pasted.png", "", "picture")];
    const added = await call("addFiles", files, "d", { roomID: "r" });
    expect(invoked).toMatchObject([
      ["uploads:add-paths", { paths: ["/home/a.txt"], destinationId: "d", options: { roomID: "r" } }],
      ["uploads:add-data", { files: [{ name: "pasted.png" }], destinationId: "d", options: { roomID: "r" } }],
    ]);
    const [, handedOver] = invoked.map(([, args]) => args as { files: { bytes: Uint8Array }[] });
    expect(Buffer.from(handedOver?.files[0]?.bytes ?? []).toString()).toBe("picture");
    expect(added).toEqual({ accepted: 2, refused: [] });
    expect(JSON.stringify(added)).not.toContain("/home");
  });

  it("asks nothing of main for data that is too large or can't be read, and says so", async () => {
    const { call, invoked } = run();
    const files = [file("huge.mov", "", "", 64 * 1024 * 1024 + 1), file("gone.png", "", null)];
    expect(await call("addFiles", files, "d", {})).toMatchObject({
      accepted: 0,
      refused: [
        { name: "huge.mov", error: { code: "too-large" } },
        { name: "gone.png", error: { code: "file-unreadable" } },
      ],
    });
    expect(invoked).toEqual([]);
  });
});
