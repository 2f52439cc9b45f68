import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { EngineOptions } from "../../electron/engine/open-engine";
import type { Upload } from "../../electron/shared/upload";
import {
  imkitOk,
  type ScriptedService,
  type SeenRequest,
  startScriptedService,
} from "../servers/scripted-service";
import { saveRoom, startEngine, type TestEngine, temporaryFolder } from "./engine";

/** References outlive a restart, which secrets of a system without a keyring do not. */
const environment = { ROOM_TOKEN: "user-token-0123456789", ROOM_KEY: "client-key-0123456789" };

/** A real engine, a service that answers as the test says, and files to send; all gone after the test. */
export interface Stage {
  engine: TestEngine;
  readonly service: ScriptedService;
  /** Saves an IMKIT destination at the service, `Room` unless told otherwise. */
  addRoom(name?: string, settings?: Record<string, string>): Promise<string>;
  /** Replaces a room's token. */
  replaceToken(name: string, token: string): Promise<void>;
  /** Writes a file and answers its path. */
  file(name: string, content: string | Buffer): Promise<string>;
  /** Writes files of five bytes each, `1.txt` and so on, and answers their paths. */
  files(count: number): Promise<readonly string[]>;
  /** The uploads that the service saw, in order. */
  uploads(): readonly SeenRequest[];
  /** A row of the queue or the history by its name. */
  row(name: string): Promise<Upload>;
  /** Ends the engine in order and opens it again on the same profile. */
  restart(options?: Partial<EngineOptions>): Promise<void>;
}

/** Sets a stage up. */
export async function openStage(options: Partial<EngineOptions> = {}): Promise<Stage> {
  const folder = await temporaryFolder();
  const service = await startScriptedService(imkitOk(5));
  const profile = join(folder.path, "profile");
  const start = (more: Partial<EngineOptions>) => startEngine(profile, { environment, ...options, ...more });
  const stage: Stage = {
    engine: await start({}),
    service,
    addRoom: async (name = "Room", settings = {}) => {
      const saved = await saveRoom(stage.engine, service.baseUrl, settings, { name });
      return saved.id;
    },
    replaceToken: async (name, token) => {
      const { id, service: kind, settings } = await stage.engine.destination(name);
      const draft = { id, name, service: kind, settings, secrets: { token } };
      await stage.engine.connection.api.saveDestination(draft);
    },
    file: async (name, content) => {
      const path = join(folder.path, "files", name);
      await mkdir(join(path, ".."), { recursive: true });
      await writeFile(path, content);
      return path;
    },
    files: (count) =>
      Promise.all(Array.from({ length: count }, (_, index) => stage.file(`${index + 1}.txt`, "12345"))),
    uploads: () => service.seen.filter((request) => request.method === "POST"),
    row: async (name) => {
      const rows = [...(await stage.engine.rows("queue")), ...(await stage.engine.rows("history"))];
      const found = rows.find((candidate) => candidate.name === name);
      if (found === undefined) throw new Error(`There is no upload ${name}.`);
      return found;
    },
    restart: async (more = {}) => {
      await stage.engine.close();
      stage.engine = await start(more);
    },
  };
  onTestFinished(async () => {
    await stage.engine.close();
    await service.close();
    await folder.remove();
  });
  return stage;
}

/** A service that keeps its answers back until `release` is called; counts what waits at a time. */
export function holdAnswers(stage: Stage): {
  release: () => void;
  waiting: () => number;
  most: () => number;
} {
  let open = 0;
  let most = 0;
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { answer } = stage.service;
  stage.service.answer = async (response, seen, socket) => {
    if (seen.method === "POST") {
      open += 1;
      most = Math.max(most, open);
      await held;
      open -= 1;
    }
    await answer(response, seen, socket);
  };
  return { release: () => release(), waiting: () => open, most: () => most };
}
