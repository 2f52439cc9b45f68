import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Failure } from "../../../electron/engine/failure";
import { destination, FakeEngine } from "./fake-engine";
import { run } from "./run-cli";

const add = ["destinations", "add", "Depot 2", "--service", "parcel", "--set", "baseUrl=https://x"];

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

  test("tells when the token in use ends, and nothing where nobody says", async () => {
    const engine = new FakeEngine();
    engine.signedIn = [
      {
        destinationId: "id-of-Depot",
        tokenExpiresAt: "2026-03-01T10:00:00.000Z",
        refused: null,
        held: null,
        limits: null,
      },
    ];
    const shown = await run(["destinations", "show", "Depot"], { engine });
    expect(shown.out).toContain("token ends  2026-03-01T10:00:00.000Z");
    const json = await run(["destinations", "show", "Depot", "--json"], { engine });
    expect(JSON.parse(json.out[0] ?? "")).toMatchObject({ tokenExpiresAt: "2026-03-01T10:00:00.000Z" });
    const listed = await run(["destinations", "list", "--json"], { engine });
    expect(listed.out.map((line) => JSON.parse(line).tokenExpiresAt)).toEqual([
      "2026-03-01T10:00:00.000Z",
      null,
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
