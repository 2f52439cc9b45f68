import { describe, expect, it } from "vitest";
import { adapterFor, listServices } from "../../../../electron/engine/services/index";
import {
  cleanSecret,
  cleanSettings,
  jobOptions,
  resolveSettings,
  validateJobOptions,
  validateSecret,
  validateSettings,
  validateUploadOptions,
} from "../../../../electron/engine/services/settings";
import { commonDestinationFields, field, type ServiceInfo } from "../../../../electron/shared/service";

function infoOf(service: string): ServiceInfo {
  return adapterFor(service).info;
}

const imkit = infoOf("imkit");
const surgeryConnect = infoOf("surgery-connect");
const imkitSettings = { baseUrl: "https://chat.example", bucket: "files" };
const imkitSecrets = ["clientKey", "token"];
const surgerySettings = { userId: "8d3f1c52-0f6a-4c1e-9a54-2f6f0f3b7a10" };

function refusedField(
  settings: Record<string, string>,
  secretKeys = imkitSecrets,
): string | null | undefined {
  const failure = validateSettings(imkit, { ...imkitSettings, ...settings }, secretKeys);
  return failure === null ? undefined : failure.field;
}

describe("the registry of services", () => {
  it("lists every service once with its id, and the shared settings at the end", () => {
    const services = listServices();
    expect(services.map((service) => service.id)).toEqual([
      "imkit",
      "rocket-chat",
      "capillary",
      "surgery-connect",
      "easemob",
    ]);
    for (const service of services) {
      expect(service.destinationFields.slice(-commonDestinationFields.length)).toEqual(
        commonDestinationFields,
      );
      const keys = [...service.destinationFields, ...service.uploadFields].map((declared) => declared.key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it("knows no service that is not registered", () => {
    expect(() => adapterFor("pigeon-post")).toThrow('There is no service "pigeon-post".');
    expect(() => adapterFor("__proto__")).toThrow("There is no service");
  });

  it("declares the keys of the contract, and no others but those of docs/decisions/0005", () => {
    const keys = (info: ServiceInfo) =>
      [...info.destinationFields, ...info.uploadFields]
        .map((declared) => declared.key)
        .filter((key) => !commonDestinationFields.some((common) => common.key === key));
    expect(keys(imkit)).toEqual([
      "baseUrl",
      "bucket",
      "clientKey",
      "token",
      "authorizationHeader",
      "tokenPrefix",
      "roomID",
      "extra",
    ]);
    expect(keys(surgeryConnect)).toEqual([
      "baseUrl",
      "apiKey",
      "userId",
      "body",
      "partName",
      "filesPerRequest",
      "expiryInterval",
      "fileRequestId",
    ]);
  });
});

describe("validating a destination", () => {
  it("accepts what is complete, without the per-upload room", () => {
    expect(validateSettings(imkit, imkitSettings, imkitSecrets)).toBeNull();
    expect(validateSettings(surgeryConnect, surgerySettings, ["apiKey"])).toBeNull();
  });

  it("accepts any per-upload key as the destination's default, pairs included", () => {
    expect(refusedField({ roomID: "r1", "extra.project": "north" })).toBeUndefined();
  });

  it("names an unknown key and lists the known ones", () => {
    const failure = validateSettings(imkit, { ...imkitSettings, buket: "x" }, imkitSecrets);
    expect(failure?.field).toBe("buket");
    expect(failure?.error.code).toBe("config");
    expect(failure?.error.hint).toContain("bucket");
  });

  it("refuses a pair without a name", () => {
    expect(refusedField({ "extra.": "x" })).toBe("extra.");
    expect(refusedField({ extra: "x" })).toBe("extra");
  });

  it("names a missing required setting and a missing secret", () => {
    expect(validateSettings(imkit, { bucket: "b" }, imkitSecrets)?.field).toBe("baseUrl");
    expect(validateSettings(imkit, { ...imkitSettings, baseUrl: "  " }, imkitSecrets)?.field).toBe("baseUrl");
    expect(validateSettings(imkit, imkitSettings, ["clientKey"])?.field).toBe("token");
    expect(validateSettings(surgeryConnect, {}, ["apiKey"])?.field).toBe("userId");
  });

  it("takes a default for a required setting", () => {
    expect(validateSettings(imkit, { baseUrl: "https://chat.example" }, imkitSecrets)).toBeNull();
  });

  it("refuses a secret given as a plain setting without repeating its value", () => {
    const failure = validateSettings(imkit, { ...imkitSettings, token: "s3cret-value" }, imkitSecrets);
    expect(failure?.field).toBe("token");
    expect(`${failure?.error.message} ${failure?.error.hint}`).not.toContain("s3cret-value");
  });

  it("refuses a secret that the service does not have", () => {
    expect(validateSettings(imkit, imkitSettings, [...imkitSecrets, "apiKey"])?.field).toBe("apiKey");
  });

  it.each([
    ["chat.example", "no scheme"],
    ["ftp://chat.example", "another scheme"],
    ["https://", "no host"],
    ["https://user:pass@chat.example", "user name and password"],
    ["https://chat.example/?a=1", "a query"],
    ["https://chat.example/#top", "a fragment"],
    ["http://chat.example", "plain http to another computer"],
    ["javascript:alert(1)", "a script"],
  ])("refuses the address %s: %s", (baseUrl) => {
    expect(refusedField({ baseUrl })).toBe("baseUrl");
  });

  it.each([
    "https://chat.example/base/",
    "http://127.0.0.1:3100",
    "http://localhost:3100",
    "http://[::1]:8080",
  ])("accepts the address %s", (baseUrl) => {
    expect(refusedField({ baseUrl })).toBeUndefined();
  });

  it("accepts plain http where the user allowed it", () => {
    expect(refusedField({ baseUrl: "http://chat.example", allowInsecureHttp: "true" })).toBeUndefined();
  });

  it.each([
    ["concurrency", "0"],
    ["concurrency", "33"],
    ["concurrency", "2.5"],
    ["concurrency", "many"],
    ["nameEncoding", "latin1"],
    ["allowInsecureHttp", "yes"],
    ["authorizationHeader", "Cookie"],
    ["bucket", "a\nb"],
    ["tokenPrefix", "Bearer\r\nX-Evil: 1"],
  ])("refuses %s=%j", (key, value) => {
    expect(refusedField({ [key]: value })).toBe(key);
  });

  it.each(["8d3f1c52", "8d3f1c520f6a4c1e9a542f6f0f3b7a10", "not-a-uuid-at-all-really-not-a-uuid!"])(
    "refuses the user id %s",
    (userId) => {
      expect(validateSettings(surgeryConnect, { userId }, ["apiKey"])?.field).toBe("userId");
    },
  );
});

describe("a setting that counts only while another has a value", () => {
  const info: ServiceInfo = {
    ...imkit,
    destinationFields: [
      field({
        key: "auth",
        label: "Sign-in",
        help: "How.",
        type: "choice",
        default: "basic",
        choices: [
          { value: "basic", label: "Basic" },
          { value: "token", label: "Token" },
        ],
      }),
      field({
        key: "username",
        label: "User",
        help: "Who.",
        required: true,
        onlyWhen: { key: "auth", values: ["basic"] },
      }),
    ],
    uploadFields: [],
  };

  it("is required only then", () => {
    expect(validateSettings(info, {}, [])?.field).toBe("username");
    expect(validateSettings(info, { auth: "token" }, [])).toBeNull();
  });

  it("is left out of the resolved settings otherwise", () => {
    expect(resolveSettings(info, { auth: "token", username: "ann" })).toEqual({ auth: "token" });
    expect(resolveSettings(info, { username: "ann" })).toEqual({ auth: "basic", username: "ann" });
  });
});

describe("secrets", () => {
  it("lose the line end that comes with pasting", () => {
    expect(cleanSecret("  abc==\r\n")).toBe("abc==");
    expect(validateSecret(imkit, "token", "abc==\n")).toBeNull();
  });

  it.each(["abc\ndef", "abc\r\nX: 1", "token–dash", "\u{1F511}", "a\0b"])(
    "are refused when no header can carry them: %j",
    (value) => {
      const failure = validateSecret(imkit, "token", value);
      expect(failure?.field).toBe("token");
      expect(failure?.error.message).not.toContain(value);
    },
  );

  it("may hold any character where no header carries them", () => {
    const easemob = adapterFor("easemob").info;
    const capillary = adapterFor("capillary").info;
    for (const [info, key] of [
      [easemob, "password"],
      [easemob, "clientSecret"],
      [capillary, "password"],
      [capillary, "secret"],
    ] as const) {
      expect(validateSecret(info, key, "пароль 密码 \u{1F511}")).toBeNull();
      expect(validateSecret(info, key, "two\nlines")?.field).toBe(key);
      expect(validateSecret(info, key, "a\0b")?.field).toBe(key);
    }
    expect(validateSecret(easemob, "token", "密码")?.field).toBe("token");
    expect(validateSecret(capillary, "token", "密码")?.field).toBe("token");
  });

  it("are refused under a key that is no secret", () => {
    expect(validateSecret(imkit, "bucket", "x")?.field).toBe("bucket");
  });
});

describe("resolving a destination's settings", () => {
  it("fills in defaults, trims what was pasted and drops what is empty", () => {
    const resolved = resolveSettings(imkit, {
      baseUrl: " https://chat.example\n",
      tokenPrefix: "",
      concurrency: "",
    });
    expect(resolved).toEqual({
      baseUrl: "https://chat.example",
      bucket: "chatserver-upload",
      authorizationHeader: "IM-Authorization",
      concurrency: "3",
      nameEncoding: "utf8",
      allowInsecureHttp: "false",
    });
  });

  it("keeps the space at the end of the token prefix", () => {
    expect(cleanSettings(imkit, { tokenPrefix: "Bearer " })).toEqual({ tokenPrefix: "Bearer " });
  });
});

describe("the options of an upload", () => {
  it("overlay the destination's defaults, and an empty one takes a default away", () => {
    const destination = { ...imkitSettings, roomID: "lobby", "extra.a": "1", "extra.b": "2" };
    expect(jobOptions(imkit, destination, { "extra.b": "", "extra.c": "3" })).toEqual({
      roomID: "lobby",
      "extra.a": "1",
      "extra.c": "3",
    });
    expect(jobOptions(imkit, destination, { roomID: "office" })["roomID"]).toBe("office");
  });

  it("are refused with the key at fault", () => {
    expect(validateUploadOptions(imkit, { room: "x" })?.field).toBe("room");
    expect(validateUploadOptions(imkit, { room: "x" })?.error.code).toBe("invalid-field");
    expect(validateUploadOptions(surgeryConnect, { expiryInterval: "0" })?.field).toBe("expiryInterval");
    expect(validateUploadOptions(surgeryConnect, { fileRequestId: "x" })?.field).toBe("fileRequestId");
    expect(validateUploadOptions(surgeryConnect, { expiryInterval: "3600" })).toBeNull();
  });

  it("need the room once they are merged, not before", () => {
    expect(validateUploadOptions(imkit, {})).toBeNull();
    expect(validateJobOptions(imkit, jobOptions(imkit, imkitSettings, {}))?.field).toBe("roomID");
    expect(validateJobOptions(imkit, jobOptions(imkit, { roomID: "lobby" }, {}))).toBeNull();
  });
});
