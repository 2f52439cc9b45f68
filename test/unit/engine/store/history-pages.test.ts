import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { walkFromNewest } from "../../../../electron/engine/engine-api";
import { countedMatches } from "../../../../electron/engine/store/history-pages";
import { foldText } from "../../../../electron/engine/store/search";
import {
  type FileType,
  fileTypes,
  type HistoryFilter,
  wholeHistory,
} from "../../../../electron/shared/history-filter";
import type { Upload } from "../../../../electron/shared/upload";
import { fillHistory } from "../../../helpers/fill-history";
import { addedAt, newUpload, openStore, receipt } from "./store-fixture";

const contentTypes: Readonly<Record<FileType, readonly string[]>> = {
  images: ["image/png", "image/heic"],
  videos: ["video/mp4"],
  audio: ["audio/mpeg"],
  documents: [
    "application/pdf",
    "text/csv",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.oasis.opendocument.text",
  ],
  other: ["application/zip", "application/octet-stream", "font/woff2"],
};

/** One upload to be delivered, or canceled. */
interface Sent {
  readonly name: string;
  readonly type: FileType;
  readonly variant: number;
  readonly destination: number;
  readonly isCanceled: boolean;
  /** Milliseconds after the one before. */
  readonly laterMs: number;
}

const letters = fc.constantFrom(..."abAB1_. é同合\"'%");
const sent: fc.Arbitrary<Sent> = fc.record({
  name: fc.string({ unit: letters, minLength: 1, maxLength: 8 }),
  type: fc.constantFrom(...fileTypes),
  variant: fc.nat(3),
  destination: fc.nat(2),
  isCanceled: fc.boolean(),
  laterMs: fc.nat(5_000),
});

type Opened = ReturnType<typeof openStore>;

function settle({ store, clock }: Opened, one: Sent): string {
  const types = contentTypes[one.type];
  const row = newUpload(one.name, {
    contentType: types[one.variant % types.length] ?? "image/png",
    destinationId: `destination-${one.destination}`,
    destinationName: `Room ${one.destination}`,
  });
  const [id = ""] = store.insert([row], addedAt);
  clock.advance(one.laterMs);
  if (one.isCanceled) store.setState(id, { kind: "canceled" });
  else {
    store.setState(id, { kind: "preparing" });
    store.complete(id, receipt, {});
  }
  return id;
}

/** What a search over all rows, one by one, would find. */
function fits(upload: Upload, search: string, filter: HistoryFilter): boolean {
  const text = foldText(`${upload.relativePath}\n${upload.destinationName}`);
  const words = foldText(search)
    .split(/\s+/)
    .filter((word) => word !== "");
  const endedAt = upload.completedAt ?? "";
  return (
    words.every((word) => text.includes(word)) &&
    (filter.destinationId === null || upload.destinationId === filter.destinationId) &&
    (filter.type === null || contentTypes[filter.type].includes(upload.contentType)) &&
    (filter.state === null || upload.state.kind === filter.state) &&
    (filter.from === null || endedAt >= filter.from) &&
    (filter.to === null || endedAt < filter.to)
  );
}

