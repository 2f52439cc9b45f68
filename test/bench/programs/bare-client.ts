import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { basename } from "node:path";
import axios from "axios";
import { silentLogger } from "../../../electron/engine/ports";
import { openDatabase } from "../../../electron/engine/store/database";
import { insertUploads } from "../../../electron/engine/store/insert-upload";
import { randomId } from "../../../electron/engine/store/upload-id";
import { runTimed, serveOperations } from "../frame/processes";

/** One request of what Node can do without Waybill's engine. */
type Post = (url: string, path: string, agent: Agent) => Promise<void>;

async function formOf(
  path: string,
): Promise<{ readonly body: Buffer; readonly headers: Record<string, string> }> {
  const boundary = "----bare-client-0123456789abcdef";
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${basename(path)}"\r\n` +
      "Content-Type: application/octet-stream\r\n\r\n",
  );
  const body = Buffer.concat([head, await readFile(path), Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const headers = {
    "Content-Type": `multipart/form-data; boundary=${boundary}`,
    "Content-Length": String(body.length),
  };
  return { body, headers };
}

const postPlainly: Post = async (url, path, agent) => {
  const { body, headers } = await formOf(path);
  await new Promise<void>((done, failed) => {
    const sent = request(url, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.once("end", () => (response.statusCode === 200 ? done() : failed(new Error("refused"))));
    });
    sent.once("error", failed);
    sent.end(body);
  });
};

/** As Waybill is bound to use it: without redirects or a proxy of its own. */
const postByAxios: Post = async (url, path, agent) => {
  const { body, headers } = await formOf(path);
  await axios.post(url, body, { headers, httpAgent: agent, maxRedirects: 0, proxy: false });
};

/** What it can be asked for. */
export const bareOperations = {
  /** Sends files side by side, by `http` or by axios; answers milliseconds. */
  send: async (sending: {
    readonly url: string;
    readonly paths: readonly string[];
    readonly sideBySide: number;
    readonly by: "http" | "axios";
  }): Promise<number> => {
    const post = sending.by === "http" ? postPlainly : postByAxios;
    const agent = new Agent({ keepAlive: true, maxSockets: sending.sideBySide });
    const paths = sending.paths.values();
    const startedMs = performance.now();
    const worker = async () => {
      for (const path of paths) await post(sending.url, path, agent);
    };
    await Promise.all(Array.from({ length: sending.sideBySide }, worker));
    const ms = performance.now() - startedMs;
    agent.destroy();
    return ms;
  },
  /** Reads a file and computes its MD5 as anybody would; answers it and the milliseconds. */
  md5: async (path: string): Promise<{ readonly ms: number; readonly hex: string }> => {
    const startedMs = performance.now();
    const hash = createHash("md5");
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
      hash.update(chunk as Buffer);
    const hex = hash.digest("hex");
    return { ms: performance.now() - startedMs, hex };
  },
  /** Lists a folder with `find` and stores the rows in one transaction of a new database; answers milliseconds. */
  findAndInsert: async (given: { readonly folder: string; readonly database: string }): Promise<number> => {
    const { database } = openDatabase(given.database, { logger: silentLogger });
    const startedMs = performance.now();
    const format = "%p\\t%f\\t%P\\t%s\\t%T@\\n";
    const { output } = await runTimed("find", [given.folder, "-type", "f", "-printf", format]);
    const rows = output
      .trimEnd()
      .split("\n")
      .map((line) => {
        const [path = "", name = "", relativePath = "", size, seconds] = line.split("\t");
        const file = { path, name, relativePath, size: Number(size), modifiedAtMs: Number(seconds) * 1000 };
        const place = { destinationId: "d", destinationName: "Silent", service: "easemob" };
        return { ...file, ...place, batchId: "b", contentType: "image/jpeg", options: {} };
      });
    insertUploads(database, randomId, rows, new Date().toISOString());
    const ms = performance.now() - startedMs;
    database.close();
    return ms;
  },
};

serveOperations(bareOperations);
