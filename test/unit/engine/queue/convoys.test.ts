import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { Failure } from "../../../../electron/engine/failure";
import type {
  ExchangeOptions,
  FileBody,
  HttpClient,
  HttpReply,
  RequestPlan,
} from "../../../../electron/engine/http/http-client";
import { type Arrival, Convoys } from "../../../../electron/engine/queue/convoys";
import type { SharedRequest } from "../../../../electron/engine/services/service";
import { FakeClock } from "../../../helpers/fake-clock";

const reply: HttpReply = {
  status: 200,
  headers: {},
  text: "",
  json: undefined,
  url: "",
  receivedAtMs: Date.now(),
  bodySentWhole: true,
};
const route = { proxy: "", caCertificate: "", allowInsecureHttp: false };

/** A request as the network has it, answered by the test. */
interface Sent {
  readonly plan: RequestPlan;
  readonly options: ExchangeOptions;
  answer(): void;
  fail(thrown: unknown): void;
}

/** A network that does nothing by itself, except that an aborted request ends as the real one does. */
class HeldNetwork implements HttpClient {
  readonly sent: Sent[] = [];

  exchange(plan: RequestPlan, options: ExchangeOptions): Promise<HttpReply> {
    return new Promise((resolve, reject) => {
      options.signal.addEventListener("abort", () => reject(new Failure("canceled", "canceled")));
      this.sent.push({ plan, options, answer: () => resolve(reply), fail: reject });
    });
  }

  download(): Promise<never> {
    return Promise.reject(new Error("nothing is downloaded here"));
  }

  isLocal(): boolean {
    return true;
  }

  abandon(): void {}

  close(): void {}

  /** The names that each request carried, in order. */
  names(): readonly string[] {
    return this.sent.map(({ plan }) => plan.url);
  }
}

const sharing: SharedRequest = {
  key: "k",
  limit: 3,
  combine: (requests) => ({
    method: "POST",
    url: requests.map(({ url }) => url).join("+"),
    headers: {},
    body: null,
  }),
};

interface Traveller {
  readonly stop: AbortController;
  readonly progress: number[];
  endings: number;
  outcome: Arrival | Failure | null;
}

