import { describe, expect, it } from "vitest";
import { silentLogger } from "../../../../electron/engine/ports";
import { RecordKeeper } from "../../../../electron/engine/queue/record-keeper";
import type { UploadErrorData } from "../../../../electron/shared/upload-error";
import { fullDisk } from "../../../helpers/failing-database";
import { FakeClock } from "../../../helpers/fake-clock";

/** A keeper on a disk that is full while `disk.full`. */
function keeper() {
  const clock = new FakeClock();
  const disk = { full: false, failsFlush: false, flushes: 0, probes: 0, recovered: 0 };
  const announced: (UploadErrorData | null)[] = [];
  const written: string[] = [];
  const touch = () => {
    if (disk.full) throw fullDisk();
  };
  const transactions = { count: 0 };
  const kept = new RecordKeeper({
    clock,
    logger: silentLogger,
    records: {
      soon: (work) => {
        transactions.count += 1;
        return work();
      },
      flushed: async () => {
        disk.flushes += 1;
        touch();
        if (disk.failsFlush) throw fullDisk();
      },
    },
    probe: () => {
      disk.probes += 1;
      touch();
    },
    announce: (trouble) => announced.push(trouble),
    recovered: () => {
      disk.recovered += 1;
    },
  });
  const note = (what: string) => () => {
    touch();
    written.push(what);
    return what;
  };
  return { clock, disk, announced, written, kept, note, touch, transactions };
}

/** For what nobody calls off. */
const never = new AbortController().signal;

