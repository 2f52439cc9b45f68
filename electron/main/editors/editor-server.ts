import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Failure, toFailure } from "../../engine/failure";
import type { Logger } from "../../engine/ports";
import { type EditorFile, isForm, readForm, readText } from "./editor-bodies";
import { type DeliveryParts, deliveredFor, type EditorResult } from "./editor-deliveries";
import { type EditorCaller, refuseEditorCaller } from "./editor-guard";
import { readDeleteRequest, readUploadRequest } from "./editor-requests";

/** How files that editors send get into the queue; each answers the batch they are in. */
export interface EditorIntake {
  paths(paths: readonly string[], destination: string | null): Promise<string>;
  files(files: readonly EditorFile[], destination: string | null): Promise<string>;
  /** What is on the clipboard. */
  clipboard(destination: string | null): Promise<string>;
}

/** What the server works with. */
export interface EditorServerParts extends DeliveryParts {
  readonly logger: Logger;
  readonly intake: EditorIntake;
  /** Deletes an upload at its service; throws `Failure` where the service has no way. */
  readonly remove: (id: string) => Promise<void>;
  readonly keyHash: () => string;
}

/** A running server for editors. */
export interface EditorServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Answers editors as PicGo and PicList do (`POST /upload`, `/heartbeat`, `/delete`), on the loopback address alone, for
 * programs that have the key. Never for web pages, and without any CORS header, so that no page can read an answer.
 * Throws `Failure` `config` when another program has the port.
 */
export async function startEditorServer(parts: EditorServerParts, port: number): Promise<EditorServer> {
  const closing = new AbortController();
  const server = createServer({ requestTimeout: 0 });
  const actualPort = await listen(server, port);
  server.on("request", (request, response) => {
    handle(parts, actualPort, closing.signal, request, response).catch((thrown: unknown) => {
      parts.logger.warn("An editor's request was not answered", { error: String(thrown) });
      response.destroy();
    });
  });
  return { port: actualPort, close: () => close(server, closing) };
}

async function close(server: Server, closing: AbortController): Promise<void> {
  closing.abort();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) =>
      reject(
        new Failure("permanent", "config", {
          message: `Another program has port ${port}, so editors can't reach Waybill there.`,
          hint: "Choose another port in the settings, or end the other program (PicGo and PicList use 36677 too).",
          field: "editorPort",
          cause,
        }),
      ),
    );
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

async function handle(
  parts: EditorServerParts,
  port: number,
  closing: AbortSignal,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", `http://127.0.0.1:${port}`);
  const refusal = refuseEditorCaller(callerOf(request, url), port, parts.keyHash());
  if (refusal !== null) return send(response, refusal.status, { success: false, message: refusal.message });
  try {
    send(response, 200, await answer(parts, url, request, closing));
  } catch (thrown) {
    const { error } = toFailure(thrown, "permanent", "config");
    // PicGo's clients look at `success`, not at the status, and several drop the sentence of any other status.
    send(response, 200, { success: false, message: error.message, result: [] });
  }
}

function callerOf(request: IncomingMessage, url: URL): EditorCaller {
  const { host, origin, authorization } = request.headers;
  const site = request.headers["sec-fetch-site"];
  return {
    method: request.method ?? "",
    host,
    origin,
    authorization,
    fetchSite: typeof site === "string" ? site : undefined,
    key: url.searchParams.get("key"),
  };
}

async function answer(
  parts: EditorServerParts,
  url: URL,
  request: IncomingMessage,
  closing: AbortSignal,
): Promise<object> {
  switch (url.pathname) {
    case "/heartbeat":
      return { success: true, result: "alive" };
    case "/upload":
      return await upload(parts, url, request, closing);
    case "/delete": {
      for (const id of readDeleteRequest(await readText(request))) await parts.remove(id);
      return { success: true, message: "Deleted." };
    }
    default:
      throw new Failure("permanent", "invalid-field", {
        message: `Waybill's address for editors has no ${url.pathname}: /upload, /heartbeat and /delete are there.`,
      });
  }
}

async function upload(
  parts: EditorServerParts,
  url: URL,
  request: IncomingMessage,
  closing: AbortSignal,
): Promise<object> {
  const destination = url.searchParams.get("configName");
  if (isForm(request)) {
    const files = await readForm(request);
    return report(await deliveredFor(parts, await parts.intake.files(files, destination), closing));
  }
  const paths = readUploadRequest(await readText(request));
  const batchId = await (paths.length === 0
    ? parts.intake.clipboard(destination)
    : parts.intake.paths(paths, destination));
  return report(await deliveredFor(parts, batchId, closing));
}

/** All or nothing in `result`, because editors match it with their list by place alone; `fullResult` tells of each file. */
function report(results: readonly EditorResult[]): object {
  const failed = results.filter((result) => !result.success);
  if (failed.length === 0 && results.length > 0) {
    return {
      success: true,
      result: results.map((result) => (result.success ? result.imgUrl : "")),
      fullResult: results,
    };
  }
  const message =
    failed.map(({ fileName, message: why }) => `${fileName}: ${why}`).join(" ") || "Nothing was sent.";
  return { success: false, message, result: [], fullResult: results };
}

function send(response: ServerResponse, status: number, value: object): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": body.length,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    // A refused body is not read to its end.
    ...(status === 200 ? {} : { Connection: "close" }),
  });
  response.end(body);
}