function setUp(parallel = 9) {
  const clock = new FakeClock();
  const http = new HeldNetwork();
  const convoys = new Convoys(http, clock);
  const travel = (
    name: string,
    more: { size?: number; stream?: FileBody["stream"]; sharing?: SharedRequest; position?: number } = {},
  ) => {
    const { size = 10 } = more;
    const stop = new AbortController();
    const traveller: Traveller = { stop, progress: [], endings: 0, outcome: null };
    const passage = convoys.travel({
      destinationId: "d",
      parallel,
      request: { method: "POST", url: name, headers: {}, body: null },
      sharing: more.sharing ?? sharing,
      file: { name, size, contentType: "text/plain" },
      position: more.position ?? name.charCodeAt(0),
      options: {
        route,
        signal: stop.signal,
        file: { size, stream: more.stream ?? (() => Readable.from([Buffer.alloc(size)])) },
        onProgress: (bytes) => traveller.progress.push(bytes),
        onBodyEnding: () => {
          traveller.endings += 1;
        },
      },
    });
    passage.then(
      (arrival) => {
        traveller.outcome = arrival;
      },
      (failure: Failure) => {
        traveller.outcome = failure;
      },
    );
    return traveller;
  };
  return { clock, http, travel };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a request of several uploads", () => {
  it("leaves at once when it is full, and a little after the last one came otherwise", async () => {
    const { clock, http, travel } = setUp();
    for (const name of ["a", "b", "c", "d"]) travel(name);
    expect(http.names()).toEqual(["a+b+c"]);
    clock.advance(149);
    travel("e");
    clock.advance(149);
    expect(http.names()).toHaveLength(1);
    clock.advance(1);
    expect(http.names()).toEqual(["a+b+c", "d+e"]);
  });

  it("is the upload's own request when nobody else comes", async () => {
    const { clock, http, travel } = setUp();
    const alone = travel("a");
    clock.advance(150);
    http.sent[0]?.answer();
    await settle();
    expect(alone.outcome).toMatchObject({ reply, together: [{ name: "a" }] });
  });

  it("answers every member with the files that went together, in their order", async () => {
    const { http, travel } = setUp();
    const all = ["a", "b", "c"].map((name) => travel(name));
    http.sent[0]?.answer();
    await settle();
    for (const { outcome } of all) {
      expect(outcome).toMatchObject({ together: [{ name: "a" }, { name: "b" }, { name: "c" }] });
    }
  });

  it("keeps the order of the queue, whoever was ready first", () => {
    const { http, travel } = setUp();
    travel("late", { position: 3 });
    travel("early", { position: 1 });
    travel("middle", { position: 2 });
    expect(http.names()).toEqual(["early+middle+late"]);
  });

  it("never mixes what must not be together: other keys, or two files that no answer could tell apart", () => {
    const { clock, http, travel } = setUp();
    travel("a");
    travel("b", { sharing: { ...sharing, key: "other" } });
    travel("a");
    travel("a", { size: 11 });
    clock.advance(150);
    expect(http.names()).toEqual(["a", "b", "a+a"]);
  });

  it("holds to the destination's number of requests at a time", async () => {
    const { http, travel } = setUp(1);
    for (const name of ["a", "b", "c", "d", "e", "f"]) travel(name);
    expect(http.names()).toEqual(["a+b+c"]);
    http.sent[0]?.fail(new Failure("transient", "network"));
    await settle();
    expect(http.names()).toEqual(["a+b+c", "d+e+f"]);
  });

  it("tells each upload the progress of its own file", () => {
    const { http, travel } = setUp();
    const all = [travel("a", { size: 10 }), travel("b", { size: 0 }), travel("c", { size: 30 })];
    for (const bytes of [4, 10, 25, 40]) http.sent[0]?.options.onProgress?.(bytes);
    expect(all.map(({ progress }) => progress)).toEqual([
      [4, 10, 10, 10],
      [0, 0, 0, 0],
      [0, 0, 15, 30],
    ]);
  });

  it("goes again without the one that leaves before the body was sent whole", async () => {
    const { clock, http, travel } = setUp();
    const [first, second, third] = [travel("a"), travel("b"), travel("c")];
    second.stop.abort();
    await settle();
    expect(second.outcome).toMatchObject({ class: "canceled" });
    expect(http.sent[0]?.options.signal.aborted).toBe(true);
    clock.advance(150);
    expect(http.names()).toEqual(["a+b+c", "a+c"]);
    http.sent[1]?.answer();
    await settle();
    expect(first.outcome).toMatchObject({ reply });
    expect(third.outcome).toMatchObject({ reply });
  });

  it("lets one leave by itself once the body was sent whole: the others get their answer", async () => {
    const { http, travel } = setUp();
    const [first, second, third] = [travel("a"), travel("b"), travel("c")];
    await http.sent[0]?.options.onBodyEnding?.();
    expect([first, second, third].map(({ endings }) => endings)).toEqual([1, 1, 1]);
    second.stop.abort();
    await settle();
    expect(second.outcome).toMatchObject({ class: "canceled" });
    expect(http.sent[0]?.options.signal.aborted).toBe(false);
    http.sent[0]?.answer();
    await settle();
    expect(first.outcome).toMatchObject({ reply });
    expect(http.names()).toEqual(["a+b+c"]);
  });

  it("goes again without the one whose file fails, and only that one is told of it", async () => {
    const { clock, http, travel } = setUp();
    const changed = new Failure("local", "file-changed");
    const broken = new Readable({ read: () => broken.destroy(changed) });
    const [first, second] = [travel("a"), travel("b", { stream: () => broken }), travel("c")];
    http.sent[0]?.options.files?.[1]?.stream().resume();
    await settle();
    http.sent[0]?.fail(changed);
    await settle();
    expect(second.outcome).toBe(changed);
    clock.advance(150);
    expect(http.names()).toEqual(["a+b+c", "a+c"]);
    http.sent[1]?.answer();
    await settle();
    expect(first.outcome).toMatchObject({ reply });
  });

  it("tells everybody of what concerns the request", async () => {
    const { clock, http, travel } = setUp();
    const all = [travel("a"), travel("b"), travel("c")];
    const lost = new Failure("unknown", "outcome-unknown");
    http.sent[0]?.fail(lost);
    await settle();
    expect(all.map(({ outcome }) => outcome)).toEqual([lost, lost, lost]);
    clock.advance(1_000);
    expect(http.names()).toHaveLength(1);
  });

  it("sends nothing of who left before it was under way, and nothing at all when all have left", async () => {
    const { clock, http, travel } = setUp();
    const [first, second] = [travel("a"), travel("b")];
    first.stop.abort();
    second.stop.abort();
    await settle();
    clock.advance(1_000);
    expect(http.sent).toEqual([]);
    const late = travel("c");
    clock.advance(150);
    expect(http.names()).toEqual(["c"]);
    http.sent[0]?.answer();
    await settle();
    expect(late.outcome).toMatchObject({ reply });
  });
});
