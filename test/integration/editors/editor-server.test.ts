import { mkdir, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Spool } from "../../../electron/engine/files/spool";
import { silentLogger, systemClock } from "../../../electron/engine/ports";
import { hashEditorKey, makeEditorKey } from "../../../electron/main/editors/editor-key";
import { type EditorServer, startEditorServer } from "../../../electron/main/editors/editor-server";
import { QuickIntake } from "../../../electron/main/quick/quick-intake";
import { startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";

let folder: { path: string; remove: () => Promise<void> };
let engine: TestEngine;
let server: EditorServer;
let clipboard: string | null;
const key = makeEditorKey();

beforeEach(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder.path, "notes"));
  engine = await startEngine(join(folder.path, "profile"));
  clipboard = null;
  const { api } = engine.connection;
  const intake = new QuickIntake({
    api,
    clock: systemClock,
    spool: new Spool(join(folder.path, "profile")),
    onAdded: () => {},
    clipboard: async () => (clipboard === null ? null : { kind: "text", text: clipboard }),
  });
  server = await startEditorServer(
    {
      connection: engine.connection,
      clock: systemClock,
      logger: silentLogger,
      intake,
      remove: async () => {},
      keyHash: () => hashEditorKey(key),
    },
    0,
  );
});

afterEach(async () => {
  await server.close();
  await engine.close();
  await folder.remove();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: { success: boolean; result?: unknown; message?: string; fullResult?: { id: string }[] };
}

function ask(
  path: string,
  options: { body?: string | Buffer; headers?: Record<string, string>; method?: string } = {},
): Promise<Answer> {
  const { body = "", headers = {}, method = "POST" } = options;
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: "127.0.0.1", port: server.port, path, method, agent: false, headers },
      (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) }),
        );
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

async function picture(name: string, content = name): Promise<string> {
  const path = join(folder.path, "notes", name);
  await writeFile(path, content);
  return path;
}

const json = { "Content-Type": "application/json" };
const listOf = (...paths: string[]) => ({ body: JSON.stringify({ list: paths }), headers: json });
const upload = `/upload?key=${key}`;

describe("an editor that sends pictures", () => {
  test("gets their links in its own order, and they open", async () => {
    const paths = [await picture("zebra.png"), await picture("ant.png"), await picture("mole.png")];
    const { status, body } = await ask(upload, listOf(...paths));
    expect(status).toBe(200);
    expect(body.success).toBe(true);
    const links = body.result as string[];
    const contents = await Promise.all(links.map(async (link) => (await fetch(link)).text()));
    expect(contents).toEqual(["zebra.png", "ant.png", "mole.png"]);
    expect(body.fullResult).toHaveLength(3);
  });

  test("may name one file twice and gets a link for each place", async () => {
    const path = await picture("twice.png");
    const { body } = await ask(upload, listOf(path, path));
    expect(body.success).toBe(true);
    expect(body.result).toHaveLength(2);
  });

  test("may send the bytes in a form, as an editor on a phone or in a container does", async () => {
    const boundary = "----editor";
    const part = (name: string, content: string) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="list"; filename="${name}"\r\nContent-Type: image/png\r\n\r\n${content}\r\n`;
    const form = `${part("bild ä.png", "first")}${part("b.png", "second")}--${boundary}--\r\n`;
    const headers = { "Content-Type": `multipart/form-data; boundary=${boundary}` };
    const { body } = await ask(upload, { body: form, headers });
    expect(body.success).toBe(true);
    const links = body.result as string[];
    expect(await Promise.all(links.map(async (link) => (await fetch(link)).text()))).toEqual([
      "first",
      "second",
    ]);
    const names = (await engine.rows("history")).map(({ name }) => name);
    expect(names).toContain("bild ä.png");
  });

  test("may send what is on the clipboard", async () => {
    clipboard = "copied words";
    const { body } = await ask(upload);
    expect(body.success).toBe(true);
    const [link] = body.result as string[];
    expect(await (await fetch(link ?? "")).text()).toBe("copied words");
  });

  test("hears that the clipboard is empty", async () => {
    const { body } = await ask(upload);
    expect(body).toMatchObject({ success: false, message: "The clipboard holds no file, picture or text." });
  });

  test("gets all or nothing, and nothing is sent when one of its files is not there", async () => {
    const there = await picture("there.png");
    const { body } = await ask(upload, listOf(there, join(folder.path, "gone.png")));
    expect(body).toMatchObject({ success: false, result: [] });
    expect(await engine.rows("history")).toEqual([]);
  });

  test("may choose the destination by its name", async () => {
    const { body } = await ask(`${upload}&configName=practice`, listOf(await picture("a.png")));
    expect(body.success).toBe(true);
    const wrong = await ask(`${upload}&configName=nowhere`, listOf(await picture("b.png")));
    expect(wrong.body).toMatchObject({ success: false, message: 'There is no destination "nowhere".' });
  });

  test("finds that Waybill is there", async () => {
    expect((await ask(`/heartbeat?key=${key}`)).body).toEqual({ success: true, result: "alive" });
  });

  test("hears in a sentence what it did wrong", async () => {
    expect((await ask(upload, { body: "not json", headers: json })).body.message).toBe(
      "The request is not JSON.",
    );
    expect((await ask(`/nothing?key=${key}`)).body.message).toContain("/upload, /heartbeat and /delete");
  });
});

describe("a web page that tries the address", () => {
  const host = () => `127.0.0.1:${server.port}`;

  test.each([
    [
      "with a form, which needs no preflight",
      { Origin: "https://evil.example", "Content-Type": "text/plain" },
    ],
    ["from a sandboxed frame", { Origin: "null", "Content-Type": "text/plain" }],
    ["under a name that it bent to this computer", { Host: "evil.example:36677" }],
  ])("%s, is refused, and no file is read", async (_how, headers) => {
    const path = await picture("secret.png");
    const { status, headers: answered } = await ask(upload, {
      body: JSON.stringify({ list: [path] }),
      headers,
    });
    expect(status).toBe(403);
    expect(Object.keys(answered).filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect([...(await engine.rows("queue")), ...(await engine.rows("history"))]).toEqual([]);
  });

  test("gets no leave from a preflight", async () => {
    const { status, headers } = await ask(upload, {
      method: "OPTIONS",
      headers: { Origin: "https://evil.example", "Access-Control-Request-Method": "POST", Host: host() },
    });
    expect(status).toBe(403);
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });
});

test("a program without the key reads and sends nothing", async () => {
  const path = await picture("secret.png");
  for (const address of ["/upload", "/upload?key=", `/upload?key=${makeEditorKey()}`, "/heartbeat"]) {
    expect((await ask(address, listOf(path))).status).toBe(401);
  }
  expect([...(await engine.rows("queue")), ...(await engine.rows("history"))]).toEqual([]);
});

test("a port that another program has is said, with what to do", async () => {
  const second = startEditorServer(
    {
      connection: engine.connection,
      clock: systemClock,
      logger: silentLogger,
      intake: { paths: async () => "", files: async () => "", clipboard: async () => "" },
      remove: async () => {},
      keyHash: () => "",
    },
    server.port,
  );
  await expect(second).rejects.toThrow(`Another program has port ${server.port}`);
});
