import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import {
  equalSecrets,
  type PracticeContext,
  type PracticeExchange,
  signatureOf,
  signedLinkLifeMs,
} from "./practice-context";
import { sendEmpty, sendJson } from "./practice-replies";
import type { IncomingFile, PracticeStore, StoredFile } from "./practice-store";
import { receiveMultipart } from "./receive-form";
import { RefusedRequest } from "./received-form";
import { signedUrl } from "./signed-routes";

/** The client key that Practice expects beside its random token as the secret. */
export const practiceApiKey = "practice";

/** How long an issued access token lives, seconds: as short as the vendor's own. */
const tokenLifeSeconds = 300;

/** Only a key and a secret are in it. */
const maximumTokenRequestBytes = 16 * 1024;

/** An access token that carries its own end, so that none has to be remembered. */
function accessTokenUntil(context: PracticeContext, expiresAtSeconds: string): string {
  return `${expiresAtSeconds}.${signatureOf(context.token, "capillary-access", expiresAtSeconds)}`;
}

function isAccessToken(context: PracticeContext, given: string): boolean {
  const [expires = ""] = given.split(".");
  const lives = Number(expires) * 1000 > context.clock.now();
  return lives && equalSecrets(given, accessTokenUntil(context, expires));
}

/** The password of a Basic sign-in: Practice's token, as it is or as its MD5. */
function isPassword(context: PracticeContext, given: string): boolean {
  const hashed = createHash("md5").update(context.token).digest("hex");
  return equalSecrets(given, context.token) || equalSecrets(given, hashed);
}

function isSignedIn({ context, request }: PracticeExchange): boolean {
  const token = String(request.headers["x-cap-api-oauth-token"] ?? "");
  if (token !== "") return equalSecrets(token, context.token) || isAccessToken(context, token);
  const pair = /^Basic (.+)$/.exec(request.headers["authorization"] ?? "")?.[1] ?? "";
  const [, password = ""] = /^[^:]+:(.*)$/s.exec(Buffer.from(pair, "base64").toString("utf8")) ?? [];
  return isPassword(context, password);
}

const clientSchema = z.object({ key: z.string(), secret: z.string() });

async function clientOf(request: IncomingMessage): Promise<z.infer<typeof clientSchema> | null> {
  if (Number(request.headers["content-length"] ?? Number.NaN) <= maximumTokenRequestBytes) {
    const body = await text(request);
    try {
      return clientSchema.parse(JSON.parse(body));
    } catch {
      // Whatever else was sent holds no key and no secret, which is all that is to be known of it.
      return null;
    }
  }
  return null;
}

async function issueToken({ context, request, response }: PracticeExchange): Promise<void> {
  const client = await clientOf(request);
  if (client?.key !== practiceApiKey || !equalSecrets(client.secret, context.token)) {
    sendJson(response, 401, {
      data: null,
      errors: [{ code: 401, message: "Invalid key or secret" }],
      warnings: null,
    });
    return;
  }
  const expires = String(Math.floor(context.clock.now() / 1000) + tokenLifeSeconds);
  const data = { accessToken: accessTokenUntil(context, expires), ttlSeconds: tokenLifeSeconds };
  sendJson(response, 200, { data, errors: null, warnings: null });
}

interface Received {
  readonly incoming: IncomingFile;
  readonly contentType: string;
}

/**
 * The file of a body: the form's part `file`, or the body itself. As at the service, a form without that part is no error:
 * an empty placeholder is stored.
 */
async function receive(request: IncomingMessage, store: PracticeStore): Promise<Received> {
  const contentType = request.headers["content-type"] ?? "application/octet-stream";
  if (!contentType.startsWith("multipart/")) {
    const incoming = await store.receive();
    try {
      for await (const chunk of request) await incoming.write(chunk);
    } catch (thrown) {
      await incoming.discard();
      throw thrown;
    }
    return { incoming, contentType };
  }
  const { files } = await receiveMultipart(request, store, 20);
  const wanted = files.find((file) => file.partName === "file");
  await Promise.all(files.filter((file) => file !== wanted).map((file) => file.incoming.discard()));
  return wanted ?? { incoming: await store.receive(), contentType: "application/octet-stream" };
}

/** The signed link as S3 writes it, beside Practice's own signature. */
function secureLink(context: PracticeContext, file: StoredFile): string {
  const date = new Date(context.clock.now()).toISOString().replace(/[-:]|\.\d+/g, "");
  return signedUrl(context, file, {
    "X-Amz-Date": date,
    "X-Amz-Expires": String(signedLinkLifeMs / 1000),
  });
}

function described(context: PracticeContext, file: StoredFile): Readonly<Record<string, unknown>> {
  const version = Number(file.details["version"]);
  return {
    code: 200,
    status: "true",
    message: "Successfully uploaded file",
    file: {
      name: file.name,
      namespace: file.details["namespace"],
      version,
      acl: "PRIVATE",
      fileSize: String(file.size),
      file_handle: file.id,
      content_type: file.contentType,
      s3_token: `${file.details["namespace"]}/practice/${file.id}`,
      latest_version: version,
      last_modified: file.createdAt.slice(0, 19).replace("T", " "),
    },
    secureFilePath: secureLink(context, file),
  };
}

async function upload(exchange: PracticeExchange, namespace: string, name: string): Promise<void> {
  const { context, request, response } = exchange;
  try {
    const { incoming, contentType } = await receive(request, context.store);
    const place = `capillary/${namespace}/${name}`;
    const earlier = await context.store.withDetail("place", place);
    const file = await context.store.keep(
      incoming,
      { name, contentType },
      {
        idKind: "uuid",
        createdAtMs: context.clock.now(),
        expiresAt: null,
        details: { service: "capillary", namespace, place, version: String(earlier.length + 1) },
      },
    );
    sendJson(response, 200, described(context, file));
  } catch (thrown) {
    if (!(thrown instanceof RefusedRequest)) throw thrown;
    sendJson(response, 400, { data: null, errors: [{ code: 400, message: thrown.message }], warnings: null });
  }
}

/** Capillary's file service and its token address (services.md 3); a wrong sign-in gets an empty answer, as expected of the vendor. */
export async function capillaryRoutes(exchange: PracticeExchange): Promise<boolean> {
  const { request, response, segments } = exchange;
  const isPost = request.method === "POST";
  if (isPost && segments.join("/") === "v3/oauth/token/generate") {
    await issueToken(exchange);
    return true;
  }
  const [gateway, service, namespace, name, ...more] = segments;
  if (gateway !== "api_gateway" || service !== "file-service" || more.length > 0) return false;
  if (namespace === undefined || name === undefined) return false;
  if (!isSignedIn(exchange)) sendEmpty(response, 401);
  else if (isPost) await upload(exchange, namespace, name);
  else sendEmpty(response, 405);
  return true;
}
