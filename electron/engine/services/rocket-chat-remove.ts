import { Failure } from "../failure";
import type { HttpReply, RequestPlan } from "../http/http-client";
import { unreadableReply } from "../http/http-errors";
import { asObject, asText } from "./json-values";
import { refusal } from "./replies";
import { complaintOf, isMissingRoute } from "./rocket-chat-replies";
import { apiUrl, headersOf } from "./rocket-chat-requests";
import { isAtLeast } from "./rocket-chat-session";
import type { Delivered, Removed, ResolvedDestination, ServiceContext, Session } from "./service";

/** What `chat.delete` says of a message that is not there (its source, since 0.48). */
const noSuchMessage = /^No message found with the id of /;

/** Deletes the file and leaves its message's words; there in recent 8.x (services.md 2.4). */
function byFile(destination: ResolvedDestination, fileId: string): RequestPlan {
  const query = new URLSearchParams({ fileId }).toString();
  const url = `${apiUrl(destination, "uploads.delete")}?${query}`;
  return { method: "POST", url, headers: headersOf(destination), body: null };
}

/** Deletes the message, and its file with it; there in every version. */
function byMessage(destination: ResolvedDestination, roomId: string, msgId: string): RequestPlan {
  return {
    method: "POST",
    url: apiUrl(destination, "chat.delete"),
    headers: headersOf(destination),
    body: { kind: "json", value: { roomId, msgId } },
  };
}

/** The failure of an answer that did not delete; what the codes of an upload would say is put in this one's words. */
function refused(reply: HttpReply, destination: ResolvedDestination): Failure {
  const complaint = complaintOf(reply, null);
  if (complaint === null && reply.status < 300) return unreadableReply({ ...reply, bodySentWhole: false });
  const failure = refusal(reply, destination, complaint);
  if (failure.error.code !== "forbidden" && failure.error.code !== "invalid-field") return failure;
  return new Failure("permanent", "forbidden", {
    message: complaint?.text ?? "The server does not let this account delete the file.",
    hint: "Servers may forbid deleting, or allow it only for a while after posting; ask the server's operator.",
    httpStatus: reply.status,
  });
}

function isDone(reply: HttpReply): boolean {
  return reply.status === 200 && asObject(reply.json)?.["success"] === true;
}

function notPossible(reply: HttpReply | null): Failure {
  return new Failure("permanent", "endpoint-gone", {
    message: "This server can only delete messages, and it is not known which message has the file.",
    hint: "Delete the message in Rocket.Chat itself.",
    httpStatus: reply?.status ?? null,
  });
}

/**
 * Deletes a posted file: by `uploads.delete` where the server has it, otherwise its message. A 404 of the former may mean
 * the route or the file; the message then tells.
 */
export async function remove(
  context: ServiceContext,
  delivered: Delivered,
  session: Session,
): Promise<Removed> {
  const { destination } = context;
  const { remoteId, remote } = delivered.receipt;
  const hasRoute = isAtLeast(session["version"], 8, 0) !== false;
  const first = remoteId === null || !hasRoute ? null : await context.request(byFile(destination, remoteId));
  if (first !== null && isDone(first)) return "removed";
  if (first !== null && !isMissingRoute(first)) throw refused(first, destination);
  const { room, messageId } = remote;
  if (room === undefined || messageId === undefined) throw notPossible(first);
  const second = await context.request(byMessage(destination, room, messageId));
  if (isDone(second)) return "removed";
  const text = asText(asObject(second.json)?.["error"]) ?? "";
  if (second.status === 400 && noSuchMessage.test(text)) return "absent";
  throw refused(second, destination);
}