describe("the history", () => {
  it("finds by words, filters and dates together exactly what a look at every row finds, newest first", () => {
    fc.assert(
      fc.property(
        fc.array(sent, { maxLength: 25 }),
        fc.string({ unit: letters, maxLength: 5 }),
        fc.option(fc.constantFrom(...fileTypes)),
        fc.option(fc.constantFrom("completed" as const, "canceled" as const)),
        fc.option(fc.nat(3)),
        fc.option(fc.nat(60_000)),
        fc.option(fc.nat(60_000)),
        (uploads, search, type, state, destination, fromMs, toMs) => {
          const opened = openStore();
          const startMs = opened.clock.now();
          const ids = uploads.map((one) => settle(opened, one));
          const isoAt = (ms: number | null) => (ms === null ? null : new Date(startMs + ms).toISOString());
          const filter: HistoryFilter = {
            type,
            state,
            destinationId: destination === null ? null : `destination-${destination}`,
            from: isoAt(fromMs),
            to: isoAt(toMs),
          };
          const page = opened.store.page({ list: "history", search, history: filter, offset: 0, limit: 100 });
          const expected = ids
            .map((id) => opened.store.get(id))
            .filter((upload) => upload !== null && fits(upload, search, filter))
            .map((upload) => upload?.id)
            .reverse();
          expect(page.rows.map((row) => row.id)).toEqual(expected);
          expect(page.total).toBe(expected.length);
          opened.database.close();
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  it("does not take the signs that rows are filtered by for letters of a name", () => {
    const opened = openStore();
    settle(opened, { name: "'", type: "images", variant: 0, destination: 0, isCanceled: true, laterMs: 0 });
    const found = (search: string) =>
      opened.store.page({ list: "history", search, offset: 0, limit: 10 }).rows.map(({ name }) => name);
    for (const letter of ["a", "i", "v", "d"]) expect(found(letter)).toEqual([]);
    expect(found("'")).toEqual(["'"]);
    expect(found("0")).toEqual(["'"]);
    opened.database.close();
  });

  it("keeps its numbers right when uploads leave it again or are removed", () => {
    const opened = openStore();
    const one = { name: "plan", variant: 0, destination: 1, laterMs: 1 };
    const [picture = "", canceled = ""] = [
      settle(opened, { ...one, type: "images", isCanceled: false }),
      settle(opened, { ...one, type: "images", isCanceled: true }),
      settle(opened, { ...one, type: "videos", isCanceled: false }),
    ];
    const totals = (part: Partial<HistoryFilter>) =>
      opened.store.page({
        list: "history",
        search: "",
        history: { ...wholeHistory, ...part },
        offset: 0,
        limit: 9,
      }).total;
    expect([totals({}), totals({ type: "images" }), totals({ state: "canceled" })]).toEqual([3, 2, 1]);
    opened.store.setState(canceled, { kind: "queued" });
    expect([totals({}), totals({ type: "images" }), totals({ state: "canceled" })]).toEqual([2, 1, 0]);
    opened.store.remove([picture]);
    expect([totals({}), totals({ type: "images" }), totals({ type: "videos" })]).toEqual([1, 0, 1]);
    expect(totals({ destinationId: "destination-1" })).toBe(1);
    expect(totals({ destinationId: "gone" })).toBe(0);
  });

  it("is walked from new to old without missing or repeating a row, also while others come", () => {
    const opened = openStore();
    fillHistory(opened.database, 1_200);
    const walked: string[] = [];
    for (let before: number | null = walkFromNewest; before !== null; ) {
      const page = opened.store.page({ list: "history", search: "", before, offset: 0, limit: 500 });
      walked.push(...page.rows.map((row) => row.id));
      if (walked.length === 500)
        settle(opened, {
          name: "late",
          type: "audio",
          variant: 0,
          destination: 0,
          isCanceled: true,
          laterMs: 1,
        });
      before = page.next ?? null;
    }
    expect(walked).toHaveLength(1_200);
    expect(new Set(walked).size).toBe(1_200);
    expect(walked[0]).toBe("fill00001200");
  });

  it("gives the ids of all that a search finds, the newest first, in parts that leave nothing out", () => {
    const { store, database } = openStore();
    fillHistory(database, 3_000);
    for (const query of [
      { search: "" },
      { search: "img_" },
      { search: "g", history: { ...wholeHistory, type: "images" as const } },
    ]) {
      const ids: string[] = [];
      for (let before: number | null = walkFromNewest; before !== null; ) {
        const part = store.historyIds({ ...query, before, limit: 700 });
        ids.push(...part.ids);
        before = part.next;
      }
      const pages = [0, 500, 1_000, 1_500, 2_000, 2_500].flatMap((offset) => [
        ...store.page({ list: "history", ...query, offset, limit: 500 }).rows,
      ]);
      expect(ids).toEqual(pages.map(({ id }) => id));
    }
    expect(store.historyIds({ search: "nothing like it", before: walkFromNewest, limit: 9 })).toEqual({
      ids: [],
      next: null,
    });
  });

  it("stops counting a search that finds too much, and says so", () => {
    const { store, database } = openStore();
    fillHistory(database, 3 * countedMatches + 9_000);
    const search = (offset: number) => store.page({ list: "history", search: "img_", offset, limit: 100 });
    expect(search(0)).toMatchObject({ total: countedMatches, isTotalMinimum: true });
    expect(search(0).rows).toHaveLength(100);
    expect(search(countedMatches + 400).rows).toHaveLength(100);
    const exact = store.page({ list: "history", search: "img_0292", offset: 0, limit: 100 });
    expect(exact.total).toBe(exact.rows.length);
    expect(exact.isTotalMinimum).toBeUndefined();
  });
});
