import { describe, expect, test } from "vitest";
import type { PracticeServer } from "../../../electron/cli/environment";
import { Failure } from "../../../electron/engine/failure";
import { uploadError } from "../../../electron/shared/upload-error";
import { FakeEngine, failed, receipt, upload } from "./fake-engine";
import { Capture, run } from "./run-cli";

describe("queue and history", () => {
  function engineWith(...rows: ReturnType<typeof upload>[]): FakeEngine {
    const engine = new FakeEngine();
    engine.rows.push(...rows);
    return engine;
  }

  test("prints an aligned table with why a row is not done", async () => {
    const engine = engineWith(
      upload("u1", { name: "a.bin", size: 8_230_000 }),
      upload("u22", { name: "long name.bin", state: failed("forbidden", "No.") }),
    );
    const { out } = await run(["queue"], { engine });
    expect(out).toEqual([
      "u1   queued  8.2 MB  Depot  a.bin",
      "u22  failed     5 B  Depot  long name.bin  No. (forbidden)",
    ]);
  });

  test("shows what is queued behind a destination that is held back as waiting, with the reason", async () => {
    const error = uploadError("network", { message: "No network." });
    const engine = engineWith(upload("u1", { heldBy: { reason: "offline", until: null, error } }));
    const { out } = await run(["queue"], { engine });
    expect(out).toEqual(["u1  waiting  5 B  Depot  u1.bin  No network. (network)"]);
    const { out: json } = await run(["queue", "--json"], { engine });
    expect(JSON.parse(json[0] ?? "")).toMatchObject({ state: "waiting", error: { code: "network" } });
  });

  test("puts a heading above the table on a terminal only", async () => {
    const stdout = new Capture(true);
    await run(["queue"], { engine: engineWith(upload("u1")), stdout });
    expect(stdout.lines).toEqual([
      "ID  STATE   SIZE  DESTINATION  NAME",
      "u1  queued   5 B  Depot        u1.bin",
    ]);
  });

  test("prints all rows of a long queue as JSON", async () => {
    const rows = Array.from({ length: 1201 }, (_, index) => upload(`u${index}`));
    const { out } = await run(["queue", "--json"], { engine: engineWith(...rows) });
    expect(out.map((line) => JSON.parse(line).id)).toEqual(rows.map(({ id }) => id));
  });

  test("limits and searches the history", async () => {
    const rows = ["a", "b", "ab"].map((id) =>
      upload(id, { state: { kind: "completed" }, receipt: receipt("x") }),
    );
    const engine = engineWith(...rows, upload("queued-a"));
    expect((await run(["history", "--search", "b."], { engine })).out).toHaveLength(2);
    expect((await run(["history", "--limit", "1"], { engine })).out).toHaveLength(1);
  });

  test("ends quietly when the reader closes the pipe", async () => {
    const stdout = new Capture();
    let writes = 0;
    stdout._write = (_chunk, _encoding, done: (error?: Error) => void) => {
      writes += 1;
      done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    };
    const rows = Array.from({ length: 2000 }, (_, index) => upload(`u${index}`));
    const { code, err } = await run(["queue"], { engine: engineWith(...rows), stdout });
    expect([code, err]).toEqual([0, ""]);
    expect(writes).toBeLessThan(2000);
  });
});

describe("download", () => {
  const completed = upload("u1", { state: { kind: "completed" }, receipt: receipt("https://x") });

  test("writes the copy to the absolute path and prints it", async () => {
    const engine = new FakeEngine();
    engine.rows.push(completed);
    const asked: unknown[] = [];
    engine.download = async (args?: unknown) => {
      asked.push(args);
      return { size: 1234 };
    };
    const argv = ["download", "u1", "--output", "no-such-file", "--thumbnail", "320x240"];
    const { code, out, err } = await run(argv, { engine });
    expect([code, out, err]).toEqual([0, ["/home/user/no-such-file"], "u1.bin: 1.2 kB received.\n"]);
    expect(asked).toEqual([
      { id: "u1", outputPath: "/home/user/no-such-file", thumbnail: { width: 320, height: 240 } },
    ]);
  });

  test("ends with 1 when the service refuses", async () => {
    const engine = new FakeEngine();
    engine.rows.push(completed);
    engine.download = async () => {
      throw new Failure("permanent", "target-not-found");
    };
    const { code, err } = await run(["download", "u1", "--output", "no-such-file"], { engine });
    expect(code).toBe(1);
    expect(err).toContain("(target-not-found)");
  });

  test("never writes over a file, and takes only completed uploads", async () => {
    const taken = await run(["download", "u1", "--output", import.meta.filename]);
    expect([taken.code, taken.opened]).toEqual([2, []]);
    const engine = new FakeEngine();
    engine.rows.push(upload("u1"));
    expect((await run(["download", "u1", "--output", "no-such-file"], { engine })).code).toBe(2);
  });
});

