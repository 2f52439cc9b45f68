import { describe, expect, it } from "vitest";
import { PageEvents } from "../../../electron/main/events";
import { noCounts } from "../../../electron/shared/ipc";
import { defaultAppSettings } from "../../../electron/shared/settings";
import type { Progress } from "../../../electron/shared/upload";
import { uploadError } from "../../../electron/shared/upload-error";
import { FakeClock } from "../../helpers/fake-clock";
import { completedUpload } from "./uploads";

function start() {
  const clock = new FakeClock();
  const sent: { name: string; data: unknown }[] = [];
  const events = new PageEvents(clock, (name, data) => sent.push({ name, data }));
  return { clock, sent, events };
}

const progress = (id: string, bytesSent: number): Progress => ({
  id,
  bytesSent,
  bytesTotal: 100,
  bytesPerSecond: null,
  remainingMs: null,
});

describe("announcements to the page", () => {
  it("come at most ten times a second, however much happens", () => {
    const { clock, sent, events } = start();
    for (let step = 0; step < 1_000; step += 1) {
      events.take({ kind: "progress", rows: [progress("a", step)] });
      events.take({ kind: "uploads-changed", ids: [`row-${step % 7}`], counts: noCounts });
      clock.advance(1);
    }
    const progressMessages = sent.filter(({ name }) => name === "uploads:progress");
    expect(progressMessages.length).toBeGreaterThanOrEqual(9);
    expect(progressMessages.length).toBeLessThanOrEqual(10);
    clock.advance(100);
    expect(sent.filter(({ name }) => name === "uploads:progress").at(-1)?.data).toEqual([progress("a", 999)]);
  });

  it("tell how far many uploads are four times a second at most, with the last word of each", () => {
    const { clock, sent, events } = start();
    for (let step = 0; step < 1_000; step += 100) {
      events.take({
        kind: "progress",
        rows: Array.from({ length: 50 }, (_, n) => progress(`row-${n}`, step / 20)),
      });
      clock.advance(100);
    }
    clock.advance(250);
    expect(sent.length).toBeLessThanOrEqual(4);
    expect(sent.at(-1)?.data).toEqual(Array.from({ length: 50 }, (_, n) => progress(`row-${n}`, 45)));
  });

  it("say how far an upload was before they say that it ended, and not again", () => {
    const { clock, sent, events } = start();
    events.take({ kind: "progress", rows: Array.from({ length: 9 }, (_, n) => progress(`row-${n}`, 50)) });
    events.take({ kind: "upload-settled", upload: completedUpload("row-1") });
    clock.advance(1_000);
    expect(sent.map(({ name }) => name)).toEqual(["uploads:progress", "uploads:ended"]);
  });

  it("join changed rows, keep the last counts, and stop naming rows when they are too many", () => {
    const { clock, sent, events } = start();
    events.take({ kind: "uploads-changed", ids: ["a"], counts: noCounts });
    events.take({ kind: "uploads-changed", ids: ["b", "a"], counts: { ...noCounts, queued: 2 } });
    clock.advance(100);
    expect(sent).toEqual([
      { name: "uploads:changed", data: { ids: ["a", "b"], counts: { ...noCounts, queued: 2 } } },
    ]);
    events.take({ kind: "uploads-changed", ids: null, counts: noCounts });
    events.take({ kind: "uploads-changed", ids: ["c"], counts: noCounts });
    clock.advance(100);
    expect(sent.at(-1)?.data).toEqual({ ids: null, counts: noCounts });
    events.take({
      kind: "uploads-changed",
      ids: Array.from({ length: 1_001 }, (_, n) => `${n}`),
      counts: noCounts,
    });
    clock.advance(100);
    expect(sent.at(-1)?.data).toEqual({ ids: null, counts: noCounts });
  });

  it("come at once after a while of silence, and gathered while more follows", () => {
    const { clock, sent, events } = start();
    const change = (queued: number): void =>
      events.take({ kind: "uploads-changed", ids: null, counts: { ...noCounts, queued } });
    change(1);
    clock.advance(0);
    expect(sent).toHaveLength(1);
    change(2);
    clock.advance(50);
    change(3);
    expect(sent).toHaveLength(1);
    clock.advance(50);
    expect(sent.map(({ data }) => data)).toMatchObject([
      { counts: { queued: 1 } },
      { counts: { queued: 3 } },
    ]);
    clock.advance(1_000);
    change(4);
    clock.advance(0);
    expect(sent).toHaveLength(3);
  });

  it("never carry a path", () => {
    const { clock, sent, events } = start();
    events.take({ kind: "upload-settled", upload: completedUpload("a") });
    events.take({ kind: "destinations-changed" });
    clock.advance(100);
    expect(sent.map(({ name }) => name)).toEqual(["uploads:ended", "destinations:changed"]);
    expect(JSON.stringify(sent)).not.toContain("canary");
    expect(sent[0]?.data).toMatchObject({ upload: { id: "a", hasThumbnail: true } });
  });

  it("bring the settings of the app, the last ones only", () => {
    const { clock, sent, events } = start();
    events.take({ kind: "settings-changed", settings: { ...defaultAppSettings, theme: "light" } });
    events.take({ kind: "settings-changed", settings: { ...defaultAppSettings, theme: "dark" } });
    clock.advance(100);
    clock.advance(1_000);
    expect(sent).toEqual([{ name: "settings:changed", data: { ...defaultAppSettings, theme: "dark" } }]);
  });

  it("say at once what keeps the records from being written, and that it is over", () => {
    const { sent, events } = start();
    events.take({ kind: "records-trouble", trouble: uploadError("storage-full") });
    events.take({ kind: "records-trouble", trouble: null });
    expect(sent.map(({ data }) => data)).toEqual([uploadError("storage-full"), null]);
  });

  it("end when closed", () => {
    const { clock, sent, events } = start();
    events.take({ kind: "destinations-changed" });
    events.close();
    clock.advance(1_000);
    expect(sent).toEqual([]);
  });
});
