import type { NameEncoding } from "../../electron/engine/http/http-client";
import { startStrictCapillaryServer } from "../servers/strict-capillary-server";
import { startStrictEasemobServer } from "../servers/strict-easemob-server";
import { startStrictImkitServer } from "../servers/strict-imkit-server";
import { startStrictRocketChatServer } from "../servers/strict-rocket-chat-server";
import { md5Hex, type StrictServer } from "../servers/strict-server";
import { startStrictSurgeryConnectServer } from "../servers/strict-surgery-connect-server";

/** A strict server with what a destination needs to reach it. */
export interface ContractServer extends StrictServer {
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** The required options of an upload. */
  readonly options: Readonly<Record<string, string>>;
  /** Answers every upload like this from now on, after it was read whole. */
  answerUploads(status: number, body: string, headers?: Record<string, string>): void;
  /** Cuts the connection from now on after an upload came whole. */
  loseAnswers(): void;
  /** How many copies of a file anybody sees, by its MD5, where that is not the number of files that came. */
  readonly copies?: (md5: string) => number;
}

/** How the contract suite gets to know a service. Every registered service needs one (CONTRIBUTING.md). */
export interface ServiceFixture {
  start(): Promise<ContractServer>;
  /** Settings for each form of body the service has, by a name for the test. */
  readonly forms: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The name that the server reads, for a name as the adapter was given it; null for one that the adapter must refuse. */
  readName(name: string, encoding: NameEncoding, form: string): string | null;
  /** Settings that are wrong for the fixture's server, each with the field that the destination's test must name. */
  readonly wrong: ReadonlyArray<readonly [settings: Readonly<Record<string, string>>, field: string]>;
  /** False where the service's answer does not name the file. */
  readonly tellsName?: false;
}

function nameInForm(name: string, encoding: NameEncoding): string {
  return encoding === "percent" ? encodeURIComponent(name) : name;
}

const imkit: ServiceFixture = {
  forms: { multipart: {} },
  wrong: [[{ bucket: "elsewhere" }, "bucket"]],
  readName: nameInForm,
  async start() {
    const expected = {
      bucket: "sample bucket",
      clientKey: "ck-9FSk26d4AIbZh0k4",
      token: "tk-fVy7YhqBZqEzNO9L==",
    };
    const server = await startStrictImkitServer(expected);
    return Object.assign(server, {
      settings: { baseUrl: server.baseUrl, bucket: expected.bucket },
      secrets: { clientKey: expected.clientKey, token: expected.token },
      options: { roomID: "58871b877390be11d5f1ab30" },
      answerUploads: (status: number, body: string, headers = {}) => {
        server.faults = { answer: { status, body, headers } };
      },
      loseAnswers: () => {
        server.faults = { loseAnswer: true };
      },
    });
  },
};

const surgeryConnect: ServiceFixture = {
  forms: { multipart: { body: "multipart" }, json: { body: "json-base64" } },
  readName: (name, encoding, form) => (form === "json" ? name : nameInForm(name, encoding)),
  // Nothing can be asked of the service that would prove the user.
  wrong: [],
  async start() {
    const expected = { apiKey: "ak-0f3b7a10c5", userId: "8d3f1c52-0f6a-4c1e-9a54-2f6f0f3b7a10" };
    const server = await startStrictSurgeryConnectServer(expected);
    return Object.assign(server, {
      settings: { baseUrl: server.baseUrl, userId: expected.userId },
      secrets: { apiKey: expected.apiKey },
      options: {},
      answerUploads: (status: number, body: string, headers = {}) => {
        server.faults = { answer: { status, body, headers } };
      },
      loseAnswers: () => {
        server.faults = { loseAnswer: true };
      },
    });
  },
};

