import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Upload } from "../../../../electron/shared/upload";
import { startEngine, type TestEngine, temporaryFolder } from "../../../helpers/engine";
import { type StrictEasemobServer, startStrictEasemobServer } from "../../../servers/strict-easemob-server";

const org = "easemob-demo";
const app = "testapp";
const token = "YWMtS1pRuFa-EemixAMhJgmGUAAAA";
const nextToken = "YWMt-the-next-one";
const grant = { grant_type: "password", username: "u1", password: "p-0123456789" };
const environment = { CHAT_TOKEN: token, CHAT_PASSWORD: grant.password };

let folder: { path: string; remove: () => Promise<void> };
let engine: TestEngine;
let server: StrictEasemobServer;

async function destination(variable: keyof typeof environment, more: Record<string, string> = {}) {
  const key = variable === "CHAT_TOKEN" ? "token" : "password";
  await engine.connection.api.saveDestination({
    name: "Chat",
    service: "easemob",
    settings: { baseUrl: server.baseUrl, org, app, ...more },
    secrets: {},
    secretSources: { [key]: { kind: "env", variable } },
  });
}

async function send(...names: string[]): Promise<readonly Upload[]> {
  const paths = names.map((name) => join(folder.path, name));
  for (const path of paths) await writeFile(path, path);
  return await engine.ended(await engine.send("Chat", paths));
}

const posts = () => server.requests.filter((request) => request.url.endsWith("/chatfiles"));

beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startStrictEasemobServer({ org, app, token, grant });
  engine = await startEngine(join(folder.path, "profile"), { environment });
});

afterEach(async () => {
  await engine.close();
  await server.close();
  await folder.remove();
});

describe("an Easemob session in the engine (vector 3)", () => {
  it("is fetched once for many uploads, and again only when it is refused", async () => {
    await destination("CHAT_PASSWORD", { username: "u1", concurrency: "3" });
    const first = await send("1", "2", "3", "4", "5");
    expect(first.map((upload) => upload.state.kind)).toEqual(Array(5).fill("completed"));
    expect(server.signIns()).toBe(1);
    server.expected = { ...server.expected, token: nextToken, expiredTokens: [token] };
    const [second] = await send("6");
    expect(second).toMatchObject({ state: { kind: "completed" }, attempts: 2 });
    expect(server.signIns()).toBe(2);
    expect(posts().length).toBe(7);
  });

  it("is given up when a fresh token is refused too", async () => {
    await destination("CHAT_PASSWORD", { username: "u1" });
    await send("1");
    server.faults = { answer: { status: 401, body: "" } };
    const [upload] = await send("2");
    expect(upload?.state).toMatchObject({ kind: "failed", error: { code: "auth" } });
    expect(server.signIns()).toBe(2);
    expect(posts().length).toBe(3);
  });

  it("is never tried again with a pasted token that was refused, also after it worked before", async () => {
    await destination("CHAT_TOKEN");
    expect((await send("1"))[0]?.state.kind).toBe("completed");
    server.expected = { ...server.expected, token: nextToken, expiredTokens: [token] };
    const [upload] = await send("2");
    expect(upload?.state).toMatchObject({
      kind: "failed",
      error: { code: "auth", message: "The token has expired." },
    });
    expect(posts().length).toBe(2);
  });
});

describe("the share-secret of an Easemob file in the engine", () => {
  it("lies encrypted in the profile, survives a restart, and is sent with downloads and thumbnails", async () => {
    await destination("CHAT_TOKEN");
    const [upload] = await send("photo.jpg");
    const id = upload?.id ?? "";
    const secret = server.secretOf(server.files[0]?.id ?? "") ?? "none";
    await engine.close();
    const profile = join(folder.path, "profile");
    const files = await readdir(profile, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      expect((await readFile(join(file.parentPath, file.name))).includes(secret)).toBe(false);
    }
    engine = await startEngine(profile, { environment });
    const outputPath = join(folder.path, "back");
    for (const [thumbnail, content] of [
      [null, join(folder.path, "photo.jpg")],
      [{ width: 64, height: 64 }, "thumbnail of photo.jpg"],
    ] as const) {
      await engine.connection.api.download({ id, outputPath, thumbnail });
      expect(await readFile(outputPath, "utf8")).toBe(content);
    }
    expect(server.problems).toEqual([]);
  });

  it("may be refused: then there is no thumbnail, and the upload stays delivered (vector 6)", async () => {
    await destination("CHAT_TOKEN");
    const [upload] = await send("photo.jpg");
    server.faults = { secretsChanged: true };
    const id = upload?.id ?? "";
    const outputPath = join(folder.path, "thumbnail");
    const thumbnail = { width: 64, height: 64 };
    await expect(engine.connection.api.download({ id, outputPath, thumbnail })).rejects.toMatchObject({
      error: { code: expect.stringMatching(/^(auth|forbidden)$/) },
    });
    await expect(readFile(outputPath)).rejects.toThrow("ENOENT");
    expect(await engine.connection.api.upload({ id })).toEqual(upload);
    expect((await engine.connection.api.signIns()).every(({ refused }) => refused === null)).toBe(true);
  });

  it("is still enough when the token has ended since: the download fetches a fresh token, once", async () => {
    await destination("CHAT_PASSWORD", { username: "u1" });
    const [upload] = await send("photo.jpg");
    server.expected = { ...server.expected, token: nextToken, expiredTokens: [token] };
    const request = { id: upload?.id ?? "", outputPath: join(folder.path, "back"), thumbnail: null };
    await engine.connection.api.download(request);
    expect(await readFile(request.outputPath, "utf8")).toBe(join(folder.path, "photo.jpg"));
  });

  it("is no use after 7 days: a download says that the file has expired on the server (vector 7)", async () => {
    await destination("CHAT_TOKEN");
    const [upload] = await send("photo.jpg");
    server.faults = { filesExpired: true };
    const request = { id: upload?.id ?? "", outputPath: join(folder.path, "back"), thumbnail: null };
    await expect(engine.connection.api.download(request)).rejects.toThrow("Expired on the server");
  });
});
