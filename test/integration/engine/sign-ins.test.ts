import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SignIn } from "../../../electron/shared/destination";
import { saveRoom, startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";
import {
  imkitOk,
  json,
  type Script,
  type ScriptedService,
  startScriptedService,
} from "../../servers/scripted-service";

const environment = { ROOM_TOKEN: "user-token-0123456789", ROOM_KEY: "client-key-0123456789" };
const refusal = json(401, {
  RC: 401,
  RM: "Unauthorized",
  error: { code: "INVALID_TOKEN", message: "Invalid or expired token" },
});

let folder: { path: string; remove: () => Promise<void> };
let engine: TestEngine;
let service: ScriptedService;

async function addImkit(settings: Record<string, string> = {}): Promise<void> {
  await saveRoom(engine, service.baseUrl, settings);
}

async function files(...names: readonly string[]): Promise<readonly string[]> {
  await mkdir(join(folder.path, "files"), { recursive: true });
  return await Promise.all(
    names.map(async (name) => {
      const path = join(folder.path, "files", name);
      await writeFile(path, "12345");
      return path;
    }),
  );
}

async function signIn(name = "Room"): Promise<SignIn> {
  const { id } = await engine.destination(name);
  const found = (await engine.connection.api.signIns()).find((one) => one.destinationId === id);
  if (found === undefined) throw new Error(`no sign-in of ${name}`);
  return found;
}

async function replaceToken(token: string): Promise<void> {
  const { id, name, settings } = await engine.destination("Room");
  await engine.connection.api.saveDestination({ id, name, service: "imkit", settings, secrets: { token } });
}

const kinds = async () => (await engine.rows("queue")).map(({ state }) => state.kind);
const posts = () => service.seen.filter((request) => request.method === "POST").length;

beforeEach(async () => {
  folder = await temporaryFolder();
  service = await startScriptedService(refusal);
  engine = await startEngine(join(folder.path, "profile"), { environment });
});

afterEach(async () => {
  await engine.close();
  await service.close();
  await folder.remove();
});

describe("refused credentials", () => {
  it("are told once for the whole destination, with the field and how many uploads they hold up", async () => {
    await addImkit({ concurrency: "1" });
    expect((await signIn()).refused).toBeNull();
    await engine.ended(await engine.send("Room", await files("1", "2", "3")));
    expect((await signIn()).refused).toEqual({
      error: expect.objectContaining({ code: "auth", httpStatus: 401 }),
      field: "token",
      uploads: 3,
    });
    expect((await signIn("Practice")).refused).toBeNull();
    expect(engine.events.some((event) => event.kind === "destinations-changed")).toBe(true);
  });

  it("fail one upload alone, though several were on their way together", async () => {
    await addImkit({ concurrency: "3" });
    const held: Parameters<Script>[] = [];
    service.answer = (...request) => {
      held.push(request);
    };
    const batch = await engine.send("Room", await files("1", "2", "3", "4"));
    await engine.until("three are on their way", () => held.length === 3);
    service.answer = refusal;
    for (const request of held) await refusal(...request);
    const rows = await engine.ended(batch);
    expect(rows.map(({ state }) => state.kind).toSorted()).toEqual([
      "failed",
      "waiting",
      "waiting",
      "waiting",
    ]);
    expect(rows.every(({ state }) => "error" in state && state.error?.code === "auth")).toBe(true);
    service.answer = imkitOk(5);
    await replaceToken("fresh-token-9876");
    expect((await engine.ended(batch)).every(({ state }) => state.kind === "completed")).toBe(true);
    expect((await signIn()).refused).toBeNull();
  });

  it("keep what is added later waiting too, so that nobody waits for it in vain", async () => {
    await addImkit();
    await engine.ended(await engine.send("Room", await files("1")));
    const later = await engine.ended(await engine.send("Room", await files("2")));
    expect(later[0]?.state).toMatchObject({ kind: "waiting", reason: "auth", error: { code: "auth" } });
    expect(posts()).toBe(1);
    expect((await signIn()).refused?.uploads).toBe(2);
  });

  it("send everything again when the token is replaced after a restart, the failed upload too", async () => {
    await addImkit();
    await engine.ended(await engine.send("Room", await files("1")));
    await engine.close();
    engine = await startEngine(engine.profileDirectory, { environment });
    expect(await kinds()).toEqual(["failed"]);
    expect((await signIn()).refused).toMatchObject({ error: { code: "auth" }, uploads: 1 });
    service.answer = imkitOk(5);
    await replaceToken("fresh-token-9876");
    await engine.until("it arrived", async () => (await engine.rows("history")).length === 1);
  });

  it("are tried again for the whole destination at the user's word", async () => {
    await addImkit({ concurrency: "1" });
    const batch = await engine.send("Room", await files("1", "2"));
    const [first] = await engine.ended(batch);
    await engine.connection.api.act({ ids: [first?.id ?? ""], action: "retry" });
    await engine.until("it was refused again", () => posts() === 2);
    const again = await engine.ended(batch);
    expect(again.map(({ state }) => state.kind)).toEqual(["failed", "waiting"]);
    service.answer = imkitOk(5);
    await engine.connection.api.act({ ids: [again[1]?.id ?? ""], action: "retry" });
    expect((await engine.ended(batch)).map(({ state }) => state.kind)).toEqual(["completed", "completed"]);
  });

  it("are forgotten with the last upload that they held up", async () => {
    await addImkit();
    const [row] = await engine.ended(await engine.send("Room", await files("1")));
    await engine.close();
    engine = await startEngine(engine.profileDirectory, { environment });
    const told = engine.events.length;
    await engine.connection.api.act({ ids: [row?.id ?? ""], action: "remove" });
    expect((await signIn()).refused).toBeNull();
    expect(engine.events.slice(told).some((event) => event.kind === "destinations-changed")).toBe(true);
  });
});

describe("the end of a token", () => {
  const token = (claims: unknown) => `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;

  it("is known as soon as the service that issued it says so, and not before", async () => {
    service.answer = (response, seen, socket) =>
      seen.url.endsWith("/token")
        ? json(200, { access_token: "YWMtissued", expires_in: 5_184_000 })(response, seen, socket)
        : json(200, { uri: `${service.baseUrl}/o/a/chatfiles`, entities: [{ uuid: "u-1" }] })(
            response,
            seen,
            socket,
          );
    await engine.connection.api.saveDestination({
      name: "Files",
      service: "easemob",
      settings: { baseUrl: service.baseUrl, org: "o", app: "a", clientId: "c" },
      secrets: { clientSecret: "client-secret" },
    });
    expect((await signIn("Files")).tokenExpiresAt).toBeNull();
    const before = Date.now();
    const told = engine.events.length;
    await engine.ended(await engine.send("Files", await files("1")));
    const end = Date.parse((await signIn("Files")).tokenExpiresAt ?? "");
    expect(end).toBeGreaterThanOrEqual(before + 5_184_000_000);
    expect(end).toBeLessThanOrEqual(Date.now() + 5_184_000_000);
    expect(engine.events.slice(told).some((event) => event.kind === "destinations-changed")).toBe(true);
  });

  it("is read from a pasted token that tells it, and unknown for one that does not", async () => {
    await addImkit();
    expect((await signIn()).tokenExpiresAt).toBeNull();
    await replaceToken(token({ exp: 1_800_000_000, sub: "ann" }));
    expect((await signIn()).tokenExpiresAt).toBe("2027-01-15T08:00:00.000Z");
    await replaceToken(token({ sub: "ann" }));
    expect((await signIn()).tokenExpiresAt).toBeNull();
    await replaceToken("not.a.token");
    expect((await signIn()).tokenExpiresAt).toBeNull();
  });

  it("is unknown, and no failure, while a secret can't be read", async () => {
    await addImkit();
    await engine.close();
    engine = await startEngine(engine.profileDirectory, { environment: {} });
    expect(await signIn()).toMatchObject({ tokenExpiresAt: null, refused: null });
  });
});
