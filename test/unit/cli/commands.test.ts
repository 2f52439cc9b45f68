import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commandNames, isCommandLine } from "../../../electron/cli/command-names";
import type { PracticeServer } from "../../../electron/cli/environment";
import { Failure } from "../../../electron/engine/failure";
import { uploadError } from "../../../electron/shared/upload-error";
import { destination, FakeEngine, failed, receipt, upload } from "./fake-engine";
import { Capture, run } from "./run-cli";

const add = ["destinations", "add", "Depot 2", "--service", "parcel", "--set", "baseUrl=https://x"];

describe("the program", () => {
  test("prints its version on stdout without opening an engine", async () => {
    const { code, out, opened } = await run(["--version"]);
    expect([code, out, opened]).toEqual([0, ["waybill 9.9.9"], []]);
  });

  test("prints help for itself and for every command on stdout", async () => {
    const own = await run(["--help"]);
    expect(own.code).toBe(0);
    for (const name of commandNames) {
      expect(own.out.join("\n")).toMatch(new RegExp(`^  ${name}\\b`, "m"));
      if (name === "help") continue;
      const { code, out, err } = await run(["help", name]);
      expect([code, err]).toEqual([0, ""]);
      expect(out[0]).toContain(`Usage: waybill ${name}`);
      expect(out.join("\n")).toContain("--profile <dir>");
    }
    const nested = await run(["destinations", "add", "--help"]);
    expect(nested.out.join("\n")).toContain("waybill services");
  });

  test.each([
    [[]],
    [["uplaod", "x"]],
    [["upload", "x"]],
    [["upload", "--to", "Depot"]],
    [["queue", "--jsno"]],
    [["queue", "extra"]],
    [["resolve", "u1", "--as", "perhaps"]],
    [["download", "u1", "--output", "x", "--thumbnail", "big"]],
    [["history", "--limit", "none"]],
    [["practice", "--port", "70000"]],
    [["upload", "x", "--to", "Depot", "--timeout", "soon"]],
    [["upload", "x", "--to", "Depot", "--timeout", "0"]],
    [["--profile", "", "queue"]],
    [["destinations"]],
  ])("ends with 2 and prints nothing on stdout for %j", async (argv) => {
    const { code, out, err, opened } = await run(argv);
    expect(code).toBe(2);
    expect(out).toEqual([]);
    expect(err).not.toBe("");
    expect(opened).toEqual([]);
  });

  test("says a usage error in one line, with the word probably meant", async () => {
    const { err } = await run(["queue", "--jsno"]);
    expect(err).toBe("waybill: unknown option '--jsno' (Did you mean --json?)\n");
  });

  test.each([
    [["--profile", "p", "queue"]],
    [["queue", "--profile", "p"]],
    [["--profile=p", "queue"]],
    [["destinations", "list", "--profile", "p"]],
  ])("takes the profile wherever it stands: %j", async (argv) => {
    expect((await run(argv)).opened).toEqual([["/home/user/p", "look"]]);
  });

  test("uses the default profile otherwise, and opens the engine for work only where it sends", async () => {
    expect((await run(["queue"])).opened).toEqual([["/home/user/.waybill", "look"]]);
    expect((await run(["run"])).opened).toEqual([["/home/user/.waybill", "work"]]);
  });

  test("ends with 2 when the profile can't be used", async () => {
    const openEngine = async () => {
      throw new Failure("permanent", "config", { message: "The profile is damaged.", hint: "Restore it." });
    };
    const { code, err } = await run(["queue"], { openEngine });
    expect(code).toBe(2);
    expect(err).toBe("waybill: The profile is damaged. (config)\n  Restore it.\n");
  });

  test("ends with 1 when the engine is lost on the way, and closes the connection", async () => {
    const engine = new FakeEngine();
    engine.uploads = async () => {
      throw new Error("The connection to Waybill was lost.");
    };
    const { code, err } = await run(["queue"], { engine });
    expect(code).toBe(1);
    expect(err).toBe("waybill: The connection to Waybill was lost.\n");
    expect(engine.closed).toBe(1);
  });

  test("closes an engine that opens only after the interruption", async () => {
    const engine = new FakeEngine();
    const controller = new AbortController();
    const openEngine = async () => {
      controller.abort();
      await new Promise((resolve) => setTimeout(resolve, 20));
      return engine;
    };
    const { code } = await run(["run"], { openEngine, interrupt: controller.signal });
    expect(code).toBe(130);
    expect(engine.closed).toBe(1);
  });
});

