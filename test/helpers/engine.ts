import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineConnection, EngineEvent, UploadQuery } from "../../electron/engine/engine-api";
import { type EngineOptions, openEngine } from "../../electron/engine/open-engine";
import { type Connectivity, silentLogger, type Vault } from "../../electron/engine/ports";
import type { Destination } from "../../electron/shared/destination";
import type { Upload } from "../../electron/shared/upload";

/** A vault of a system without a keyring. */
export const noVault: Vault = {
  kind: "none",
  seal: () => {
    throw new Error("There is no keyring.");
  },
  open: () => {
    throw new Error("There is no keyring.");
  },
};

/** A network that is there, wherever the tests run. */
export const alwaysOnline: Connectivity = { isOnline: () => true, addresses: () => new Set(["127.0.0.1"]) };

/** An engine on a profile of its own, in this process, with what tests ask of it again and again. */
export interface TestEngine {
  readonly connection: EngineConnection;
  readonly profileDirectory: string;
  readonly events: readonly EngineEvent[];
  /** Adds files and folders to a destination by name. */
  send(to: string, paths: readonly string[], options?: Record<string, string>): Promise<string>;
  /** Waits until nothing of a batch moves any more; answers its rows in order. */
  ended(batchId: string): Promise<readonly Upload[]>;
  rows(list: UploadQuery["list"], search?: string): Promise<readonly Upload[]>;
  destination(name: string): Promise<Destination>;
  /** Waits until something is true, looking again after each event. */
  until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void>;
  /** Ends the engine in order; the profile stays. */
  close(): Promise<void>;
}

/** Makes a folder that is removed by the returned function. */
export async function temporaryFolder(
  parent = tmpdir(),
): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(parent, "waybill-test-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Opens an engine on a profile. */
export async function startEngine(
  profileDirectory: string,
  options: Partial<EngineOptions> = {},
): Promise<TestEngine> {
  const { connection } = await openEngine({
    profileDirectory,
    vault: noVault,
    systemProxy: async () => null,
    logger: silentLogger,
    decoder: null,
    environment: {},
    connectivity: alwaysOnline,
    use: "work",
    version: "test",
    ...options,
  });
  const events: EngineEvent[] = [];
  connection.subscribe((event) => events.push(event));
  const { api } = connection;
  const destination = async (name: string) => {
    const found = (await api.destinations()).find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`There is no destination ${name}.`);
    return found;
  };
  const until = async (what: string, isSo: () => boolean | Promise<boolean>) => {
    const end = Date.now() + 30_000;
    while (!(await isSo())) {
      if (Date.now() > end) throw new Error(`Waited 30 s in vain until ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const page = { search: "", offset: 0, limit: 500 };
  return {
    connection,
    profileDirectory,
    events,
    destination,
    until,
    send: async (to, paths, uploadOptions = {}) => {
      const { id } = await destination(to);
      const request = { paths, destinationId: id, options: uploadOptions, hidden: false, allOrNothing: true };
      const added = await api.add(request);
      if (added.batchId === null) throw new Error(`Nothing was accepted: ${JSON.stringify(added.refused)}`);
      return added.batchId;
    },
    ended: async (batchId) => {
      await until("the batch came to rest", async () => (await api.standing({ batchId })).moving === 0);
      return (await api.uploads({ list: "batch", batchId, ...page })).rows;
    },
    rows: async (list, search = "") => (await api.uploads({ list, ...page, search })).rows,
    close: () => connection.close(),
  };
}

/** Saves an IMKIT destination whose secrets are the environment's `ROOM_TOKEN` and `ROOM_KEY`. */
export async function saveRoom(
  { connection }: Pick<TestEngine, "connection">,
  baseUrl: string,
  settings: Readonly<Record<string, string>> = {},
  given: { readonly id?: string; readonly name?: string } = {},
): Promise<Destination> {
  return await connection.api.saveDestination({
    name: "Room",
    ...given,
    service: "imkit",
    settings: { baseUrl, bucket: "b", roomID: "room", ...settings },
    secrets: {},
    secretSources: {
      token: { kind: "env", variable: "ROOM_TOKEN" },
      clientKey: { kind: "env", variable: "ROOM_KEY" },
    },
  });
}
