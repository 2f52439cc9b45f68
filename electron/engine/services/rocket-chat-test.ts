import type { DestinationTest } from "../../shared/destination";
import type { HttpReply } from "../http/http-client";
import { unreadableReply } from "../http/http-errors";
import { probe, testFailed, testPassed } from "./connection-test";
import { settingOf } from "./destination-settings";
import { asObject, asText } from "./json-values";
import { refusal, unlessCanceled } from "./replies";
import { complaintOf } from "./rocket-chat-replies";
import { question, userIdFailure } from "./rocket-chat-requests";
import { prepare, switchedOff } from "./rocket-chat-session";
import type { ServiceContext, Session } from "./service";

/** What is wrong with the answer to "who am I", or null. */
function accountProblem(context: ServiceContext, reply: HttpReply): DestinationTest | null {
  const complaint = complaintOf(reply, null);
  const isAccount = asText(asObject(reply.json)?.["_id"]) !== null;
  if (reply.status === 200 && complaint === null && isAccount) return null;
  if (reply.status === 200 && complaint === null) {
    return testFailed(unreadableReply({ ...reply, bodySentWhole: false }), "baseUrl");
  }
  const ownAnswer = asObject(reply.json) !== null;
  const passing = reply.status === 429 || reply.status >= 500;
  const usual = ownAnswer && reply.status === 401 ? "token" : "baseUrl";
  return testFailed(refusal(reply, context.destination, complaint), ownAnswer && passing ? null : usual);
}

/** The id of the room that has this name, for people who entered the name. */
async function idOfRoomNamed(context: ServiceContext, name: string): Promise<string | null> {
  const plan = question(context.destination, "rooms.info", { roomName: name });
  const reply = await context.request(plan).catch(unlessCanceled);
  return asText(asObject(asObject(reply?.json)?.["room"])?.["_id"]);
}

/** Says whether the destination's room is there: its name, null where that can't be told, or what is wrong. */
async function roomCheck(context: ServiceContext, roomId: string): Promise<string | null | DestinationTest> {
  const reply = await context
    .request(question(context.destination, "rooms.info", { roomId }))
    .catch(unlessCanceled);
  if (reply === null) return null;
  const room = asObject(asObject(reply.json)?.["room"]);
  if (reply.status === 200 && room !== null) {
    return asText(room["fname"]) ?? asText(room["name"]) ?? asText(room["_id"]) ?? roomId;
  }
  const complaint = complaintOf(reply, null);
  if (complaint === null || reply.status === 404 || reply.status === 429 || reply.status >= 500) return null;
  const id = await idOfRoomNamed(context, roomId);
  const hint = id === null ? {} : { hint: `"${roomId}" is a name; the id of that room is ${id}.` };
  return testFailed(refusal(reply, context.destination, { ...complaint, ...hint }), "room");
}

/** Proves address, user and token, then the room where one is set; says which version answers and which way files will go. */
export async function testWith(
  context: ServiceContext,
  flowOf: (session: Session) => string,
): Promise<DestinationTest> {
  const { destination } = context;
  const userId = userIdFailure(destination);
  if (userId !== null) return testFailed(userId);
  const probed = await probe(context, question(destination, "me"));
  if ("test" in probed) return probed.test;
  const problem = accountProblem(context, probed.reply);
  if (problem !== null) return problem;
  const session = (await prepare(context).catch(unlessCanceled)) ?? {};
  const off = switchedOff(session);
  if (off !== null) return testFailed(off);
  const roomId = settingOf(destination.settings, "room");
  const room = roomId === "" ? null : await roomCheck(context, roomId);
  if (typeof room === "object" && room !== null) return room;
  const version = session["version"] ?? "of unknown version";
  const upload = flowOf(session) === "single" ? "one-step upload" : "two-step upload";
  const target = room === null ? "The room is checked with the first upload." : `The room is "${room}".`;
  return testPassed(`Address, user and token work (Rocket.Chat ${version}, ${upload}). ${target}`);
}