describe("isCommandLine", () => {
  test.each(commandNames.map((name) => [[name]]))("takes %j as a command", (argv) => {
    expect(isCommandLine(argv)).toBe(true);
  });

  test.each([
    [["--help"], true],
    [["-h"], true],
    [["--version"], true],
    [["--profile", "upload"], false],
    [["--profile", "dir", "upload", "x"], true],
    [["--profile=dir", "queue"], true],
    [["--profile", "dir", "photo.jpg"], false],
    [["photo.jpg", "upload"], false],
    [["./upload"], false],
    [[], false],
  ])("answers for %j with %s", (argv, expected) => {
    expect(isCommandLine(argv)).toBe(expected);
  });
});

describe("services", () => {
  test("lists every setting, secrets marked, shared ones once", async () => {
    const { out } = await run(["services"]);
    const text = out.join("\n");
    expect(text).toContain("parcel — Parcel, files up to 10 MB");
    expect(text).toContain("    token* (required): Its token.");
    expect(text).toContain("    flow (auto|single; default auto): Which way.");
    expect(text).toContain("    extra.KEY: More.");
    expect(out.filter((line) => line.trim().startsWith("nameEncoding"))).toHaveLength(1);
  });

  test("prints one object per service with --json", async () => {
    const { out } = await run(["services", "--json"]);
    expect(out.map((line) => JSON.parse(line).id)).toEqual(["parcel"]);
  });
});

describe("destinations add", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "waybill-cli-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  test("stores references to variables and files, files by absolute path", async () => {
    await writeFile(join(folder, "token.txt"), "very-secret");
    const argv = [...add, "--secret", "token=file:token.txt", "--set", "caCertificate=ca.pem"];
    const { code, out, err, engine } = await run(argv, { currentDirectory: folder });
    expect(code).toBe(0);
    expect(out).toEqual([]);
    expect(err).toBe("Added \"Depot 2\" (Parcel).\nTry it: waybill destinations test 'Depot 2'\n");
    expect(engine.drafts).toEqual([
      {
        name: "Depot 2",
        service: "parcel",
        settings: { baseUrl: "https://x", caCertificate: join(folder, "ca.pem") },
        secrets: {},
        secretSources: { token: { kind: "file", path: join(folder, "token.txt") } },
      },
    ]);
  });

  test("never prints a secret's value, in --json neither", async () => {
    const argv = [...add, "--secret", "token=env:PARCEL_TOKEN", "--json"];
    const { out, err } = await run(argv);
    expect(JSON.parse(out[0] ?? "")).toMatchObject({
      name: "Depot 2",
      secrets: { token: "env:PARCEL_TOKEN" },
    });
    expect(out + err).not.toContain("very-secret");
  });

  test("notes that a variable or a file is not there yet, and stores the reference all the same", async () => {
    const first = await run([...add, "--secret", "token=env:LATER"]);
    expect(first.err).toContain("the variable LATER is not set here");
    const second = await run([...add, "--secret", "token=file:later"], { currentDirectory: folder });
    expect(second.err).toContain("there is no file");
    expect([first.code, second.code]).toEqual([0, 0]);
  });

  test("reads a secret from stdin into the keyring, without one line end", async () => {
    const { code, engine, err } = await run([...add, "--secret", "token=-"], { input: "from-stdin \r\n" });
    expect(code).toBe(0);
    expect(engine.drafts[0]?.secrets).toEqual({ token: "from-stdin " });
    expect(err).not.toContain("from-stdin");
  });

  test.each(["none", "key-file"] as const)("refuses stdin where the vault is %s", async (kind) => {
    const { code, engine, err } = await run([...add, "--secret", "token=-"], {
      input: "from-stdin",
      vaultKind: async () => kind,
    });
    expect(code).toBe(2);
    expect(err).toContain("no keyring");
    expect(err).toContain("token=env:VARIABLE");
    expect(engine.drafts).toEqual([]);
  });

  test("refuses to read a secret from a terminal, where it would be seen", async () => {
    const stdin = Object.assign(
      (async function* () {
        yield "typed";
      })(),
      { isTTY: true },
    );
    const { code, err } = await run([...add, "--secret", "token=-"], { stdin });
    expect(code).toBe(2);
    expect(err).toContain("would be seen on the terminal");
  });

  test.each([
    ["an empty stdin", ["--secret", "token=-"], "gave no value"],
    ["a plain value", ["--secret", "token=hunter2"], "token=env:VARIABLE"],
    ["a value without key", ["--secret", "=hunter2"], "needs KEY=env:VARIABLE"],
    ["an empty variable", ["--secret", "token=env:"], "needs the name of a variable"],
    ["an empty file", ["--secret", "token=file:"], "names no file"],
    ["a setting that is no secret", ["--secret", "baseUrl=env:X"], "is no secret"],
    ["an unknown secret", ["--secret", "password=env:X"], "Its secrets are: token"],
    ["a secret given twice", ["--secret", "token=env:A", "--secret", "token=env:B"], "given twice"],
    ["a secret in --set", ["--set", "token=hunter2"], "is a secret"],
    ["an unknown setting", ["--set", "basurl=x"], 'did you mean "baseUrl"?'],
  ])("refuses %s", async (_name, argv, words) => {
    const { code, err, out, engine } = await run([...add, ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(err).not.toContain("hunter2");
    expect(out).toEqual([]);
    expect(engine.drafts).toEqual([]);
  });

  test("refuses an unknown service, listing what there is, and a name that is taken", async () => {
    const unknown = await run(["destinations", "add", "X", "--service", "parcell"]);
    expect(unknown.err).toContain('There is no service "parcell". Did you mean "parcel"?');
    const taken = await run(["destinations", "add", "depot", "--service", "parcel"]);
    expect(taken.err).toContain('There is a destination "depot" already.');
    expect([unknown.code, taken.code]).toEqual([2, 2]);
  });

  test("ends with 2 and the field's name when the engine refuses a setting", async () => {
    const engine = new FakeEngine();
    engine.saveDestination = async () => {
      throw new Failure("permanent", "config", {
        message: "Is no address.",
        hint: "Fix it.",
        field: "baseUrl",
      });
    };
    const { code, err } = await run(add, { engine });
    expect(code).toBe(2);
    expect(err).toBe("waybill: baseUrl: Is no address. (config)\n  Fix it.\n");
  });
});

