import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EngineApi } from "../../../electron/engine/engine-api";
import { exportHistory } from "../../../electron/main/history-export";
import { receiptDetail } from "../../../electron/main/receipt-detail";
import { wholeHistory } from "../../../electron/shared/history-filter";
import type { Upload } from "../../../electron/shared/upload";
import { startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";

let folder: { path: string; remove: () => Promise<void> };
let engine: TestEngine;
let api: EngineApi;

beforeEach(async () => {
  folder = await temporaryFolder();
  engine = await startEngine(join(folder.path, "profile"));
  api = engine.connection.api;
});

afterEach(async () => {
  await engine.close();
  await folder.remove();
});

async function deliver(...names: readonly string[]): Promise<readonly Upload[]> {
  const paths = names.map((name) => join(folder.path, name));
  for (const path of paths) await writeFile(path, `content of ${path}`);
  return await engine.ended(await engine.send("Practice", paths));
}

const again = { destinationId: null, options: {}, evenIfChanged: false };

describe("sending again", () => {
  it("makes new uploads of the same files in the order given, and leaves the old ones with their receipts", async () => {
    const [first, second] = await deliver("a.txt", "b.txt");
    const ids = [second?.id ?? "", first?.id ?? ""];
    const sent = await api.sendAgain({ ...again, ids });
    expect(sent).toMatchObject({ accepted: 2, missing: [], changed: [] });
    const rows = await engine.ended(sent.batchId ?? "");
    expect(rows.map((row) => [row.name, row.state.kind])).toEqual([
      ["b.txt", "completed"],
      ["a.txt", "completed"],
    ]);
    expect(new Set([...rows.map((row) => row.id), ...ids]).size).toBe(4);
    expect((await api.upload({ id: ids[0] ?? "" }))?.receipt).toEqual(second?.receipt);
  });

  it("names files that are gone, and sends the others", async () => {
    const [gone, there] = await deliver("gone.txt", "there.txt");
    await rm(join(folder.path, "gone.txt"));
    const sent = await api.sendAgain({ ...again, ids: [gone?.id ?? "", there?.id ?? ""] });
    expect(sent).toMatchObject({ accepted: 1, missing: [{ id: gone?.id, name: "gone.txt" }], changed: [] });
  });

  it("sends a file that changed since only with the user's word, and then as it is now", async () => {
    const [upload] = await deliver("note.txt");
    const ids = [upload?.id ?? ""];
    await writeFile(join(folder.path, "note.txt"), "another content altogether");
    const asked = await api.sendAgain({ ...again, ids });
    expect(asked).toEqual({
      batchId: null,
      accepted: 0,
      missing: [],
      changed: [{ id: ids[0], name: "note.txt" }],
    });
    const sent = await api.sendAgain({ ...again, ids, evenIfChanged: true });
    const [row] = await engine.ended(sent.batchId ?? "");
    expect(row).toMatchObject({ size: 26, state: { kind: "completed" }, receipt: { verified: "hash" } });
  });

  it("sends to another destination with its own settings, and refuses as a whole where one is missing", async () => {
    const [upload] = await deliver("a.txt");
    const { settings } = await engine.destination("Practice");
    const other = await api.saveDestination({
      name: "Other",
      service: "imkit",
      settings: { baseUrl: settings["baseUrl"] ?? "http://127.0.0.1:1", bucket: "b" },
      secrets: {},
      secretSources: {
        token: { kind: "env", variable: "NONE" },
        clientKey: { kind: "env", variable: "NONE" },
      },
    });
    const request = { ids: [upload?.id ?? ""], destinationId: other.id, evenIfChanged: false };
    await expect(api.sendAgain({ ...request, options: {} })).rejects.toMatchObject({ field: "roomID" });
    const sent = await api.sendAgain({ ...request, options: { roomID: "r1" } });
    expect(sent.accepted).toBe(1);
    const { rows } = await api.uploads({
      list: "batch",
      batchId: sent.batchId ?? "",
      search: "",
      offset: 0,
      limit: 9,
    });
    expect(rows[0]).toMatchObject({
      destinationName: "Other",
      options: { roomID: "r1" },
      relativePath: "a.txt",
    });
  });
});

describe("what the receipt shows", () => {
  it("has the attempts and the folder's name, tells how the file stands, and holds no path", async () => {
    const [upload] = await deliver("a.txt");
    const id = upload?.id ?? "";
    const detail = await receiptDetail(api, id);
    expect(detail).toMatchObject({ file: "there", attempts: [{ number: 1, outcome: "completed" }] });
    expect(folder.path.endsWith(`/${detail?.folder}`)).toBe(true);
    expect(JSON.stringify(detail)).not.toContain(folder.path);
    await writeFile(join(folder.path, "a.txt"), "changed");
    expect((await receiptDetail(api, id))?.file).toBe("changed");
    await rm(join(folder.path, "a.txt"));
    expect((await receiptDetail(api, id))?.file).toBe("missing");
    expect(await receiptDetail(api, "nobody")).toBeNull();
  });
});

describe("the exported history", () => {
  const names = Array.from({ length: 7 }, (_, index) => `=file ${index}.txt`);
  const output = () => join(folder.path, "export");

  it("holds every upload once, as valid JSON and as a table, and no half of it is ever in its place", async () => {
    await deliver(...names);
    const all = { scope: { kind: "all" }, withSecrets: false } as const;
    expect(await exportHistory(api, { ...all, format: "json" }, output())).toBe(7);
    const written = JSON.parse(await readFile(output(), "utf8")) as { name: string }[];
    expect(written.map((row) => row.name).sort()).toEqual(names);
    expect(await exportHistory(api, { ...all, format: "csv" }, output())).toBe(7);
    const table = await readFile(output(), "utf8");
    expect(table.match(/\r\n/g)).toHaveLength(8);
    expect(table).not.toMatch(/(^|,)=/m);
    expect(table).not.toMatch(/Signature=[0-9a-f]/);
  });

  it("holds what was found, or what was selected in its order", async () => {
    const rows = await deliver(...names);
    const history = { ...wholeHistory, type: "documents" } as const;
    const found = {
      scope: { kind: "found", search: "file 3", history },
      format: "json",
      withSecrets: false,
    } as const;
    expect(await exportHistory(api, found, output())).toBe(1);
    const ids = [rows[5]?.id ?? "", rows[1]?.id ?? ""];
    const selected = { scope: { kind: "selected", ids }, format: "json", withSecrets: true } as const;
    expect(await exportHistory(api, selected, output())).toBe(2);
    const written = JSON.parse(await readFile(output(), "utf8")) as {
      id: string;
      links: { url: string }[];
    }[];
    expect(written.map((row) => row.id)).toEqual(ids);
    expect(written[0]?.links[0]?.url).toMatch(/Signature=[\w-]{20}/);
  });

  it("is an empty list where nothing is found, and says where it can't be written", async () => {
    const nothing = { scope: { kind: "all" }, format: "json", withSecrets: false } as const;
    expect(await exportHistory(api, nothing, output())).toBe(0);
    expect(JSON.parse(await readFile(output(), "utf8"))).toEqual([]);
    await expect(exportHistory(api, nothing, join(folder.path, "no", "folder"))).rejects.toMatchObject({
      error: { code: "file-unreadable" },
    });
  });
});
