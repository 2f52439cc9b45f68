import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import {
  checkHeaders,
  checkParts,
  fileAsReceived,
  md5Hex,
  replyJson,
  type SeenRequest,
  type StrictServer,
  startStrictServer,
} from "./strict-server";

/** What the strict Easemob server does otherwise than usual (services.md 5.3). */
export interface EasemobFaults {
  /** Answers every upload like this, after it was read whole. */
  readonly answer?: {
    readonly status: number;
    readonly body?: string;
    readonly headers?: Record<string, string>;
  };
  /** Cuts the connection after the whole upload came. */
  readonly loseAnswer?: boolean;
  /** Says this secret instead of a true one, whatever was asked for; undefined leaves it out. */
  readonly shareSecret?: { readonly value: string | null | undefined };
  /** Says this address instead of its own; null leaves it out. */
  readonly uri?: string | null;
  /** Answers every request for a token like this. */
  readonly signIn?: { readonly status: number; readonly body: unknown };
  /** Cuts the connection after a whole request for a token came. */
  readonly loseSignIn?: boolean;
  /** Has other secrets for its files than it told. */
  readonly secretsChanged?: boolean;
  /** Has removed every file after its 7 days. */
  readonly filesExpired?: boolean;
}

/** What a strict Easemob server expects. */
export interface EasemobExpectations {
  readonly org: string;
  readonly app: string;
  /** The token that is valid now, and that is issued. */
  readonly token: string;
  /** Tokens that were valid once. */
  readonly expiredTokens?: readonly string[];
  /** The headers of an upload beside the token's. */
  readonly uploadHeaders?: Readonly<Record<string, string>>;
  /** What a request for a token must contain. */
  readonly grant?: Readonly<Record<string, string>>;
  /** The life of an issued token, in the unit of the cluster. */
  readonly expiresIn?: number;
}

/** A strict Easemob server; `faults` and `expected` may be changed between requests. */
export interface StrictEasemobServer extends StrictServer {
  faults: EasemobFaults;
  expected: EasemobExpectations;
  /** How many tokens were asked for. */
  readonly signIns: () => number;
  /** The secret of a stored file, or null. */
  readonly secretOf: (id: string) => string | null;
}

/** The body of an error as the service writes it. */
export function easemobError(error: string, description: string, exception = "SecurityException"): string {
  return JSON.stringify({
    error,
    timestamp: 1_542_348_025_595,
    duration: 0,
    exception: `org.apache.usergrid.rest.exceptions.${exception}`,
    error_description: description,
  });
}

/** Starts an Easemob server that accepts exactly what services.md 5.1 says. */
export async function startStrictEasemobServer(expected: EasemobExpectations): Promise<StrictEasemobServer> {
  const state = new EasemobState(expected);
  const server = await startStrictServer((request, response, strict) =>
    state.handle(request, response, strict),
  );
  return Object.assign(state, server);
}

class EasemobState {
  faults: EasemobFaults = {};
  expected: EasemobExpectations;
  readonly #secrets = new Map<string, string>();
  #signIns = 0;

  readonly signIns = () => this.#signIns;
  readonly secretOf = (id: string) => this.#secrets.get(id) ?? null;

  constructor(expected: EasemobExpectations) {
    this.expected = expected;
  }

  async handle(request: SeenRequest, response: ServerResponse, server: StrictServer): Promise<void> {
    const [, org, app, collection, id, ...more] = request.url.split("/").map(decodeURIComponent);
    const isOurs = org === this.expected.org && app === this.expected.app;
    if (!isOurs) {
      const text = `Could not find application for ${org}/${app} from URI: ${request.url.slice(1)}`;
      refuse(response, 404, "organization_application_not_found", text);
    } else if (request.method === "POST" && collection === "token" && id === undefined) {
      this.#signIn(request, response, server);
    } else if (collection !== "chatfiles" || more.length > 0) {
      server.problems.push(`the address is ${request.url}`);
      refuse(response, 405, "illegal_request", "Method Not Allowed");
    } else if (this.#isSignedIn(request, response, server)) {
      if (request.method === "POST" && id === undefined) await this.#takeUpload(request, response, server);
      else this.#give(request, response, server, id ?? "");
    }
  }