describe("destinations", () => {
  test("lists name, service and address in columns", async () => {
    const { out } = await run(["destinations", "list"]);
    expect(out).toEqual([
      "Depot     parcel  https://parcel.example",
      "Practice  parcel  https://parcel.example",
    ]);
  });

  test("shows where a secret comes from, and which has none", async () => {
    const engine = new FakeEngine();
    engine.known = [destination("Depot"), destination("Bare", { secrets: {} })];
    const { out } = await run(["destinations", "show", "Depot"], { engine });
    expect(out).toEqual([
      "name     Depot",
      "service  parcel (Parcel)",
      "baseUrl  https://parcel.example",
      "token*   env:PARCEL_TOKEN",
    ]);
    expect((await run(["destinations", "show", "Bare"], { engine })).out).toContain("token*   not set");
  });

  test("prints ok for a destination that works, and the wrong field for one that does not", async () => {
    const engine = new FakeEngine();
    const fine = await run(["destinations", "test", "Depot"], { engine });
    expect([fine.code, fine.out]).toEqual([0, ["ok: All is well."]]);
    expect(engine.drafts[0]).toMatchObject({ id: "id-of-Depot", secrets: {} });
    engine.verdict = { ok: false, field: "token", message: "It was refused.", hint: "Replace it." };
    const wrong = await run(["destinations", "test", "Depot"], { engine });
    expect([wrong.code, wrong.out, wrong.err]).toEqual([
      1,
      ["wrong: token: It was refused."],
      "  Replace it.\n",
    ]);
    const json = await run(["destinations", "test", "Depot", "--json"], { engine });
    expect(JSON.parse(json.out[0] ?? "")).toEqual(engine.verdict);
  });

  test("removes by name, and ends with 2 when the engine refuses", async () => {
    const engine = new FakeEngine();
    expect((await run(["destinations", "remove", "Depot"], { engine })).code).toBe(0);
    expect(engine.removed).toEqual(["id-of-Depot"]);
    engine.removeDestination = async () => {
      throw new Failure("permanent", "config", { message: "2 uploads are not finished." });
    };
    expect((await run(["destinations", "remove", "Depot"], { engine })).code).toBe(2);
  });
});

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

