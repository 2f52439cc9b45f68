import type { z } from "zod";
import { Failure } from "../engine/failure";
import { type Logger, silentLogger } from "../engine/ports";
import { type IpcRequest, ipcRequests, type PreloadRequest, preloadRequests } from "../shared/ipc";
import { isReadable, namesTooMany } from "./message-size";
import { pageOrigin } from "./protocol";

const contracts = { ...ipcRequests, ...preloadRequests } as const;
type Contracts = typeof contracts;
type AnyRequest = IpcRequest | PreloadRequest;

/** One handler for every request of the table; a missing one does not compile. */
export type IpcHandlers = {
  readonly [N in AnyRequest]: (
    args: z.infer<Contracts[N]["args"]>,
  ) => Promise<z.infer<Contracts[N]["result"]>>;
};

/** Who sent a request, as far as it is looked at. */
export interface IpcSender {
  readonly sender: unknown;
  readonly senderFrame: { readonly origin: string; readonly parent: unknown } | null;
}

/** Where handlers are registered; `ipcMain` is one. */
export interface IpcReceiver {
  handle(name: string, listener: (event: IpcSender, args: unknown) => Promise<IpcReply>): void;
}

/** What crosses back: a value, or the sentence of an error. The preload unwraps it. */
export type IpcReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

const notUnderstood: IpcReply = { ok: false, message: "This request was not understood." };

const tooMany: IpcReply = {
  ok: false,
  message: "That can be done with at most 100,000 uploads at a time. Choose fewer of them.",
};

/** What the wrapper needs beside the handlers. */
export interface IpcGuard {
  /** Whether these are the contents of one of our windows. */
  isOurs(sender: unknown): boolean;
  /** Whether this one of our windows may ask for it; without this, each may ask for all. */
  mayAsk?(sender: unknown, name: AnyRequest): boolean;
  readonly logger: Logger;
}

/** Every request's name. */
export const requestNames = Object.keys(contracts) as readonly AnyRequest[];

/**
 * Registers all handlers, each behind the same checks: the main frame of our own window at our own origin asks,
 * and both arguments and result are what the table says. Results are parsed too, so that nothing leaves main that
 * the page is not meant to see.
 */
export function registerIpc(receiver: IpcReceiver, handlers: IpcHandlers, guard: IpcGuard): void {
  for (const name of requestNames) {
    receiver.handle(name, (event, args) => answer(name, event, args, handlers, guard));
  }
}

async function answer<N extends AnyRequest>(
  name: N,
  event: IpcSender,
  args: unknown,
  handlers: IpcHandlers,
  guard: IpcGuard,
): Promise<IpcReply> {
  if (!isFromPage(event, guard) || guard.mayAsk?.(event.sender, name) === false) {
    guard.logger.warn("A request from a foreign frame was refused", { name });
    return { ok: false, message: "This request is not allowed." };
  }
  if (namesTooMany(args)) return tooMany;
  if (!isReadable(args)) {
    guard.logger.warn("A request that is too large was refused", { name });
    return notUnderstood;
  }
  const parsed = parse(contracts[name].args, args);
  if (!parsed.success) {
    const issues = parsed.error?.issues.slice(0, 5) ?? [];
    guard.logger.warn("A request with wrong arguments was refused", {
      name,
      paths: issues.map((issue) => issue.path.join(".")),
    });
    return notUnderstood;
  }
  try {
    const handler: (args: never) => Promise<unknown> = handlers[name];
    return { ok: true, value: contracts[name].result.parse(await handler(parsed.data as never)) };
  } catch (thrown) {
    // A window that was closed meanwhile hears no answer, and what failed because Waybill ends is no error.
    const logger = guard.isOurs(event.sender) ? guard.logger : silentLogger;
    return { ok: false, message: sentenceOf(name, thrown, logger) };
  }
}

/** What a schema makes of a message. It may throw as well: bytes in the place of a list can't be frozen. */
function parse(schema: z.ZodType, message: unknown) {
  try {
    return schema.safeParse(message);
  } catch {
    return { success: false as const, error: null };
  }
}

function isFromPage(event: IpcSender, guard: IpcGuard): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && frame.origin === pageOrigin && guard.isOurs(event.sender);
}

/** What the user is told: a failure's own sentence; anything else is ours to know and goes to the log. */
function sentenceOf(name: string, thrown: unknown, logger: Logger): string {
  if (thrown instanceof Failure) return `${thrown.error.message} ${thrown.error.hint}`;
  logger.error("A request failed", { name, error: thrown });
  return "Something went wrong inside Waybill. The log has the details.";
}
