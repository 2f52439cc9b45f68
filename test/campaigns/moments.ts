import type { WireMoment } from "../servers/observing-proxy";

/** A write of the records at which the engine kills itself: just before it, or as soon as it is on the disk. */
export interface RecordMoment {
  /** What the statement contains. */
  readonly statement: string;
  readonly when: "before" | "after";
}

/** A moment of an upload's way at which the engine is killed (reliability.md P1). */
export type Moment = { readonly name: string } & (
  | { readonly record: RecordMoment }
  | { readonly wire: WireMoment; readonly path: string }
  | { readonly afterMs: number }
);

const receipt = "INSERT INTO receipts";

/** The phases of P1, and the moments just before the ones that matter. */
export const moments: readonly Moment[] = [
  { name: "adding, not yet stored", record: { statement: "INSERT INTO uploads", when: "before" } },
  { name: "added", record: { statement: "INSERT INTO uploads", when: "after" } },
  { name: "prepared", record: { statement: "INSERT INTO attempts", when: "after" } },
  { name: "intent not yet written", record: { statement: "'sending'", when: "before" } },
  { name: "intent written", record: { statement: "'sending'", when: "after" } },
  { name: "at 0 %", wire: "head", path: "" },
  { name: "mid body", wire: "mid-body", path: "" },
  { name: "last bytes held back, not yet noted", record: { statement: "'body-sent'", when: "before" } },
  { name: "body-sent noted", record: { statement: "'body-sent'", when: "after" } },
  { name: "body at the server", wire: "body", path: "" },
  { name: "answer on its way", wire: "answer", path: "" },
  { name: "answer read", record: { statement: receipt, when: "before" } },
  { name: "between two steps", record: { statement: "resume = excluded.resume", when: "after" } },
  { name: "second step not yet noted", record: { statement: "resume = excluded.resume", when: "before" } },
  { name: "second step at the server", wire: "body", path: "mediaConfirm" },
  { name: "second step's answer on its way", wire: "answer", path: "mediaConfirm" },
  { name: "done written", record: { statement: receipt, when: "after" } },
  {
    name: "queued again at the start",
    record: { statement: "SET phase = 'idle', failures", when: "before" },
  },
];
