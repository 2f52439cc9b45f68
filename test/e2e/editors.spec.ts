import { writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { _electron, type ElectronApplication, type Page } from "playwright/test";
import {
  test as base,
  expect,
  type RunningApp,
  readClipboard,
  readRuntime,
  sandboxSwitches,
} from "./app.fixture";
import { copyPicture } from "./clipboard";
import { photo } from "./photo";
import { outcome, startCommand } from "./processes";

const port = 36_698;

/** Waybill with its address for editors on, and that address as it is copied. */
interface Endpoint extends RunningApp {
  readonly address: string;
}

/** Waybill for editors, and another program on Electron: an editor, or a browser. */
const test = base.extend<{ readonly waybill: Endpoint; readonly program: ElectronApplication }>({
  waybill: async ({ launch }, use) => {
    const app = await launch();
    await app.page.evaluate(
      (editorPort) => window.bridge.request("settings:save", { editorEndpoint: true, editorPort }),
      port,
    );
    const status = () => app.page.evaluate(() => window.bridge.request("desktop:status", undefined));
    await expect.poll(async () => (await status()).editors.port).toBe(port);
    await app.page.evaluate(() => window.bridge.request("editors:copy-address", undefined));
    await use({ ...app, address: await readClipboard(app.electron) });
  },
  program: async ({ folder }, use) => {
    const { executable } = await readRuntime();
    // What a page that bends its name to this computer has its visitors' resolvers say.
    const bent = "--host-resolver-rules=MAP evil.example 127.0.0.1";
    const words = [...sandboxSwitches, bent, `--user-data-dir=${join(folder, "program")}`];
    const program = await _electron.launch({
      executablePath: executable,
      args: [...words, join(import.meta.dirname, "other-program")],
    });
    await use(program);
    await program.close();
  },
});

/** Sends a request as Obsidian's `requestUrl` does: from the main process, over Electron's own network. */
async function requestUrl(
  program: ElectronApplication,
  url: string,
  options: { readonly contentType?: string; readonly body?: string } = {},
): Promise<{ status: number; body: { success: boolean; result: string[]; message?: string } }> {
  return await program.evaluate(
    async ({ net }, [address, { contentType, body }]) => {
      const asked = net.request({ method: "POST", url: address });
      if (contentType !== undefined) asked.setHeader("Content-Type", contentType);
      const answered = new Promise<{ status: number; text: string }>((resolve, reject) => {
        asked.on("error", reject);
        asked.on("response", (response) => {
          let text = "";
          response.on("data", (chunk) => {
            text += String(chunk);
          });
          response.on("end", () => resolve({ status: response.statusCode, text }));
        });
      });
      asked.end(body);
      const { status, text } = await answered;
      return { status, body: JSON.parse(text) };
    },
    [url, options] as const,
  );
}

const contentOf = async (link: string | undefined): Promise<string> => (await fetch(link ?? "")).text();

/** How many files Waybill knows of. */
async function known({ page }: Endpoint): Promise<number> {
  const count = async (list: "queue" | "history") =>
    (
      await page.evaluate(
        (asked) => window.bridge.request("uploads:page", { list: asked, search: "", offset: 0, limit: 1 }),
        list,
      )
    ).total;
  return (await count("queue")) + (await count("history"));
}

test.describe("Obsidian's plugin", () => {
  test("sends the paths of a note's pictures and gets their links in the note's order", async ({
    waybill,
    program,
    folder,
  }) => {
    const paths = ["z.png", "a b.png", "图.png"].map((name) => join(folder, name));
    for (const path of paths) await writeFile(path, path);
    const body = JSON.stringify({ list: paths });
    const answer = await requestUrl(program, waybill.address, { contentType: "application/json", body });
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
    expect(await Promise.all(answer.body.result.map(contentOf))).toEqual(paths);
  });

  test("has a pasted picture sent with a request that has no body", async ({ waybill, program }) => {
    await copyPicture(waybill.electron, photo(64, 48));
    const { status, body } = await requestUrl(program, waybill.address);
    expect(status).toBe(200);
    expect(body.success).toBe(true);
    expect((await fetch(body.result[0] ?? "")).headers.get("content-type")).toBe("image/png");
  });

  test("sends the bytes in a form of its own making when it is set to a remote server", async ({
    waybill,
    program,
  }) => {
    const boundary = "----BoundaryabcdefghABCDEFGH";
    const part = (name: string, content: string) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="list"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n${content}\r\n`;
    // A file that was named by its path keeps that as its name in the form.
    const form = `${part("1700000000000.png", "pasted")}${part("/home/me/note/b.png", "dragged")}--${boundary}--\r\n`;
    const contentType = `multipart/form-data; boundary=${boundary}`;
    const { body } = await requestUrl(program, waybill.address, { contentType, body: form });
    expect(body.success).toBe(true);
    expect(await Promise.all(body.result.map(contentOf))).toEqual(["pasted", "dragged"]);
  });
});

test.describe("Typora", () => {
  test("as it asks PicGo, without a key, is refused and told why; no file is read", async ({
    waybill,
    folder,
  }) => {
    const path = join(folder, "note.png");
    await writeFile(path, "private");
    const answer = await fetch(`http://127.0.0.1:${port}/upload`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ list: [path] }),
    });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ success: false, message: expect.stringContaining("key") });
    expect(await known(waybill)).toBe(0);
  });

  test("with Waybill as its custom command reads one link a picture from the last lines, in its order", async ({
    waybill,
    profile,
    folder,
  }) => {
    const paths = ["second.png", "first.png"].map((name) => join(folder, name));
    for (const path of paths) await writeFile(path, path);
    const { code, output } = await outcome(
      await startCommand(profile, ["upload", "--to", "Practice", ...paths]),
    );
    expect(code).toBe(0);
    const links = output.trim().split("\n");
    expect(await Promise.all(links.map(contentOf))).toEqual(paths);
    expect(await known(waybill)).toBe(2);
  });
});

