import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { silentLogger } from "../../electron/engine/ports";
import {
  type IpcHandlers,
  type IpcReply,
  type IpcSender,
  registerIpc,
  requestNames,
} from "../../electron/main/ipc-main";
import { isReadable } from "../../electron/main/message-size";
import { ipcRequests, preloadRequests } from "../../electron/shared/ipc";
import { exampleOf, numbersOf, spoiled } from "../helpers/hostile-messages";

const ours = { name: "our window" };
const page: IpcSender = { sender: ours, senderFrame: { origin: "app://bundle", parent: null } };
const table: Readonly<Record<string, { readonly args: z.ZodType }>> = { ...ipcRequests, ...preloadRequests };
const messagesPerRequest = 1_000;

type Channel = (event: IpcSender, args: unknown) => Promise<IpcReply>;

/** Main's wrapper around handlers that only note what was let through to them. */
function wrapper(): { readonly channels: ReadonlyMap<string, Channel>; readonly through: unknown[] } {
  const channels = new Map<string, Channel>();
  const through: unknown[] = [];
  const handlers = Object.fromEntries(
    requestNames.map((name) => [
      name,
      (args: unknown) => {
        through.push(args);
        return Promise.reject(new Error("reached"));
      },
    ]),
  );
  const parts = { isOurs: (sender: unknown) => sender === ours, logger: silentLogger };
  registerIpc(
    { handle: (name, listener) => channels.set(name, listener) },
    handlers as unknown as IpcHandlers,
    parts,
  );
  return { channels, through };
}

/** Whether anything in a value comes from a prototype that the sender made, or would give one to others. */
function isPoisoned(value: unknown): boolean {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) return true;
  return Object.hasOwn(value, "__proto__") || Object.values(value).some(isPoisoned);
}

async function sendWrongMessages(name: (typeof requestNames)[number]): Promise<void> {
  const { channels, through } = wrapper();
  const schema = table[name]?.args;
  const channel = channels.get(name);
  if (schema === undefined || channel === undefined) throw new Error(`no request ${name}`);
  const random = numbersOf(requestNames.indexOf(name) + 1);
  let refused = 0;
  for (let count = 0; count < messagesPerRequest; count += 1) {
    // Cloned, as it crosses between the processes: no function and no foreign class arrives.
    const message: unknown = structuredClone(spoiled(exampleOf(schema, random), random));
    const reply = await channel(page, message);
    expect(reply.ok, name).toBe(false);
    if (!reply.ok && reply.message === "This request was not understood.") refused += 1;
  }
  expect(refused + through.length, name).toBe(messagesPerRequest);
  expect(refused, name).toBeGreaterThan(messagesPerRequest / 10);
  for (const args of through) {
    // What the handler gets is what the schema makes of it: parsed once more, nothing changes.
    expect(schema.safeParse(args), name).toEqual({ success: true, data: args });
    expect(isPoisoned(args), name).toBe(false);
  }
}

describe("hostile messages from the page", () => {
  it("S-10 a thousand wrong messages to each request are refused, or reach the handler as the table says", async () => {
    for (const name of requestNames) await sendWrongMessages(name);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  }, 120_000);

  it("S-10 no message makes the schemas complain a thousand times: that is how one holds the program up", () => {
    const many = 10_000;
    const lists: readonly unknown[] = [
      Array.from({ length: many }, () => ({})),
      Array.from({ length: many }, () => "x"),
      Array.from({ length: many }, (_, index) => index),
    ];
    const records: readonly unknown[] = [
      Object.fromEntries(Array.from({ length: many }, (_, index) => [`k${index}`, index])),
      Object.fromEntries(Array.from({ length: many }, (_, index) => [`${"k".repeat(201)}${index}`, "x"])),
    ];
    let looked = 0;
    for (const name of requestNames) {
      const schema = table[name]?.args;
      if (schema === undefined) continue;
      for (const flood of [...lists, ...records]) {
        for (const message of floodedWith(exampleOf(schema, numbersOf(1)), flood)) {
          const parsed = isReadable(message) ? schema.safeParse(message) : null;
          expect(parsed?.error?.issues.length ?? 0, name).toBeLessThanOrEqual(1_000);
          looked += 1;
        }
      }
    }
    expect(looked).toBeGreaterThan(requestNames.length * 5);
  });

  it("S-10 a message with more text than all paths of a large folder is not looked at", () => {
    const text = "x".repeat(20_000);
    expect(isReadable({ paths: Array.from({ length: 1_000 }, () => text) })).toBe(true);
    expect(isReadable({ paths: Array.from({ length: 2_000 }, () => text) })).toBe(false);
    expect(isReadable({ [text.repeat(2_000)]: 1 })).toBe(false);
    for (const strange of [new Map(), new Set(), new Date(), /x/, new Error("x"), new ArrayBuffer(1)]) {
      expect(isReadable({ strange })).toBe(false);
    }
  });
});

/** The message with the flood in each place, one at a time, at every depth. */
function floodedWith(message: unknown, flood: unknown): readonly unknown[] {
  const inside =
    typeof message === "object" && message !== null && !Array.isArray(message)
      ? Object.entries(message).flatMap(([key, member]) =>
          floodedWith(member, flood).map((flooded) => ({ ...message, [key]: flooded })),
        )
      : [];
  return [flood, ...inside];
}