  #signIn(request: SeenRequest, response: ServerResponse, server: StrictServer): void {
    const { grant, token, expiresIn } = this.expected;
    this.#signIns += 1;
    checkHeaders(request, {}, server.problems);
    if (request.headers["content-type"] !== "application/json")
      server.problems.push("the request for a token is no JSON");
    if (this.faults.loseSignIn === true) response.destroy();
    else if (this.faults.signIn !== undefined) {
      replyJson(response, this.faults.signIn.status, this.faults.signIn.body);
    } else if (request.body.toString("utf8") !== JSON.stringify(grant)) {
      refuse(response, 400, "invalid_grant", "invalid password");
    } else {
      const application = "8be024f0-e978-11e8-b697-5d598d5f8402";
      replyJson(response, 200, { access_token: token, expires_in: expiresIn ?? 5_184_000, application });
    }
  }

  #isSignedIn(request: SeenRequest, response: ServerResponse, server: StrictServer): boolean {
    const given = request.headers["authorization"] ?? "";
    if (!given.startsWith("Bearer ")) server.problems.push("there is no Bearer token");
    if (given === `Bearer ${this.expected.token}`) return true;
    const isExpired = this.expected.expiredTokens?.some((token) => given === `Bearer ${token}`) === true;
    if (isExpired)
      refuse(response, 401, "unauthorized", "Unable to authenticate due to expired access token");
    else refuse(response, 401, "auth_bad_access_token", "Unable to authenticate due to corrupt access token");
    return false;
  }

  async #takeUpload(request: SeenRequest, response: ServerResponse, server: StrictServer): Promise<void> {
    const { problems } = server;
    const before = problems.length;
    const optional = this.expected.uploadHeaders ?? { "restrict-access": "true" };
    checkHeaders(request, { authorization: `Bearer ${this.expected.token}`, ...optional }, problems);
    const { file } = checkParts(request, [], "file", problems);
    const received = await fileAsReceived(request, "utf8");
    if (!received.content.equals(file)) problems.push("busboy reads other bytes than the raw body has");
    const { answer, loseAnswer } = this.faults;
    if (loseAnswer === true) response.destroy();
    else if (answer !== undefined)
      response.writeHead(answer.status, answer.headers ?? {}).end(answer.body ?? "");
    else if (problems.length > before) refuse(response, 400, "illegal_argument", problems.join("; "));
    else {
      const id = randomUUID();
      server.files.push({ ...received, id, md5: md5Hex(file) });
      replyJson(response, 200, this.#accepted(id, request, server));
    }
  }

  #accepted(id: string, request: SeenRequest, server: StrictServer): unknown {
    const { org, app } = this.expected;
    const own = request.headers["restrict-access"] === undefined ? undefined : `X9dIOla-${id}_ysw`;
    const secret = this.faults.shareSecret === undefined ? own : this.faults.shareSecret.value;
    if (secret) this.#secrets.set(id, secret);
    const uri = this.faults.uri === undefined ? `${server.baseUrl}/${org}/${app}/chatfiles` : this.faults.uri;
    return {
      action: "post",
      application: "8be024f0-e978-11e8-b697-5d598d5f8402",
      path: "/chatfiles",
      ...(uri === null ? {} : { uri }),
      entities: [{ uuid: id, type: "chatfile", ...(secret === undefined ? {} : { "share-secret": secret }) }],
      timestamp: 1_554_371_126_338,
      duration: 0,
      organization: org,
      applicationName: app,
    };
  }

  #give(request: SeenRequest, response: ServerResponse, server: StrictServer, id: string): void {
    const file = server.files.find((candidate) => candidate.id === id);
    const secret = this.#secrets.get(id);
    const thumbnail = request.headers["thumbnail"] !== undefined;
    const given = request.headers["share-secret"];
    const wanted = {
      authorization: `Bearer ${this.expected.token}`,
      ...(thumbnail ? { thumbnail: "true" } : {}),
      ...(secret !== undefined && given !== undefined ? { "share-secret": given } : {}),
    };
    checkHeaders(request, wanted, server.problems);
    if (file === undefined) refuse(response, 404, "entity_not_found", "file may not exists");
    else if (request.headers["accept"] !== "application/octet-stream") {
      server.problems.push(`Accept is ${request.headers["accept"]}`);
      refuse(response, 400, "illegal_argument", "accept");
    } else if (this.faults.filesExpired === true) refuse(response, 404, "file_expired", "file is expired");
    else if (secret !== undefined && (given !== secret || this.faults.secretsChanged === true))
      refuse(response, 403, "forbidden_op", `share-secret ${given} is not right`);
    else if (thumbnail) response.end(`thumbnail of ${file.name}`);
    else response.writeHead(200, { "Content-Type": file.contentType }).end(file.content);
  }
}

function refuse(response: ServerResponse, status: number, error: string, description: string): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(easemobError(error, description));
}
