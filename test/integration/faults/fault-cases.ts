import { type Fault, faults } from "../../servers/fault-server";
import { except, fails, type Meaning, repeats, unknown } from "./expectations";
import { ownWords } from "./own-words";

/** A fault that one request of a delivery meets. */
export interface FaultCase {
  /** The row of the failure matrix and what happens. */
  readonly name: string;
  readonly fault: (service: string) => Fault;
  readonly means: Meaning;
  /** Bytes of the file; more than sockets can swallow where the body must not get through. */
  readonly size?: number;
  /** For what only ends by waiting: how many bytes of the body must have come before time passes. */
  readonly waitsAfter?: number;
  /** Only for requests that carry the file. */
  readonly withFile?: true;
}

const megabyte = 1024 * 1024;
/** More than sockets of both sides swallow while the server still reads; twice as much when it does not any more. */
const bigBytes = 16 * megabyte;
const html = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>";
const htmlHeaders = { "Content-Type": "text/html; charset=utf-8" };
const page = (status: number) => faults.reply(status, html, htmlHeaders);

const duringTheBody: readonly FaultCase[] = [
  { name: "N7: reset at once", fault: () => faults.resetAtOnce(), means: repeats("network") },
  { name: "N8: reset within the body", fault: () => faults.resetAfter(megabyte), means: repeats("network") },
  {
    name: "N8: closed within the body",
    fault: () => async (exchange) => {
      await exchange.received(megabyte);
      exchange.socket.end();
    },
    means: repeats("network"),
  },
  {
    name: "N11: no more bytes are taken",
    fault: () => faults.stallAfter(megabyte),
    means: repeats("network"),
    waitsAfter: megabyte,
    size: 2 * bigBytes,
  },
  {
    name: "N17: a sign-in page answers early",
    fault: () => async (exchange) => {
      await exchange.received(1);
      exchange.reply(200, html, { ...htmlHeaders, Connection: "close" });
      exchange.socket.end();
    },
    means: fails("bad-response"),
  },
  {
    name: "N19: an early 413, then closed",
    fault: (service) => faults.earlyReply(413, ownWords(service, "Too large"), "close"),
    means: fails("too-large"),
  },
  {
    name: "N19: an early 413, the rest is taken",
    fault: (service) => faults.earlyReply(413, ownWords(service, "Too large"), "drain"),
    means: fails("too-large"),
  },
  {
    name: "N19: an early 413, then reset",
    fault: (service) => faults.earlyReply(413, ownWords(service, "Too large"), "reset"),
    means: fails("too-large"),
  },
  {
    name: "N21: an early 401",
    fault: (service) => faults.earlyReply(401, ownWords(service, "Not signed in"), "close"),
    means: fails("auth"),
  },
  {
    name: "N30: an early 502",
    fault: () => faults.earlyReply(502, html, "close"),
    means: repeats("server-busy"),
  },
  { name: "no HTTP at all", fault: () => faults.notHttp(), means: fails("bad-response") },
];

/** The connection fails, or something else answers, while the body is being sent. */
export const beforeTheBodyIsSent: readonly FaultCase[] = duringTheBody.map((one) => ({
  size: bigBytes,
  ...one,
  withFile: true,
}));