/** A server of somebody's pages, and what Waybill's address was asked as far as that somebody can find out. */
async function servePage(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "Content-Type": "text/html" }).end("<title>Hostile</title>");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return { server, port: (server.address() as AddressInfo).port };
}

/** Everything a page can try, knowing the key and a file's path; answers what it could read of the answers. */
async function attack(page: Page, address: string, path: string): Promise<readonly string[]> {
  return await page.evaluate(
    async ([url, file]) => {
      const body = JSON.stringify({ list: [file] });
      const read = async (asking: Promise<Response>): Promise<string> => {
        try {
          return await (await asking).text();
        } catch {
          return "";
        }
      };
      const form = new FormData();
      form.append("list", new File(["bytes"], "a.png"));
      const plain = { "Content-Type": "text/plain" };
      const json = { "Content-Type": "application/json" };
      const answers = [
        await read(fetch(url, { method: "POST", mode: "no-cors", headers: plain, body })),
        await read(fetch(url, { method: "POST", mode: "no-cors" })),
        await read(fetch(url, { method: "POST", headers: json, body })),
        await read(fetch(url, { method: "POST", body: form })),
        await read(fetch(url.replace("/upload", "/heartbeat"), { method: "POST", mode: "no-cors" })),
      ];
      navigator.sendBeacon(url, body);
      answers.push(
        await new Promise<string>((heard) => {
          const socket = new WebSocket(url.replace("http:", "ws:"));
          socket.onopen = () => heard("a socket opened");
          socket.onerror = () => heard("");
        }),
      );
      const frame = document.createElement("iframe");
      frame.name = "sink";
      const posted = document.createElement("form");
      Object.assign(posted, { action: url, method: "post", enctype: "text/plain", target: "sink" });
      const field = document.createElement("input");
      Object.assign(field, { name: `{"list":["${file}"],"x":"`, value: '"}' });
      posted.append(field);
      document.body.append(frame, posted);
      const loaded = new Promise((done) => frame.addEventListener("load", done));
      posted.submit();
      await loaded;
      return answers;
    },
    [address, path] as const,
  );
}

// Two Electrons, and four rounds of a page.
test.setTimeout(120_000);

test("a hostile web page that knows key and path sends nothing and reads no answer, whatever it tries", async ({
  waybill,
  program,
  folder,
}) => {
  const path = join(folder, "secret.png");
  await writeFile(path, "private");
  await waybill.electron.evaluate(({ clipboard }) => clipboard.writeText("private too"));
  const { server, port: pagePort } = await servePage();
  const page = await program.firstWindow();
  const statuses = new Set<number>();
  page.on("response", (response) => {
    if (new URL(response.url()).port === String(port)) statuses.add(response.status());
  });
  const hosts = ["127.0.0.1", "evil.example"];
  for (const own of hosts) {
    for (const asked of hosts) {
      await page.goto(`http://${own}:${pagePort}/`);
      const read = await attack(page, waybill.address.replace("127.0.0.1", asked), path);
      expect(read).toEqual(["", "", "", "", "", ""]);
    }
  }
  expect([...statuses]).toEqual([403]);
  expect(await known(waybill)).toBe(0);
  server.close();
  // The same request of a program is served: it was the page that was refused.
  const body = JSON.stringify({ list: [path] });
  const answer = await requestUrl(program, waybill.address, { contentType: "application/json", body });
  expect(answer.body.success).toBe(true);
});

test("a page whose own name was bent to this computer is refused for that name", async ({
  waybill,
  folder,
}) => {
  const path = join(folder, "secret.png");
  await writeFile(path, "private");
  const ask = (headers: IncomingHttpHeaders) =>
    new Promise<{ status: number; allowed: readonly string[] }>((resolve, reject) => {
      const asked = request(waybill.address, { method: "POST", headers }, (response) => {
        response.resume();
        const allowed = Object.keys(response.headers).filter((name) => name.startsWith("access-control"));
        resolve({ status: response.statusCode ?? 0, allowed });
      });
      asked.on("error", reject);
      asked.end(JSON.stringify({ list: [path] }));
    });
  const own = `http://evil.example:${port}`;
  const refused = { status: 403, allowed: [] };
  expect(await ask({ host: `evil.example:${port}` })).toEqual(refused);
  expect(await ask({ host: `evil.example:${port}`, origin: own })).toEqual(refused);
  expect(await ask({ host: `127.0.0.1:${port}`, origin: own })).toEqual(refused);
  expect(await ask({ host: `127.0.0.1:${port}`, origin: "null" })).toEqual(refused);
  expect(await ask({ host: `127.0.0.1:${port}`, "sec-fetch-site": "cross-site" })).toEqual(refused);
  expect(await known(waybill)).toBe(0);
});
