import type { UploadStateKind } from "../../../electron/shared/upload";
import type { UploadErrorCode } from "../../../electron/shared/upload-error";
import type { Flow } from "../../helpers/delivery-stage";

/** How an upload stands when the fault has been met, and what becomes of it when its time has come. */
export interface Expectation {
  readonly state: UploadStateKind;
  readonly code: UploadErrorCode | null;
  /** How it ends when what it waits for has come. */
  readonly end: UploadStateKind;
  readonly copies: number;
}

/** What a fault means, for a flow of the given kind; `kept` says that the server has the file all the same. */
export type Meaning = (flow: Flow, kept: boolean) => Expectation;

/** Provably not applied: it repeats by itself, and ends well. */
export const repeats =
  (code: UploadErrorCode): Meaning =>
  () => ({ state: "waiting", code, end: "completed", copies: 1 });

/** The word of the server: nothing is tried again. */
export const fails =
  (code: UploadErrorCode): Meaning =>
  () => ({ state: "failed", code, end: "failed", copies: 0 });

/**
 * The whole body was sent and nobody answered for it: looked up where the server can be asked, repeated where that
 * stores nothing twice, and otherwise left to the user.
 */
export const unknown: Meaning = (flow, kept) => {
  if (flow.repeatable) return { state: "waiting", code: "outcome-unknown", end: "completed", copies: 1 };
  if (flow.reconciles && kept) return { state: "completed", code: null, end: "completed", copies: 1 };
  return { state: "unconfirmed", code: "outcome-unknown", end: "unconfirmed", copies: kept ? 1 : 0 };
};

/** For the services named, something else. */
export const except =
  (usual: Meaning, others: Readonly<Record<string, Meaning>>): Meaning =>
  (flow, kept) =>
    (others[flow.name] ?? others[flow.service] ?? usual)(flow, kept);
