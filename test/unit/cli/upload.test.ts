import { describe, expect, test } from "vitest";
import { Failure } from "../../../electron/engine/failure";
import { uploadError } from "../../../electron/shared/upload-error";
import { FakeEngine, failed, receipt, upload } from "./fake-engine";
import { Capture, run } from "./run-cli";

function engineThat(work: (engine: FakeEngine) => void): FakeEngine {
  const engine = new FakeEngine();
  engine.onWork = () => work(engine);
  return engine;
}

const unconfirmed = { kind: "unconfirmed", error: uploadError("outcome-unknown") } as const;

describe("upload", () => {
  test("prints one link per completed upload in the order given, whatever ends first", async () => {
    const engine = engineThat((it) => {
      it.complete("u3");
      it.complete("u1");
      it.complete("u2");
    });
    const { code, out, err } = await run(["upload", "a", "b", "c", "--to", "Depot"], { engine });
    expect(out).toEqual([1, 2, 3].map((n) => `https://parcel.example/u${n}`));
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(engine.closed).toBe(1);
  });

  test("prints a row as soon as all before it have ended", async () => {
    const stdout = new Capture();
    const seen: string[] = [];
    const engine = engineThat((it) => {
      it.complete("u2");
      seen.push(stdout.text);
      it.settle("u1", failed("forbidden"));
      seen.push(stdout.text);
      it.complete("u3");
    });
    // The rows end only after the command has learnt their order.
    const late = engine.onWork;
    engine.onWork = () => void setTimeout(late, 50);
    const { code } = await run(["upload", "a", "b", "c", "--to", "Depot"], { engine, stdout });
    expect(seen).toEqual(["", "https://parcel.example/u2\n"]);
    expect(stdout.lines).toHaveLength(2);
    expect(code).toBe(1);
  });

  test("prints the remote id where there is no link, and a link that opens before one that does not", async () => {
    const closed = { url: "https://closed", expiresAt: null, opensInBrowser: false };
    const open = { url: "https://open", expiresAt: null, opensInBrowser: true };
    const engine = engineThat((it) => {
      it.complete("u1", null);
      it.settle("u2", { kind: "completed" }, { receipt: receipt(null, { links: [closed, open] }) });
      it.settle("u3", { kind: "completed" }, { receipt: receipt(null, { links: [closed] }) });
    });
    const { out } = await run(["upload", "a", "b", "c", "--to", "Depot"], { engine });
    expect(out).toEqual(["remote-1", "https://open", "https://closed"]);
  });

  test("prints with --json one object per upload when it ends, with exactly the keys of the contract", async () => {
    const engine = engineThat((it) => {
      it.complete("u2");
      it.settle("u1", { kind: "failed", error: uploadError("server-error", { httpStatus: 500 }) });
    });
    const { code, out } = await run(["upload", "a", "b", "--to", "Depot", "--json"], { engine });
    const rows = out.map((line) => JSON.parse(line));
    expect(rows.map((row) => row.id)).toEqual(["u2", "u1"]);
    expect(rows[0]).toEqual({
      id: "u2",
      path: "/home/user/b",
      name: "b",
      size: 5,
      destination: "Depot",
      service: "parcel",
      state: "completed",
      attempts: 1,
      remoteId: "remote-1",
      storedName: "stored.bin",
      links: [{ url: "https://parcel.example/u2", expiresAt: null, opensInBrowser: true }],
      receipt: { size: 5, hash: { algorithm: "md5", local: "aa", remote: "aa" }, verified: "hash" },
      error: null,
      createdAt: "2026-01-01T00:00:00.000Z",
      completedAt: null,
    });
    const { message, hint } = uploadError("server-error");
    expect(rows[1]).toMatchObject({ remoteId: null, storedName: null, links: [], receipt: null });
    expect(rows[1].error).toEqual({ code: "server-error", message, hint, httpStatus: 500 });
    expect(code).toBe(1);
  });

  test("names a failed upload, its code and what to do on stderr", async () => {
    const engine = engineThat((it) => it.settle("u1", failed("too-large")));
    const { code, out, err } = await run(["upload", "a.bin", "--to", "Depot"], { engine });
    expect(out).toEqual([]);
    expect(err.split("\n")[0]).toBe("a.bin: The file is larger than the service accepts. (too-large)");
    expect(err).toContain("  Send a smaller file or ask for a higher limit.");
    expect(code).toBe(1);
  });

  test("says how to resolve an unconfirmed upload, with the profile in use, and ends with 3", async () => {
    const engine = engineThat((it) => it.settle("u1", unconfirmed));
    const { code, err } = await run(["--profile", "my profile", "upload", "a", "--to", "Depot"], { engine });
    expect(err).toContain("waybill --profile '/home/user/my profile' resolve u1 --as arrived|resend|removed");
    expect(code).toBe(3);
  });

  test("ends with 1 when one failed and another is unconfirmed", async () => {
    const engine = engineThat((it) => {
      it.settle("u1", unconfirmed);
      it.settle("u2", failed("forbidden"));
    });
    expect((await run(["upload", "a", "b", "--to", "Depot"], { engine })).code).toBe(1);
  });

  test("ends with 1 at once when the others wait for new credentials", async () => {
    const engine = engineThat((it) => {
      it.settle("u1", failed("auth"));
      it.settle("u2", { kind: "waiting", reason: "auth", until: null, error: uploadError("auth") });
    });
    const { code, err } = await run(["upload", "a", "b", "--to", "Depot"], { engine });
    expect(code).toBe(1);
    expect(err).toContain("1 upload waiting for valid credentials of Depot.");
    expect(err).toContain("go on with: waybill run");
  });

  test("gives up after the time without byte or answer and says that the rows stay queued", async () => {
    const engine = new FakeEngine();
    engine.quietMs = 3_600_000;
    const began = Date.now();
    const { code, err } = await run(["upload", "a", "--to", "Depot", "--timeout", "300ms"], { engine });
    expect(Date.now() - began).toBeGreaterThanOrEqual(290);
    expect(code).toBe(1);
    expect(err).toContain("Nothing was heard for");
    expect(err).toContain("1 upload still in the queue.");
  });

  test("does not give up while bytes move", async () => {
    const engine = engineThat((it) => void setTimeout(() => it.complete("u1"), 400));
    engine.quietMs = 20;
    const { code } = await run(["upload", "a", "--to", "Depot", "--timeout", "0.2"], { engine });
    expect(code).toBe(0);
  });

  test("notices the end by asking when the announcement is lost", async () => {
    const engine = engineThat((it) => {
      it.rows[0] = upload("u1", { state: { kind: "completed" }, receipt: receipt("https://quiet") });
    });
    const { code, out } = await run(["upload", "a", "--to", "Depot"], { engine });
    expect(out).toEqual(["https://quiet"]);
    expect(code).toBe(0);
  });

  test("refuses everything when one path is refused, and names each", async () => {
    const engine = new FakeEngine();
    engine.answerAdd = () => ({
      batchId: null,
      accepted: 0,
      refused: [
        { path: "/home/user/gone", error: uploadError("file-missing") },
        { path: "/home/user/pipe", error: uploadError("not-a-file") },
      ],
    });
    const { code, out, err } = await run(["upload", "ok", "gone", "pipe", "--to", "Depot"], { engine });
    expect(code).toBe(2);
    expect(out).toEqual([]);
    expect(err).toContain("/home/user/gone: The file is not there any more. (file-missing)");
    expect(err).toContain("/home/user/pipe: This is not a regular file. (not-a-file)");
    expect(engine.added[0]).toMatchObject({ allOrNothing: true, hidden: false });
  });

  test("ends with 2 when a folder holds no file", async () => {
    const engine = new FakeEngine();
    engine.answerAdd = () => ({ batchId: null, accepted: 0, refused: [] });
    const { code, err } = await run(["upload", "empty/", "--to", "Depot"], { engine });
    expect(code).toBe(2);
    expect(err).toContain("There is no file to send.");
  });

  test("ends with 2 and the field's name when the engine refuses a setting", async () => {
    const engine = new FakeEngine();
    engine.answerAdd = () => {
      throw new Failure("permanent", "invalid-field", {
        message: 'Room ("room") is missing.',
        field: "room",
      });
    };
    const { code, err } = await run(["upload", "a", "--to", "Depot"], { engine });
    expect(code).toBe(2);
    expect(err).toContain('waybill: Room ("room") is missing. (invalid-field)');
  });

  test("lists the destinations there are when the name is unknown, with the one probably meant", async () => {
    const { code, err, engine } = await run(["upload", "a", "--to", "Practise"]);
    expect(code).toBe(2);
    expect(err).toContain('There is no destination "Practise". Did you mean "Practice"?');
    expect(err).toContain('Known: "Depot", "Practice"');
    expect(engine.added).toEqual([]);
  });

  test("finds a destination whose capital letters differ", async () => {
    const engine = engineThat((it) => it.complete("u1"));
    const { code } = await run(["upload", "a", "--to", "depot"], { engine });
    expect(code).toBe(0);
  });

  test("refuses an empty path instead of sending the current folder", async () => {
    const { code, err, opened } = await run(["upload", "", "--to", "Depot"]);
    expect(code).toBe(2);
    expect(err).toContain("An empty path names no file.");
    expect(opened).toEqual([]);
  });

  test("hands on per-upload settings, pairs included, and takes a path that looks like an option after --", async () => {
    const engine = engineThat((it) => it.complete("u1"));
    const argv = [
      "upload",
      "--to",
      "Depot",
      "--set",
      "room=a=b",
      "--set",
      "extra.k=",
      "--hidden",
      "--",
      "-x",
    ];
    const { code } = await run(argv, { engine });
    expect(code).toBe(0);
    expect(engine.added[0]).toMatchObject({
      paths: ["/home/user/-x"],
      options: { room: "a=b", "extra.k": "" },
      hidden: true,
    });
  });

  test.each([
    ["a secret", "token=hunter2", '"token" is a secret'],
    ["a destination's setting", "baseUrl=https://x", "belongs to the destination"],
    ["an unknown setting", "rooom=x", 'did you mean "room"?'],
    ["a word without value", "room", "no value is given"],
  ])("refuses %s in --set and never repeats the value", async (_name, argument, words) => {
    const { code, err, engine } = await run(["upload", "a", "--to", "Depot", "--set", argument]);
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(err).not.toContain("hunter2");
    expect(engine.added).toEqual([]);
  });

  test("says once when Practice links open", async () => {
    const engine = engineThat((it) => it.complete("u1"));
    const { out, err } = await run(["upload", "a", "--to", "Practice"], { engine });
    expect(out).toHaveLength(1);
    expect(err).toBe("Practice links open while Waybill or `waybill practice` is running.\n");
  });

  test("ends with 130 when interrupted, keeps the queue and closes the engine", async () => {
    const controller = new AbortController();
    const engine = engineThat(() => controller.abort());
    const { code, err } = await run(["upload", "a", "--to", "Depot"], {
      engine,
      interrupt: controller.signal,
    });
    expect(code).toBe(130);
    expect(err).toContain("Interrupted. The queue is kept; go on with: waybill run");
    expect(engine.closed).toBe(1);
    expect(engine.acts).toEqual([]);
  });
});