/** More turns of the event loop than a write waits for others. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 10; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe("RecordKeeper", () => {
  it("writes at once where there is space", async () => {
    const { kept, note, announced, clock } = keeper();
    expect(await kept.write(note("a"))).toBe("a");
    expect(announced).toEqual([]);
    expect(clock.armed).toBe(0);
  });

  it("keeps what can't be written, says why once, and writes all of it in order when there is space", async () => {
    const { kept, note, announced, clock, disk, written } = keeper();
    disk.full = true;
    const all = Promise.all([kept.write(note("a")), kept.write(note("b"))]);
    expect(announced.map((trouble) => trouble?.code)).toEqual(["storage-full"]);
    expect(kept.trouble?.code).toBe("storage-full");
    clock.advance(60_000);
    expect(written).toEqual([]);
    disk.full = false;
    clock.advance(10_000);
    expect(await all).toEqual(["a", "b"]);
    expect(written).toEqual(["a", "b"]);
    expect(announced.at(-1)).toBeNull();
    expect(disk.recovered).toBe(1);
    expect(clock.armed).toBe(0);
  });

  it("looks first after half a second, then ever more rarely, but at least every ten seconds", async () => {
    const { kept, touch, clock, disk } = keeper();
    disk.full = true;
    kept.attempt(touch, () => {}, never);
    await settle();
    const looks: number[] = [];
    for (let ms = 0; ms < 60_000; ms += 100) {
      const before = disk.probes;
      clock.advance(100);
      if (disk.probes > before) looks.push(clock.monotonicMs());
    }
    expect(looks.slice(0, 5)).toEqual([500, 1_500, 3_500, 7_500, 15_500]);
    expect(looks.slice(5).every((ms, index) => ms - (looks[index + 4] ?? 0) === 10_000)).toBe(true);
  });

  it("writes what waits as soon as another write goes through", async () => {
    const { kept, note, disk, written } = keeper();
    disk.full = true;
    const first = kept.write(note("a"));
    disk.full = false;
    await kept.write(note("b"));
    await first;
    expect(written).toEqual(["b", "a"]);
  });

  it("throws what has nothing to do with the records, at once and after a wait", async () => {
    const { kept, clock, disk, touch } = keeper();
    const bad = () => {
      touch();
      throw new TypeError("no");
    };
    await expect(kept.write(bad)).rejects.toThrow("no");
    disk.full = true;
    const waiting = kept.write(bad);
    disk.full = false;
    clock.advance(500);
    await expect(waiting).rejects.toThrow("no");
  });

  it("tells in the same turn what became of an attempt, and notes that the records can't be written", async () => {
    const { kept, note, disk, touch } = keeper();
    const told: (string | null)[] = [];
    kept.attempt(note("a"), (result) => told.push(result), never);
    await settle();
    expect(told).toEqual(["a"]);
    expect(kept.trouble).toBeNull();
    const bad = () => {
      touch();
      throw new TypeError("no");
    };
    kept.attempt(bad, (result) => told.push(result), never);
    await settle();
    expect(told).toEqual(["a", null]);
    expect(kept.trouble).toBeNull();
    disk.full = true;
    kept.attempt(note("b"), (result) => told.push(result), never);
    await settle();
    expect(told).toEqual(["a", null, null]);
    expect(kept.trouble?.code).toBe("storage-full");
  });

  it("does not touch the records for an attempt that was called off: they may be closed by then", async () => {
    const { kept, note, written, transactions } = keeper();
    const told: (string | null)[] = [];
    const ending = new AbortController();
    kept.attempt(note("a"), (result) => told.push(result), ending.signal);
    ending.abort();
    await settle();
    expect(told).toEqual([null]);
    expect(written).toEqual([]);
    expect(transactions.count).toBe(0);
  });

  it("lets go of a wait that is called off, and does not write it later", async () => {
    const { kept, note, clock, disk, written } = keeper();
    disk.full = true;
    const controller = new AbortController();
    const waiting = kept.write(note("a"), controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ class: "canceled" });
    disk.full = false;
    clock.advance(500);
    expect(written).toEqual([]);
    expect(kept.trouble).toBeNull();
  });

  it("does not let anybody wait for something that itself waits for space", async () => {
    const { kept, note, disk } = keeper();
    const never = new Promise<void>(() => {});
    const waiting = kept.whileWritable(never);
    await settle();
    disk.full = true;
    void kept.write(note("a"));
    await expect(waiting).rejects.toMatchObject({ error: { code: "storage-full" } });
    await expect(kept.whileWritable(never)).rejects.toMatchObject({ error: { code: "storage-full" } });
  });

  it("tries what waits a last time when it stops, and leaves nothing behind", async () => {
    const { kept, note, clock, disk, written } = keeper();
    disk.full = true;
    const lost = kept.write(note("a"));
    const refused = expect(lost).rejects.toMatchObject({ error: { code: "storage-full" } });
    kept.stop();
    await refused;
    await expect(kept.write(note("b"))).rejects.toMatchObject({ error: { code: "storage-full" } });
    disk.full = false;
    expect(await kept.write(note("c"))).toBe("c");
    expect(written).toEqual(["c"]);
    expect(clock.armed).toBe(0);
  });

  it("flushes what is written aside, and answers only when a write is certain after a flush that failed", async () => {
    const { kept, note, clock, disk, written, announced } = keeper();
    expect(await kept.writeAside(note("a"))).toBe("a");
    expect(disk.flushes).toBe(1);
    let isOver = false;
    disk.failsFlush = true;
    const second = kept.writeAside(note("b")).then(() => {
      isOver = true;
    });
    await settle();
    expect([written, isOver, announced.length]).toEqual([["a", "b"], false, 1]);
    disk.failsFlush = false;
    clock.advance(500);
    await second;
    expect(written).toEqual(["a", "b"]);
  });

  it("keeps what can't be written together with others, and lets go of what is called off", async () => {
    const { kept, note, clock, disk, written, announced } = keeper();
    disk.full = true;
    const controller = new AbortController();
    const calledOff = expect(kept.writeTogether(note("a"), controller.signal)).rejects.toMatchObject({
      class: "canceled",
    });
    const both = Promise.all([kept.writeTogether(note("b")), kept.writeAside(note("c"))]);
    await settle();
    expect([written, announced.length]).toEqual([[], 1]);
    controller.abort();
    await calledOff;
    disk.full = false;
    clock.advance(500);
    expect(await both).toEqual(["b", "c"]);
    expect(written.toSorted()).toEqual(["b", "c"]);
    expect(kept.trouble).toBeNull();
  });

  it("throws at once what keeps a note from being flushed", async () => {
    const { kept, disk, touch } = keeper();
    disk.full = true;
    await expect(kept.flush(touch)).rejects.toMatchObject({ error: { code: "storage-full" } });
    await expect(kept.flush(() => {})).rejects.toMatchObject({ error: { code: "storage-full" } });
  });
});
