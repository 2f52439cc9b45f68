import type { ServerResponse } from "node:http";
import { z } from "zod";
import type { PostedMessage, RocketChatFaults } from "./strict-rocket-chat-types";
import { replyJson, type SeenRequest, type StrictServer } from "./strict-server";

const messageSchema = z.strictObject({ roomId: z.string(), msgId: z.string() });

/** What is asked to be deleted: a file by its id in the query, or a message by its ids in a JSON body. */
export type AskedDeletion =
  | { readonly kind: "file"; readonly fileId: string | null }
  | { readonly kind: "message"; readonly roomId: string; readonly msgId: string };

/** Reads a deletion without any tolerance (services.md 2.4). */
export function askedDeletion(
  request: SeenRequest,
  method: "uploads.delete" | "chat.delete",
  server: StrictServer,
): AskedDeletion {
  const { pathname, searchParams } = new URL(request.url, server.baseUrl);
  if (!pathname.endsWith(`/api/v1/${method}`)) server.problems.push(`the address is ${request.url}`);
  if (method === "uploads.delete") {
    if ([...searchParams.keys()].join() !== "fileId") server.problems.push(`the query is ${searchParams}`);
    if (request.body.length > 0) server.problems.push("a body came beside the query");
    return { kind: "file", fileId: searchParams.get("fileId") };
  }
  if (searchParams.size > 0) server.problems.push(`the query is ${searchParams}`);
  const type = request.headers["content-type"];
  if (type !== "application/json") server.problems.push(`Content-Type is ${type}`);
  return { kind: "message", ...messageSchema.parse(JSON.parse(request.body.toString("utf8"))) };
}

/** Deletes a file, or a message with its file, and answers as the server's source does. */
export function deleteAsAsked(
  asked: AskedDeletion,
  response: ServerResponse,
  server: StrictServer,
  state: { readonly messages: PostedMessage[]; readonly faults: RocketChatFaults },
): void {
  const { messages, faults } = state;
  const message = messages.find((one) => asked.kind === "message" && one._id === asked.msgId);
  const fileId = asked.kind === "file" ? asked.fileId : message?.file._id;
  const file = server.files.find((one) => one.id === fileId);
  if (asked.kind === "file" && file === undefined) {
    replyJson(response, 404, { success: false, error: "Resource not found" });
    return;
  }
  if (asked.kind === "message" && message === undefined) {
    replyJson(response, 400, { success: false, error: `No message found with the id of "${asked.msgId}".` });
    return;
  }
  if (asked.kind === "message" && asked.roomId !== message?.rid) {
    const error = "The room id provided does not match where the message is from.";
    replyJson(response, 400, { success: false, error });
    return;
  }
  if (file !== undefined) server.files.splice(server.files.indexOf(file), 1);
  if (message !== undefined) messages.splice(messages.indexOf(message), 1);
  const method = asked.kind === "file" ? "uploads.delete" : "chat.delete";
  if (faults.lose?.includes(method)) response.destroy();
  else if (asked.kind === "file") replyJson(response, 200, { deletedFiles: [fileId], success: true });
  else replyJson(response, 200, { _id: asked.msgId, ts: "1696533809813", message, success: true });
}