const capillary: ServiceFixture = {
  forms: { multipart: {}, raw: { body: "raw" } },
  // The name stands in the address, whatever the form says; without an extension there is none.
  readName: (name) => (name.includes(".") ? name : null),
  // The two belong together, and only the pair is refused. The path can't be asked for without storing a file.
  wrong: [[{ username: "till.2" }, "password"]],
  async start() {
    const password = "pw-7f3b1a90c4";
    const pair = Buffer.from(`till.1:${md5Hex(Buffer.from(password))}`).toString("base64");
    const server = await startStrictCapillaryServer({
      path: "/api_gateway/file-service/rewards",
      header: "authorization",
      accepted: [`Basic ${pair}`],
      partName: "file",
    });
    return Object.assign(server, {
      settings: { baseUrl: server.baseUrl, username: "till.1" },
      secrets: { password },
      options: {},
      // The same name again is a new version of the same file (services.md 3.1).
      copies: (md5: string) =>
        new Set(server.files.filter((file) => file.md5 === md5).map((file) => file.name)).size,
      answerUploads: (status: number, body: string, headers = {}) => {
        server.faults = { answer: { status, body, headers } };
      },
      loseAnswers: () => {
        server.faults = { loseAnswer: true };
      },
    });
  },
};

const rocketChat: ServiceFixture = {
  forms: { single: { flow: "single" }, "two-step": { flow: "two-step" } },
  // User id and token belong together, and only the pair is refused.
  wrong: [
    [{ room: "elsewhere" }, "room"],
    [{ userId: "somebodyElse" }, "token"],
    [{ userId: "nobody\u2013" }, "userId"],
  ],
  readName: nameInForm,
  async start() {
    const expected = {
      userId: "hw5DThnhQmxDWnavu",
      token: "tk-ijFlJ1yfidXhwEYY284Anoq",
      room: { id: "GENERAL", name: "general", kind: "channels" },
      // Between 6.10 and 8.0 a server offers both ways.
      version: "7.10",
    } as const;
    const server = await startStrictRocketChatServer(expected);
    return Object.assign(server, {
      settings: { baseUrl: server.baseUrl, userId: expected.userId },
      secrets: { token: expected.token },
      options: { room: expected.room.id },
      answerUploads: (status: number, body: string, headers = {}) => {
        server.faults = { answer: { status, body, headers } };
      },
      loseAnswers: () => {
        server.faults = { lose: ["rooms.upload", "rooms.media"] };
      },
      // A file without a message is seen by nobody, and removed after a day (services.md 2.2).
      copies: (md5: string) => {
        const ids = server.files.filter((file) => file.md5 === md5).map((file) => file.id);
        return server.messages.filter((message) => ids.some((id) => JSON.stringify(message).includes(id)))
          .length;
      },
    });
  },
};

const easemob: ServiceFixture = {
  forms: { multipart: {} },
  tellsName: false,
  wrong: [
    [{ org: "another" }, "app"],
    [{ app: "another" }, "app"],
    [{ app: "with/slash" }, "app"],
    [{ org: "with#app" }, "org"],
  ],
  readName: nameInForm,
  async start() {
    const expected = { org: "easemob-demo", app: "testapp", token: "YWMtS1pRuFa-EemixAMhJgmGUAAAA" };
    const server = await startStrictEasemobServer(expected);
    return Object.assign(server, {
      settings: {
        baseUrl: server.baseUrl,
        org: expected.org,
        app: expected.app,
        // The suite sends more than the service's usual 10 MB.
        maxSize: "400000000",
      },
      secrets: { token: expected.token },
      options: {},
      answerUploads: (status: number, body: string, headers = {}) => {
        server.faults = { answer: { status, body, headers } };
      },
      loseAnswers: () => {
        server.faults = { loseAnswer: true };
      },
    });
  },
};

/** One line per service. */
export const fixtures: Readonly<Record<string, ServiceFixture>> = {
  imkit,
  "surgery-connect": surgeryConnect,
  capillary,
  "rocket-chat": rocketChat,
  easemob,
};