describe("retry, cancel and resolve", () => {
  function engineWith(state: ReturnType<typeof upload>["state"]): FakeEngine {
    const engine = new FakeEngine();
    engine.rows.push(upload("u1", { state }));
    return engine;
  }
  const unconfirmed = { kind: "unconfirmed", error: uploadError("outcome-unknown") } as const;

  test.each([
    [failed("network"), "retry"],
    [{ kind: "canceled" } as const, "retry"],
    [{ kind: "paused" } as const, "resume"],
  ])("sends an upload in state %j again and waits for its end", async (state, action) => {
    const engine = engineWith(state);
    engine.onWork = () => void setTimeout(() => engine.complete("u1"), 20);
    const { code, out } = await run(["retry", "u1"], { engine });
    expect(engine.acts).toEqual([{ ids: ["u1"], action }]);
    expect([code, out]).toEqual([0, ["https://parcel.example/u1"]]);
  });

  test("waits for the one upload only, not for others of its batch", async () => {
    const engine = engineWith(failed("network"));
    engine.rows.push(upload("u2"));
    engine.onWork = () => engine.settle("u1", failed("forbidden"));
    const { code, err } = await run(["retry", "u1"], { engine });
    expect(code).toBe(1);
    expect(err).toContain("(forbidden)");
  });

  test("does not send an unconfirmed upload again without the user's verdict", async () => {
    const engine = engineWith(unconfirmed);
    const { code, err } = await run(["retry", "u1"], { engine });
    expect(code).toBe(2);
    expect(err).toContain("waybill resolve u1 --as arrived|resend|removed");
    expect(engine.acts).toEqual([]);
  });

  test.each([
    ["arrived", "resolve-arrived", "completed", "look"],
    ["removed", "resolve-removed", "canceled", "look"],
  ])("resolves as %s without sending anything", async (verdict, action, state, engineUse) => {
    const engine = engineWith(unconfirmed);
    const argv = ["resolve", "u1", "--as", verdict, "--json"];
    const { code, out, opened } = await run(argv, { engine });
    expect(code).toBe(0);
    expect(engine.acts).toEqual([{ ids: ["u1"], action }]);
    expect(JSON.parse(out[0] ?? "")).toMatchObject({ id: "u1", state });
    expect(opened[0]?.[1]).toBe(engineUse);
  });

  test("resolves as resend by sending it and waiting for its end", async () => {
    const engine = engineWith(unconfirmed);
    engine.onWork = () => engine.settle("u1", unconfirmed);
    const { code, opened } = await run(["resolve", "u1", "--as", "resend"], { engine });
    expect(code).toBe(3);
    expect(engine.acts).toEqual([{ ids: ["u1"], action: "resolve-resend" }]);
    expect(opened[0]?.[1]).toBe("work");
  });

  test("cancels what is not finished", async () => {
    const engine = engineWith({ kind: "queued" });
    const { code, err } = await run(["cancel", "u1"], { engine });
    expect([code, err]).toEqual([0, "u1.bin: canceled.\n"]);
    expect(engine.rows[0]?.state.kind).toBe("canceled");
  });

  test.each([[["retry", "u1"]], [["cancel", "u1"]], [["resolve", "u1", "--as", "arrived"]]])(
    "refuses %j for a completed upload",
    async (argv) => {
      const engine = engineWith({ kind: "completed" });
      expect((await run(argv, { engine })).code).toBe(2);
      expect(engine.acts).toEqual([]);
    },
  );

  test.each([
    [["retry", "nobody"]],
    [["cancel", "nobody"]],
    [["resolve", "nobody", "--as", "removed"]],
    [["download", "nobody", "--output", "no-such-folder-here/x"]],
  ])("says for %j that there is no such upload", async (argv) => {
    const { code, err } = await run(argv);
    expect(code).toBe(2);
    expect(err).toContain('There is no upload "nobody".');
  });
});

describe("run", () => {
  test("prints uploads as they end and ends with 3 while unconfirmed ones remain", async () => {
    const engine = new FakeEngine();
    engine.rows.push(
      upload("old", { state: { kind: "unconfirmed", error: uploadError("outcome-unknown") } }),
    );
    engine.rows.push(upload("u1"), upload("u2"));
    setTimeout(() => engine.complete("u2"), 30);
    setTimeout(() => engine.complete("u1"), 60);
    const { code, out, err } = await run(["run"], { engine });
    expect(out).toEqual(["https://parcel.example/u2", "https://parcel.example/u1"]);
    expect(code).toBe(3);
    expect(err).toContain("1 earlier upload to decide about, listed by: waybill queue");
  });

  test("ends with 0 on an empty queue, and beside paused uploads and earlier failures", async () => {
    expect((await run(["run"])).code).toBe(0);
    const engine = new FakeEngine();
    engine.rows.push(
      upload("u1", { state: { kind: "paused" } }),
      upload("u2", { state: failed("forbidden") }),
    );
    const { code, err } = await run(["run"], { engine });
    expect(code).toBe(0);
    expect(err).toContain("1 upload paused.");
  });

  test("ends with 1 when an upload fails, or waits for credentials", async () => {
    const engine = new FakeEngine();
    engine.rows.push(upload("u1"));
    setTimeout(() => engine.settle("u1", failed("forbidden")), 20);
    expect((await run(["run"], { engine })).code).toBe(1);
    const parked = new FakeEngine();
    const state = { kind: "waiting", reason: "auth", until: null, error: uploadError("auth") } as const;
    parked.rows.push(upload("u1", { state }));
    expect((await run(["run"], { engine: parked })).code).toBe(1);
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
