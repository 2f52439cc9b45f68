import { describe, expect, it } from "vitest";
import { WriteGroup } from "../../../../electron/engine/queue/write-group";

/** A group over records that note their transactions; flushes end when they are told to. */
function stage() {
  const transactions: string[][] = [];
  const flushes: (() => void)[] = [];
  let present: string[] = [];
  const group = new WriteGroup({
    soon: (work) => {
      present = [];
      const result = work();
      transactions.push(present);
      return result;
    },
    flushed: () => new Promise<void>((over) => flushes.push(over)),
  });
  const note = (what: string) => () => {
    present.push(what);
    return what;
  };
  return { group, note, transactions, flushes };
}

/** For what nobody calls off. */
const never = new AbortController().signal;

/** More turns of the event loop than a write waits for others. */
async function someTurns(): Promise<void> {
  for (let turns = 0; turns < 10; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe("WriteGroup", () => {
  it("makes one transaction and one flush of what is written in the same turn", async () => {
    const { group, note, transactions, flushes } = stage();
    const aside = [group.writeAndFlush(note("a")), group.writeAndFlush(note("b"))];
    expect(await group.write(note("c"))).toBe("c");
    expect(transactions).toEqual([["a", "b", "c"]]);
    expect(flushes.length).toBe(1);
    const written = await Promise.all(aside);
    expect(written.map(({ result }) => result)).toEqual(["a", "b"]);
    let isFlushed = false;
    const both = Promise.all(written.map(({ flushed }) => flushed)).then(() => {
      isFlushed = true;
    });
    await someTurns();
    expect(isFlushed).toBe(false);
    flushes[0]?.();
    await both;
  });

  it("flushes nothing for those who do not wait for the disk", async () => {
    const { group, note, flushes } = stage();
    await group.write(note("a"));
    expect(flushes.length).toBe(0);
  });

  it("gathers what waits for the disk while a flush is under way, and holds up nothing else", async () => {
    const { group, note, transactions, flushes } = stage();
    await group.writeAndFlush(note("a"));
    const later = [group.writeAndFlush(note("b")), group.writeAndFlush(note("c"))];
    await someTurns();
    expect(transactions).toEqual([["a"]]);
    flushes[0]?.();
    await Promise.all(later);
    expect(transactions).toEqual([["a"], ["b", "c"]]);
    expect(await group.write(note("d"))).toBe("d");
  });

  it("does again one by one what fails together, so that only the faulty one is told", async () => {
    const { group, note, transactions } = stage();
    const bad = () => {
      throw new TypeError("no");
    };
    const all = await Promise.allSettled([group.write(note("a")), group.write(bad), group.write(note("b"))]);
    expect(all.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(transactions).toEqual([["a"], ["b"]]);
  });

  it("tells whoever joins of the commit before anybody else can act on it", async () => {
    const { group, note, transactions } = stage();
    const told: string[] = [];
    const other = group.write(note("a")).then(() => told.push("a, later"));
    group.join(
      note("b"),
      () => told.push("b"),
      () => told.push("no"),
      never,
    );
    const bad = () => {
      throw new TypeError("no");
    };
    group.join(
      bad,
      () => told.push("bad"),
      () => told.push("refused"),
      never,
    );
    await other;
    expect(told).toEqual(["b", "refused", "a, later"]);
    expect(transactions).toEqual([["a"], ["b"]]);
  });

  it("does not write what is called off before its turn", async () => {
    const { group, note, transactions } = stage();
    const controller = new AbortController();
    const waiting = expect(group.write(note("a"), controller.signal)).rejects.toMatchObject({
      class: "canceled",
    });
    controller.abort();
    await waiting;
    expect(await group.write(note("b"))).toBe("b");
    expect(transactions).toEqual([["b"]]);
  });
});
