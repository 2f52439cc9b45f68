import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { looksLikeImage } from "../thumbnails/image-signature";
import { equalSecrets, type PracticeContext, type PracticeExchange } from "./practice-context";
import { sendFile, sendJson } from "./practice-replies";
import type { StoredFile } from "./practice-store";
import { receiveMultipart } from "./receive-form";
import { discardForm, type ReceivedForm, RefusedRequest } from "./received-form";

/** The org, app, user and client that Practice knows beside its random token, which is every password too. */
export const practiceAppKey = { org: "practice", app: "waybill" };

/** The service's usual life of a token, 60 days in seconds. */
const tokenLifeSeconds = 60 * 24 * 60 * 60;

/** The service's usual thumbnail, pixels. */
const thumbnailSide = 170;

/** The service gives smaller images as they are, bytes; larger than the second limit is not decoded here. */
const thumbnailLimits = { minimumBytes: 10 * 1024, maximumBytes: 32 * 1024 * 1024 };

function refuse(exchange: PracticeExchange, status: number, error: string, description: string): void {
  sendJson(exchange.response, status, {
    error,
    exception: "waybill.practice",
    timestamp: exchange.context.clock.now(),
    duration: 0,
    error_description: description,
  });
}

const grantSchema = z.object({
  grant_type: z.enum(["password", "client_credentials"]),
  password: z.string().optional(),
  client_secret: z.string().optional(),
});

/** More than any request for a token needs, bytes. */
const maximumGrantBytes = 64 * 1024;

async function grantOf(exchange: PracticeExchange): Promise<z.infer<typeof grantSchema> | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of exchange.request) {
    length += chunk.length;
    if (length > maximumGrantBytes) return null;
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  try {
    return grantSchema.parse(JSON.parse(text));
  } catch {
    // Whatever it is, it is no request for a token, and the answer says so.
    return null;
  }
}

async function issueToken(exchange: PracticeExchange): Promise<void> {
  const { context, response } = exchange;
  const grant = await grantOf(exchange);
  if (grant === null) {
    refuse(exchange, 400, "invalid_grant", "grant_type must be password or client_credentials");
    return;
  }
  const isUser = grant.grant_type === "password";
  if (!equalSecrets((isUser ? grant.password : grant.client_secret) ?? "", context.token)) {
    refuse(exchange, 400, "invalid_grant", isUser ? "invalid password" : "client_secret does not match");
    return;
  }
  sendJson(response, 200, { access_token: context.token, expires_in: tokenLifeSeconds });
}

function isSignedIn(exchange: PracticeExchange): boolean {
  const given = exchange.request.headers["authorization"] ?? "";
  if (equalSecrets(given, `Bearer ${exchange.context.token}`)) return true;
  refuse(exchange, 401, "auth_bad_access_token", "Unable to authenticate due to corrupt access token");
  return false;
}

async function keepForm(form: ReceivedForm, exchange: PracticeExchange): Promise<StoredFile> {
  const { context, request } = exchange;
  const [file] = form.files;
  if (file === undefined || file.partName !== "file") throw new RefusedRequest("file must be provided.");
  // As in the service, the header counts by its presence alone.
  const isRestricted = request.headers["restrict-access"] !== undefined;
  return await context.store.keep(
    file.incoming,
    { name: file.name, contentType: file.contentType },
    {
      idKind: "uuid",
      createdAtMs: context.clock.now(),
      expiresAt: null,
      details: {
        service: "easemob",
        ...(isRestricted ? { shareSecret: randomBytes(36).toString("base64url") } : {}),
      },
    },
  );
}

async function upload(exchange: PracticeExchange): Promise<void> {
  const { context, request, response } = exchange;
  const { org, app } = practiceAppKey;
  try {
    const form = await receiveMultipart(request, context.store, 1);
    const stored = await keepForm(form, exchange).catch(async (thrown: unknown) => {
      await discardForm(form);
      throw thrown;
    });
    const { shareSecret } = stored.details;
    const secret = shareSecret === undefined ? {} : { "share-secret": shareSecret };
    sendJson(response, 200, {
      action: "post",
      path: "/chatfiles",
      uri: `${context.baseUrl}/${org}/${app}/chatfiles`,
      entities: [{ uuid: stored.id, type: "chatfile", ...secret }],
      timestamp: context.clock.now(),
      duration: 0,
      organization: org,
      applicationName: app,
    });
  } catch (thrown) {
    if (!(thrown instanceof RefusedRequest)) throw thrown;
    refuse(exchange, 400, "illegal_argument", thrown.message);
  }
}

/** A small image; null where the original is to be given. */
async function thumbnailOf(context: PracticeContext, file: StoredFile): Promise<Uint8Array | null> {
  const { minimumBytes, maximumBytes } = thumbnailLimits;
  if (context.decoder === null || file.size <= minimumBytes || file.size > maximumBytes) return null;
  const image = await readFile(context.store.path(file.id));
  return looksLikeImage(image) ? await context.decoder.decode(image, thumbnailSide) : null;
}

async function give(exchange: PracticeExchange, file: StoredFile): Promise<void> {
  const { context, request, response } = exchange;
  const { shareSecret } = file.details;
  const given = String(request.headers["share-secret"] ?? "");
  if (shareSecret !== undefined && !equalSecrets(given, shareSecret)) {
    refuse(exchange, 403, "forbidden_op", "share-secret is not right");
    return;
  }
  const small = request.headers["thumbnail"] === "true" ? await thumbnailOf(context, file) : null;
  if (small === null) {
    await sendFile(response, file, context.store.path(file.id), { forBrowser: false });
    return;
  }
  const contentType = small[0] === 0x89 ? "image/png" : "image/webp";
  response.writeHead(200, { "Content-Type": contentType, "Content-Length": small.length });
  response.end(small);
}

async function readBack(exchange: PracticeExchange, id: string): Promise<void> {
  const file = await exchange.context.store.find(id);
  if (file?.details["service"] === "easemob") await give(exchange, file);
  else refuse(exchange, 404, "entity_not_found", "file may not exists");
}

/** Easemob's chat files and their tokens (services.md 5). */
export async function easemobRoutes(exchange: PracticeExchange): Promise<boolean> {
  const [org, app, collection, id, ...more] = exchange.segments;
  const { method } = exchange.request;
  const signsIn = method === "POST" && collection === "token" && id === undefined;
  const isFiles = collection === "chatfiles" && more.length === 0;
  if (!signsIn && !isFiles) return false;
  if (org !== practiceAppKey.org || app !== practiceAppKey.app) {
    const text = `Could not find application for ${org}/${app}`;
    refuse(exchange, 404, "organization_application_not_found", text);
  } else if (signsIn) await issueToken(exchange);
  else if (!isSignedIn(exchange)) return true;
  else if (method === "POST" && id === undefined) await upload(exchange);
  else if (method === "GET" && id !== undefined) await readBack(exchange, id);
  else refuse(exchange, 405, "web_application", "Method Not Allowed");
  return true;
}