describe("practice", () => {
  function practice(controller: AbortController, asked: unknown[]) {
    let closed = 0;
    const startPractice = async (options: unknown): Promise<PracticeServer> => {
      asked.push(options);
      setTimeout(() => controller.abort(), 20);
      return {
        address: "http://127.0.0.1:4242",
        accounts: [
          {
            service: "parcel",
            settings: { baseUrl: "http://127.0.0.1:4242", room: "a b" },
            secrets: { token: "it's" },
          },
        ],
        close: async () => {
          closed += 1;
        },
      };
    };
    return { startPractice, interrupt: controller.signal, closed: () => closed };
  }

  test("prints commands to copy, with secrets in variables, until interrupted", async () => {
    const asked: unknown[] = [];
    const surroundings = practice(new AbortController(), asked);
    const { code, out, err } = await run(["practice", "--port", "4242"], surroundings);
    expect(out).toEqual([
      "# parcel",
      `export WAYBILL_PRACTICE_PARCEL_TOKEN='it'\\''s'`,
      "waybill destinations add practice-parcel --service parcel --set baseUrl=http://127.0.0.1:4242 " +
        "--set 'room=a b' --secret token=env:WAYBILL_PRACTICE_PARCEL_TOKEN",
      "waybill upload FILE --to practice-parcel",
      "",
    ]);
    expect(asked).toEqual([{ port: 4242, profileDirectory: "/home/user/.waybill" }]);
    expect(err).toContain("http://127.0.0.1:4242 until Ctrl+C");
    expect(surroundings.closed()).toBe(1);
    expect(code).toBe(0);
  });

  test("quotes for PowerShell on Windows", async () => {
    const surroundings = { ...practice(new AbortController(), []), platform: "win32" as const };
    const { out } = await run(["practice"], surroundings);
    expect(out[1]).toBe("$env:WAYBILL_PRACTICE_PARCEL_TOKEN = 'it''s'");
  });

  test("ends with 2 when the port is taken", async () => {
    const startPractice = async () => {
      throw new Error("Port 4242 is in use.");
    };
    const { code, err } = await run(["practice", "--port", "4242"], { startPractice });
    expect([code, err]).toEqual([2, "waybill: Port 4242 is in use.\n"]);
  });
});

describe("delete", () => {
  function delivered(): FakeEngine {
    const engine = new FakeEngine();
    engine.rows.push(upload("u1", { state: { kind: "completed" }, receipt: receipt("https://p.example/1") }));
    return engine;
  }

  test("deletes the service's copy; the history keeps the row and says so", async () => {
    const engine = delivered();
    const { code, out, err } = await run(["delete", "u1", "--json"], { engine });
    expect(code).toBe(0);
    expect(out.map((line) => JSON.parse(line))).toEqual([
      { id: "u1", removedAt: "2026-02-01T10:00:00.000Z" },
    ]);
    expect(err).toContain("u1.bin was deleted at Depot");
    expect((await run(["history"], { engine })).out).toEqual([
      "u1  completed  5 B  Depot  u1.bin  deleted at the service on 2026-02-01",
    ]);
  });

  test("ends with 1 when the service says no, with 2 when it has no way or the upload is not there", async () => {
    const engine = delivered();
    engine.removeAtService = async () => {
      throw new Failure("permanent", "forbidden", { message: "Not allowed" });
    };
    const refused = await run(["delete", "u1"], { engine });
    expect([refused.code, refused.out]).toEqual([1, []]);
    expect(refused.err).toContain("u1.bin: Not allowed (forbidden)");
    engine.removeAtService = async () => {
      throw new Failure("permanent", "config", { message: "Parcel has no way to delete a file." });
    };
    const without = await run(["delete", "u1"], { engine });
    expect(without.code).toBe(2);
    expect(without.err).toContain("Parcel has no way to delete a file.");
    expect((await run(["delete", "u9"], { engine })).code).toBe(2);
    engine.rows.push(upload("u2"));
    expect((await run(["delete", "u2"], { engine })).code).toBe(2);
  });
});
