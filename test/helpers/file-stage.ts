import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import type { EngineOptions } from "../../electron/engine/open-engine";
import type { Upload } from "../../electron/shared/upload";
import { imkitOk, json, type ScriptedService, startScriptedService } from "../servers/scripted-service";
import { saveRoom, startEngine, type TestEngine, temporaryFolder } from "./engine";

/** An engine with a room of its own to send to, and a server that can be held in the middle of a body. */
export interface FileStage {
  readonly engine: TestEngine;
  readonly service: ScriptedService;
  /** For files; gone with the stage. */
  readonly folder: string;
  /** Holds the server: it takes a request's head, and nothing of its body until it is let go. */
  hold(): void;
  /** Lets the server read on, now and from now on. */
  letGo(): void;
  /** Begins to send, and waits until the server has the head of a request more. */
  begin(paths: readonly string[]): Promise<string>;
  /** The only upload of a batch, when it came to rest. */
  end(batchId: string): Promise<Upload>;
  /** SHA-256 of each file that arrived whole, in the order of arrival. */
  readonly arrived: readonly string[];
  /** Ends the engine alone; closing the stage does not end it again. */
  closeEngine(): Promise<void>;
  close(): Promise<void>;
}

/** A hash to compare contents by. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The content of a form's only file. */
function fileIn(form: Buffer, contentType: string): Buffer {
  const boundary = contentType.split("boundary=")[1] ?? "";
  const start = form.indexOf("\r\n\r\n", form.indexOf('filename="')) + 4;
  return form.subarray(start, form.indexOf(`\r\n--${boundary}`, start));
}

/** Sets a stage; the destination is called Room and sends one file at a time unless `concurrency` says otherwise. */
export async function setFileStage(
  options: Partial<EngineOptions> & { readonly concurrency?: string } = {},
): Promise<FileStage> {
  const folder = await temporaryFolder();
  const service = await startScriptedService((response, seen, socket) =>
    seen.method === "POST"
      ? imkitOk(sizes.shift() ?? 0)(response, seen, socket)
      : json(404, {})(response, seen, socket),
  );
  const { concurrency = "1", ...engineOptions } = options;
  const engine = await startEngine(join(folder.path, "profile"), {
    environment: { ROOM_TOKEN: "user-token-0123456789", ROOM_KEY: "client-key-0123456789" },
    ...engineOptions,
  });
  await saveRoom(engine, service.baseUrl, { concurrency });
  const sizes: number[] = [];
  const arrived: string[] = [];
  const held: IncomingMessage[] = [];
  let holding = false;
  let closing: Promise<void> | null = null;
  const closeEngine = () => {
    closing ??= engine.close();
    return closing;
  };
  service.onRequest = (seen, request) => {
    // Links are looked up after a delivery.
    if (seen.method !== "POST") return;
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const file = fileIn(Buffer.concat(chunks), seen.headers["content-type"] ?? "");
      sizes.push(file.length);
      arrived.push(sha256(file));
    });
    if (!holding) return;
    request.pause();
    held.push(request);
  };
  return {
    engine,
    service,
    folder: folder.path,
    hold: () => {
      holding = true;
    },
    letGo: () => {
      holding = false;
      for (const request of held.splice(0)) request.resume();
    },
    begin: async (paths) => {
      const before = service.seen.length;
      const batchId = await engine.send("Room", paths);
      await engine.until("the server is asked", () => service.seen.length > before);
      return batchId;
    },
    end: async (batchId) => {
      const [row] = await engine.ended(batchId);
      if (row === undefined) throw new Error("The batch is empty.");
      return row;
    },
    arrived,
    closeEngine,
    close: async () => {
      await closeEngine();
      await service.close();
      await folder.remove();
    },
  };
}
