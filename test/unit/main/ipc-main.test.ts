import { describe, expect, it } from "vitest";
import { Failure } from "../../../electron/engine/failure";
import { silentLogger } from "../../../electron/engine/ports";
import {
  type IpcHandlers,
  type IpcReply,
  type IpcSender,
  registerIpc,
  requestNames,
} from "../../../electron/main/ipc-main";
import { ipcRequests, preloadRequests } from "../../../electron/shared/ipc";

const ours = { name: "our window" };
const page: IpcSender = { sender: ours, senderFrame: { origin: "app://bundle", parent: null } };

/** Registers handlers of which only the given ones may be reached; answers a way to ask and what was called. */
function register(handlers: Partial<IpcHandlers>, isClosed = () => false) {
  const channels = new Map<string, (event: IpcSender, args: unknown) => Promise<IpcReply>>();
  const logged: unknown[] = [];
  const note = (message: string, details?: unknown) => logged.push([message, details]);
  registerIpc({ handle: (name, listener) => channels.set(name, listener) }, handlers as IpcHandlers, {
    isOurs: (sender) => sender === ours && !isClosed(),
    logger: { ...silentLogger, warn: note, error: note },
  });
  const ask = async (event: IpcSender, name: string, args: unknown): Promise<IpcReply> => {
    const channel = channels.get(name);
    if (channel === undefined) throw new Error(`no channel ${name}`);
    return await channel(event, args);
  };
  return { channels, ask, logged };
}

describe("the one wrapper around all requests", () => {
  it("registers exactly the requests of the table", () => {
    const { channels } = register({});
    const table = [...Object.keys(ipcRequests), ...Object.keys(preloadRequests)];
    expect([...channels.keys()].sort()).toEqual(table.sort());
    expect(requestNames.length).toBe(table.length);
  });

  it("S-09 refuses on every channel whoever is not the main frame of our window at our origin", async () => {
    const { channels, ask } = register({});
    const foreign: readonly IpcSender[] = [
      { sender: ours, senderFrame: null },
      { sender: ours, senderFrame: { origin: "app://bundle", parent: {} } },
      { sender: ours, senderFrame: { origin: "https://evil.example", parent: null } },
      { sender: ours, senderFrame: { origin: "app://decoder", parent: null } },
      { sender: ours, senderFrame: { origin: "app://bundle.evil.example", parent: null } },
      { sender: ours, senderFrame: { origin: "null", parent: null } },
      { sender: ours, senderFrame: { origin: "file://", parent: null } },
      { sender: { name: "another" }, senderFrame: { origin: "app://bundle", parent: null } },
    ];
    for (const name of channels.keys()) {
      for (const event of foreign) {
        expect(await ask(event, name, undefined)).toEqual({
          ok: false,
          message: "This request is not allowed.",
        });
      }
    }
  });

  it("refuses arguments that the table does not know, before a handler sees them", async () => {
    const { ask } = register({});
    const wrong: readonly (readonly [string, unknown])[] = [
      ["app:info", { extra: 1 }],
      ["uploads:page", { list: "all", search: "", offset: 0, limit: 10 }],
      ["uploads:page", { list: "queue", search: "", offset: -1, limit: 10 }],
      ["uploads:page", { list: "queue", search: "x".repeat(501), offset: 0, limit: 10 }],
      ["uploads:page", { list: "queue", search: "", offset: 0, limit: 1e9 }],
      ["uploads:act", { ids: ["a"], action: "format-disk" }],
      ["uploads:act", { ids: ["a".repeat(65)], action: "pause" }],
      ["uploads:get", null],
      ["uploads:reveal", { id: { toString: () => "x" } }],
      ["uploads:add-paths", { paths: [1], destinationId: "d", options: {} }],
      ["uploads:add-paths", { paths: ["x".repeat(32_769)], destinationId: "d", options: {} }],
      ["settings:save", { theme: "pink" }],
      ["settings:save", { colour: "red" }],
      ["uploads:attempts", {}],
      ["destinations:save", { name: "", service: "imkit", settings: {}, secrets: {} }],
    ];
    for (const [name, args] of wrong) {
      expect(await ask(page, name, args), name).toEqual({
        ok: false,
        message: "This request was not understood.",
      });
    }
  });

  it("says how many uploads a request may name where one names more", async () => {
    const { ask } = register({});
    const ids = Array.from({ length: 100_001 }, () => "a");
    expect(await ask(page, "uploads:copy-links", { ids })).toEqual({
      ok: false,
      message: "That can be done with at most 100,000 uploads at a time. Choose fewer of them.",
    });
    const paths = { paths: ids, destinationId: "d", options: {} };
    expect(await ask(page, "uploads:add-paths", paths)).toMatchObject({
      message: "This request was not understood.",
    });
  });

  it("S-10 does not take over a prototype that the page smuggles in", async () => {
    const seen: unknown[] = [];
    const { ask } = register({
      "uploads:add-paths": async (args) => {
        seen.push(args);
        return { accepted: 0, refused: [] };
      },
    });
    const options: unknown = JSON.parse('{"__proto__":{"polluted":"yes"},"roomID":"r"}');
    await ask(page, "uploads:add-paths", { paths: [], destinationId: "d", options });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(JSON.stringify(seen)).not.toContain("polluted");
  });

  it("lets nothing out that the result's schema does not name", async () => {
    const { ask } = register({
      "uploads:add-paths": async () => ({ accepted: 1, refused: [], path: "/home/canary" }),
      "uploads:get": async () => ({ id: 1 }) as never,
    });
    const args = { paths: ["/a"], destinationId: "d", options: {} };
    expect(await ask(page, "uploads:add-paths", args)).toEqual({
      ok: true,
      value: { accepted: 1, refused: [] },
    });
    expect(await ask(page, "uploads:get", { id: "a" })).toMatchObject({ ok: false });
  });

  it("answers a failure's own sentence, and of other errors nothing but that there was one", async () => {
    const { ask, logged } = register({
      "destinations:remove": async () => {
        throw new Failure("permanent", "config", {
          message: "2 uploads are not finished.",
          hint: "Cancel them.",
        });
      },
      "destinations:list": async () => {
        throw new Error("ENOENT: /home/canary/waybill.db");
      },
    });
    expect(await ask(page, "destinations:remove", { id: "d" })).toEqual({
      ok: false,
      message: "2 uploads are not finished. Cancel them.",
    });
    const reply = await ask(page, "destinations:list", undefined);
    expect(JSON.stringify(reply)).not.toContain("canary");
    expect(reply).toEqual({
      ok: false,
      message: "Something went wrong inside Waybill. The log has the details.",
    });
    expect(logged).toHaveLength(1);
  });

  it("does not log what fails because the window was closed meanwhile", async () => {
    let isClosed = false;
    const handlers: Partial<IpcHandlers> = {
      "destinations:list": async () => {
        isClosed = true;
        throw new Error("database is not open");
      },
    };
    const { ask, logged } = register(handlers, () => isClosed);
    expect(await ask(page, "destinations:list", undefined)).toMatchObject({ ok: false });
    expect(logged).toEqual([]);
  });
});