/** The whole body came, and the answer is lost or says nothing. Each with the file kept, and not. */
export const withoutAnAnswer: readonly FaultCase[] = [
  { name: "N9: reset after the body", fault: () => faults.resetAfterBody(), means: unknown },
  { name: "N10: closed after the body", fault: () => faults.closeAfterBody(), means: unknown },
  { name: "N11: silence after the body", fault: () => faults.silence(), means: unknown, waitsAfter: 0 },
  { name: "N13: an answer that drips", fault: () => faults.drippingReply(), means: unknown, waitsAfter: 0 },
  {
    name: "N14: a cut answer",
    fault: () => faults.truncatedReply(200, '{"id":', 5000),
    means: unknown,
  },
  {
    name: "N14: an answer that stops",
    fault: () => faults.stalledReply(200, '{"id":'),
    means: unknown,
    waitsAfter: 0,
  },
  { name: "N15: an empty success", fault: () => faults.reply(200, ""), means: unknown },
  { name: "N15: a success without content", fault: () => faults.reply(204, ""), means: unknown },
  { name: "N15: a success that is no JSON", fault: () => faults.reply(200, "{id: 1"), means: unknown },
  {
    name: "N16: a success without an id",
    fault: () => faults.reply(200, '{"hello":"world"}'),
    means: unknown,
  },
  { name: "N16: a list as success", fault: () => faults.reply(200, "[]"), means: unknown },
  { name: "N17: a sign-in page", fault: () => faults.htmlPage(), means: unknown },
  {
    name: "N18: an answer of 3 MiB",
    fault: () => faults.oversizedReply(200, 3 * megabyte),
    means: unknown,
  },
  { name: "N18: a compressed bomb", fault: () => faults.gzipBomb(8 * megabyte), means: unknown },
  { name: "N18: 200 KiB of headers", fault: () => faults.hugeHeaders(200 * 1024), means: unknown },
  { name: "N30: a page with 502", fault: () => page(502), means: unknown },
  { name: "N30: a page with 504", fault: () => page(504), means: unknown },
  { name: "N30: 599", fault: () => faults.reply(599, ""), means: unknown },
  { name: "N29: a page with 500", fault: () => page(500), means: unknown },
  {
    name: "N29: an empty 500",
    fault: () => faults.reply(500, "", { "Content-Type": "text/plain" }),
    means: except(unknown, { "surgery-connect": notStored("server-error") }),
  },
];

/** The server says no although it may have the file: the copies are what it kept. */
function notStored(code: Parameters<typeof fails>[0]): Meaning {
  return (flow, kept) => ({ ...fails(code)(flow, kept), copies: kept ? 1 : 0 });
}

const refusal = (
  row: string,
  status: number,
  means: Meaning,
  headers?: Record<string, string>,
): FaultCase => ({
  name: `${row}: ${status}`,
  fault: (service) => faults.reply(status, ownWords(service, "No."), headers),
  means,
});

/** The server's own word, after the whole body. */
export const refusals: readonly FaultCase[] = [
  refusal("N21", 401, fails("auth")),
  refusal("N22", 403, fails("forbidden")),
  { name: "N22: a page with 403", fault: () => page(403), means: fails("forbidden") },
  refusal("N23", 404, except(fails("target-not-found"), { "rocket-chat": fails("endpoint-gone") })),
  refusal("N23", 405, fails("endpoint-gone")),
  refusal("N23", 410, fails("endpoint-gone")),
  refusal("N36", 407, fails("proxy")),
  refusal("N24", 409, fails("invalid-field")),
  refusal("N24", 412, fails("invalid-field")),
  refusal("N24", 423, fails("invalid-field")),
  refusal("N25", 413, fails("too-large")),
  refusal("N26", 400, fails("invalid-field")),
  refusal("N26", 415, except(fails("type-refused"), { "surgery-connect": fails("invalid-field") })),
  refusal("N26", 422, fails("invalid-field")),
  refusal("N27", 408, repeats("server-busy")),
  refusal("N27", 421, repeats("server-busy")),
  refusal("N27", 425, repeats("server-busy")),
  refusal("N28", 429, repeats("rate-limited"), { "Retry-After": "7" }),
  refusal("N29", 500, except(fails("server-error"), { easemob: repeats("server-busy") })),
  refusal("N30", 502, except(unknown, { easemob: repeats("server-busy") })),
  refusal("N30", 504, except(unknown, { easemob: repeats("server-busy") })),
  refusal("N31", 503, repeats("server-busy")),
  refusal("N31", 503, repeats("server-busy"), { "Retry-After": "30" }),
  { name: "N31: a page with 503", fault: () => page(503), means: repeats("server-busy") },
  refusal("N32", 402, fails("quota-exceeded")),
  refusal("N32", 451, fails("forbidden")),
  refusal("N32", 507, fails("quota-exceeded")),
  refusal("N30", 501, fails("endpoint-gone")),
  { name: "N17: the network wants a sign-in (511)", fault: () => page(511), means: repeats("network") },
  ...[301, 302, 303].map((status) => ({
    name: `N33: ${status} to the same server`,
    fault: () => faults.redirect("/elsewhere", status),
    means: fails("redirect-refused"),
  })),
  ...[307, 308].map((status) => ({
    name: `N34: ${status} to the same server`,
    fault: () => faults.redirect("/elsewhere", status),
    means: fails("redirect-refused"),
  })),
];
