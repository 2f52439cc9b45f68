import { describe, expect, test } from "vitest";
import { commandNames, isCommandLine } from "../../../electron/cli/command-names";
import { Failure } from "../../../electron/engine/failure";
import { FakeEngine } from "./fake-engine";
import { run } from "./run-cli";

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
