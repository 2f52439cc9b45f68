import { describe, expect, test } from "vitest";
import { systemClock } from "../../../electron/engine/ports";
import { uploadError } from "../../../electron/shared/upload-error";
import { FakeEngine, failed } from "./fake-engine";
import { Capture, run } from "./run-cli";

function engineThat(work: (engine: FakeEngine) => void): FakeEngine {
  const engine = new FakeEngine();
  engine.onWork = () => work(engine);
  return engine;
}

describe("upload, as a terminal or a pipe sees it", () => {
  test("shows a live line on a terminal and removes it at the end", async () => {
    const stderr = new Capture(true);
    const engine = engineThat((it) => {
      const row = { id: "u1", bytesSent: 2, bytesTotal: 5, bytesPerSecond: 1, remainingMs: 3000 };
      setTimeout(() => it.announce({ kind: "progress", rows: [row] }), 30);
      setTimeout(() => it.complete("u1"), 60);
    });
    await run(["upload", "a", "--to", "Depot"], { engine, stderr });
    expect(stderr.text).toContain("0 of 1 done · 40 % · 2 B of 5 B · 1 B/s · 3 s left");
    expect(stderr.text.endsWith("\r\u001b[2K")).toBe(true);
  });

  test("never says that all is sent before the last answer has come", async () => {
    const stderr = new Capture(true);
    const engine = engineThat((it) => {
      const row = { id: "u1", bytesSent: 5, bytesTotal: 5, bytesPerSecond: 1, remainingMs: 0 };
      setTimeout(() => it.announce({ kind: "progress", rows: [row] }), 30);
      setTimeout(() => it.complete("u1"), 60);
    });
    await run(["upload", "a", "--to", "Depot"], { engine, stderr });
    expect(stderr.text).toContain("0 of 1 done · 99 %");
    expect(stderr.text).not.toContain("100 %");
  });

  test("counts down a wait on a terminal", async () => {
    const stderr = new Capture(true);
    const engine = engineThat((it) => {
      const until = systemClock.now() + 41_500;
      it.settle("u1", { kind: "waiting", reason: "rate-limit", until, error: uploadError("rate-limited") });
      setTimeout(() => it.complete("u1"), 300);
    });
    await run(["upload", "a", "--to", "Depot"], { engine, stderr });
    expect(stderr.text).toMatch(/0 of 1 done · waiting 4[12] s/);
  });

  test("keeps control characters of names and links away from the terminal", async () => {
    const engine = engineThat((it) => {
      it.complete("u1", "https://x/\u001b[31m");
      it.settle("u2", failed("forbidden", "no\u0007"));
    });
    const { out, err } = await run(["upload", "a", "b\u001b]0;x", "--to", "Depot"], { engine });
    expect(out).toEqual(["https://x/?[31m"]);
    expect(err).toContain("b?]0;x: no? (forbidden)");
  });

  test("goes on delivering when nobody reads its results any more", async () => {
    const stdout = new Capture();
    stdout._write = (_chunk, _encoding, done: (error?: Error) => void) => {
      done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    };
    const engine = engineThat((it) => {
      it.complete("u1");
      setTimeout(() => it.complete("u2"), 50);
    });
    const { code, err } = await run(["upload", "a", "b", "--to", "Depot"], { engine, stdout });
    expect(code).toBe(0);
    expect(err).toBe("");
  });
});
