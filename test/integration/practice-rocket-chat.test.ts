import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ThumbnailDecoder } from "../../electron/engine/ports";
import { practiceDestinationSettings } from "../../electron/engine/practice/practice-destination";
import { type PracticeServer, startPracticeServer } from "../../electron/engine/practice/practice-server";
import { adapterFor } from "../../electron/engine/services/index";
import { AdapterBench, TestFolder } from "../helpers/run-adapter";

const png = Buffer.from("\x89PNG\r\n\x1a\n and so on", "latin1");
const decoder: ThumbnailDecoder = {
  decode: async (image, longestSide) =>
    Buffer.from(`\x89PNG small ${longestSide} of ${image.length}`, "latin1"),
};

let directory: string;
let server: PracticeServer;
let folder: TestFolder;
let bench: AdapterBench;

function benchWith(more: Record<string, string> = {}, token = server.token): AdapterBench {
  const given = practiceDestinationSettings(server).find(({ service }) => service === "rocket-chat");
  if (given === undefined) throw new Error("Practice has no settings for rocket-chat");
  bench?.close();
  bench = new AdapterBench(adapterFor("rocket-chat"), { ...given.settings, ...more }, { token });
  return bench;
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "waybill-practice-"));
  server = await startPracticeServer({ directory, decoder });
  folder = await TestFolder.make();
  benchWith();
});

afterEach(async () => {
  bench.close();
  await server.close();
  await folder.remove();
  await rm(directory, { recursive: true });
});

function headers(): Record<string, string> {
  return { "X-Auth-Token": server.token, "X-User-Id": "practice" };
}

async function post(method: string, form: FormData): Promise<[number, unknown]> {
  const address = `${server.baseUrl}/api/v1/${method}`;
  const answer = await fetch(address, { method: "POST", headers: headers(), body: form });
  return [answer.status, await answer.json()];
}

function form(parts: Record<string, string | Blob>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(parts)) {
    if (typeof value === "string") made.append(name, value);
    else made.append(name, value, "a.txt");
  }
  return made;
}

describe("the Practice server as Rocket.Chat", () => {
  it.each([
    ["auto", ["media", "confirm"]],
    ["single", ["upload"]],
  ])("delivers 3 MB with flow %s, proves it, and gives the same bytes back", async (flow, steps) => {
    const content = randomBytes(3_000_001);
    const name = "übung 1.bin";
    const run = await benchWith({ flow }).upload(
      await folder.file(content),
      { msg: "Hello", description: "What", tmid: "m1" },
      { name },
    );
    expect(run.steps).toEqual(steps);
    expect(run.receipt).toMatchObject({ verified: "size", size: content.length, storedName: name });
    if (run.receipt === null) throw new Error("no receipt");
    const file = { name, size: content.length, contentType: "application/octet-stream" };
    const parcel = { receipt: run.receipt, secrets: {}, file };
    const plan = bench.adapter.download?.(bench.destination, parcel, {}, null);
    const again = await fetch(plan?.url ?? "", { headers: { ...plan?.headers } });
    expect(Buffer.from(await again.arrayBuffer()).equals(content)).toBe(true);
    expect((await fetch(plan?.url ?? "")).status).toBe(403);
  });

  it("passes its own test, and names the token when it is wrong and the room when there is none of that name", async () => {
    expect(await bench.adapter.test(bench.context())).toMatchObject({
      ok: true,
      message: expect.stringContaining("Rocket.Chat 7.10, two-step upload"),
    });
    benchWith({ room: "elsewhere" });
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field: "room" });
    benchWith({}, "wrong-wrong");
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field: "token" });
  });

  it("gives a thumbnail of an image, and the original of what only claims to be one", async () => {
    for (const [content, expected] of [
      [png, `\x89PNG small 480 of ${png.length}`],
      [Buffer.from("no image"), "no image"],
    ] as const) {
      const { receipt } = await bench.upload(await folder.file(content), {}, { name: "a.png" });
      if (receipt === null) throw new Error("no receipt");
      const file = { name: "a.png", size: content.length, contentType: "image/png" };
      const size = { width: 100, height: 100 };
      const plan = bench.adapter.download?.(bench.destination, { receipt, secrets: {}, file }, {}, size);
      const given = await fetch(plan?.url ?? "", { headers: { ...plan?.headers } });
      expect(Buffer.from(await given.arrayBuffer()).toString("latin1")).toBe(expected);
    }
  });

  it("lists a file once it is posted, so that an unanswered upload is found", async () => {
    const sentAtMs = Date.now();
    const job = bench.job({ name: "a.txt", size: 5 }, {});
    const [, media] = await post("rooms.media/practice", form({ file: new Blob(["found"]) }));
    const fileId = (media as { file: { _id: string } }).file._id;
    const ask = () => bench.adapter.reconcile?.(bench.context(), job, {}, sentAtMs, { fileId });
    expect(await ask()).toEqual({ kind: "absent" });
    const confirmed = await fetch(`${server.baseUrl}/api/v1/rooms.mediaConfirm/practice/${fileId}`, {
      method: "POST",
      headers: { ...headers(), "Content-Type": "application/json" },
      body: "{}",
    });
    expect(confirmed.status).toBe(200);
    expect(await ask()).toMatchObject({ kind: "present", receipt: { remoteId: fileId } });
  });

  it("deletes what it was given, with nothing left behind", async () => {
    const { receipt } = await bench.upload(await folder.file(randomBytes(1_000)), {}, { name: "a.bin" });
    if (receipt === null) throw new Error("no receipt");
    const file = { name: "a.bin", size: 1_000, contentType: "application/octet-stream" };
    const parcel = { receipt, secrets: {}, file };
    const session = (await bench.adapter.prepare?.(bench.context())) ?? {};
    const elsewhere = { ...receipt, remote: { ...receipt.remote, room: "elsewhere" } };
    await expect(
      bench.adapter.remove?.(bench.context(), { ...parcel, receipt: elsewhere }, session),
    ).rejects.toMatchObject({ error: { code: "forbidden" } });
    expect(await bench.adapter.remove?.(bench.context(), parcel, session)).toBe("removed");
    expect(await readdir(directory)).toEqual([]);
    expect(await bench.adapter.remove?.(bench.context(), parcel, session)).toBe("absent");
  });

  it("refuses as the service does, and keeps nothing of it", async () => {
    const file = new Blob(["x"]);
    expect(await post("rooms.upload/practice", form({ foo: "1", file }))).toEqual([
      400,
      { success: false, error: "Match error: Unknown key in field foo" },
    ]);
    expect(await post("rooms.upload/practice", form({ other: file }))).toMatchObject([400, {}]);
    expect(await post("rooms.upload/practice", form({ msg: "no file" }))).toMatchObject([400, {}]);
    expect(await post("rooms.upload/other", form({ file }))).toEqual([
      403,
      { success: false, error: "unauthorized" },
    ]);
    expect(await post("rooms.mediaConfirm/practice/0123456789abcdef01234567", form({}))).toMatchObject([
      400,
      { success: false },
    ]);
    expect(await readdir(directory)).toEqual([]);
  });

  it("sends a file again whose confirm it does not know", async () => {
    const unknown = await fetch(
      `${server.baseUrl}/api/v1/rooms.mediaConfirm/practice/0123456789abcdef01234567`,
      { method: "POST", headers: headers(), body: "{}" },
    );
    expect(await unknown.json()).toMatchObject({ errorType: "invalid-file" });
  });
});
