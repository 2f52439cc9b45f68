import { Failure, toFailure } from "../failure";
import type { ExchangeOptions, FileBody, HttpClient, HttpReply, RequestPlan } from "../http/http-client";
import type { Clock } from "../ports";
import type { JobFile, SharedRequest } from "../services/service";

/** Who may share a request waits this long for others after the last one came, milliseconds. */
const gatherMs = 150;

/** One upload's part in a request that may carry several. */
export interface Passage {
  readonly destinationId: string;
  /** Requests of this destination side by side. */
  readonly parallel: number;
  readonly request: RequestPlan;
  readonly sharing: SharedRequest;
  readonly file: JobFile;
  /** Its place among the others: ascending. */
  readonly position: number;
  /** As for a request of its own; progress and body's end are told in this file's own terms. */
  readonly options: ExchangeOptions & { readonly file: FileBody };
}

/** The answer, and the files that the request carried, this one among them, in their order. */
export interface Arrival {
  readonly reply: HttpReply;
  readonly together: readonly JobFile[];
}

interface Member {
  readonly passage: Passage;
  /** The one it is in; null before and after. */
  convoy: Convoy | null;
  settled: boolean;
  /** Each of these settles it, once. */
  arrive(arrival: Arrival): void;
  fail(thrown: unknown): void;
}

interface Convoy {
  readonly place: string;
  readonly members: Set<Member>;
  callOff: () => void;
  /** Null until it is under way. */
  controller: AbortController | null;
  /** The last byte was handed over, or is about to be: nobody can be taken out of the request any more. */
  isEnding: boolean;
  /** Somebody left while it was under way; the others go again. */
  isBroken: boolean;
}

/**
 * Makes one request of what several uploads would send at the same time. Each upload stays a task of its own, with its own
 * record, its own stop and its own reading of the answer; who leaves, or whose file fails, leaves alone: as long as the body
 * has not been sent whole, nothing was applied (product.md), and the others go again in a new request.
 */
export class Convoys {
  readonly #gathering = new Map<string, Convoy>();
  /** Complete, and waiting for a request's end. */
  readonly #ready: Convoy[] = [];
  readonly #underWay = new Map<string, number>();
  readonly #http: HttpClient;
  readonly #clock: Clock;

  constructor(http: HttpClient, clock: Clock) {
    this.#http = http;
    this.#clock = clock;
  }

  /** Sends an upload's request, with others where there are any. Settles as `HttpClient.exchange` does. */
  travel(passage: Passage): Promise<Arrival> {
    return new Promise((arrive, fail) => {
      const { signal } = passage.options;
      const settle = () => {
        member.settled = true;
        signal.removeEventListener("abort", leave);
      };
      const member: Member = {
        passage,
        convoy: null,
        settled: false,
        arrive: (arrival) => {
          settle();
          arrive(arrival);
        },
        fail: (thrown) => {
          settle();
          fail(toFailure(thrown, "permanent", "server-error"));
        },
      };
      const leave = () => this.#leave(member);
      if (signal.aborted) return member.fail(new Failure("canceled", "canceled"));
      signal.addEventListener("abort", leave);
      this.#gather(member);
    });
  }

  #gather(member: Member): void {
    const { destinationId, sharing } = member.passage;
    const place = `${destinationId}\n${sharing.key}`;
    const found = this.#gathering.get(place);
    // Two files that nobody could tell apart in the answer go one after the other.
    if (found !== undefined && hasTwin(found, member)) this.#complete(found);
    const convoy = this.#gathering.get(place) ?? newConvoy(place);
    this.#gathering.set(place, convoy);
    convoy.members.add(member);
    member.convoy = convoy;
    convoy.callOff();
    if (convoy.members.size >= sharing.limit) this.#complete(convoy);
    else convoy.callOff = this.#clock.after(gatherMs, () => this.#complete(convoy));
  }

  #complete(convoy: Convoy): void {
    convoy.callOff();
    this.#gathering.delete(convoy.place);
    if (convoy.members.size > 0) this.#ready.push(convoy);
    this.#depart();
  }

  #depart(): void {
    for (const convoy of [...this.#ready]) {
      const [first] = convoy.members;
      const { destinationId = "", parallel = 0 } = first?.passage ?? {};
      const running = this.#underWay.get(destinationId) ?? 0;
      if (first !== undefined && running >= parallel) continue;
      this.#ready.splice(this.#ready.indexOf(convoy), 1);
      if (first === undefined) continue;
      this.#underWay.set(destinationId, running + 1);
      void this.#send(convoy).finally(() => {
        this.#underWay.set(destinationId, (this.#underWay.get(destinationId) ?? 1) - 1);
        this.#depart();
      });
    }
  }

  /** Never rejects: every member is told. */
  async #send(convoy: Convoy): Promise<void> {
    const members = [...convoy.members].sort((one, other) => one.passage.position - other.passage.position);
    const controller = new AbortController();
    convoy.controller = controller;
    const faulty = new Set<Member>();
    try {
      const options = exchangeOf(convoy, members, controller.signal, (member) => faulty.add(member));
      const reply = await this.#http.exchange(requestOf(members), options);
      const together = members.map(({ passage }) => passage.file);
      for (const member of members) if (!member.settled) member.arrive({ reply, together });
    } catch (thrown) {
      const goesOn = faulty.size > 0 || convoy.isBroken;
      for (const member of members) {
        if (member.settled) continue;
        if (goesOn && !faulty.has(member)) this.#gather(member);
        else member.fail(thrown);
      }
    }
  }

  /** Takes a member out; a request that is under way without its last byte begins anew without it. */
  #leave(member: Member): void {
    const { convoy } = member;
    convoy?.members.delete(member);
    if (convoy?.controller != null && !convoy.isEnding) {
      convoy.isBroken = true;
      convoy.controller.abort();
    }
    if (convoy?.members.size === 0) convoy.callOff();
    member.fail(new Failure("canceled", "canceled"));
  }
}

function newConvoy(place: string): Convoy {
  return {
    place,
    members: new Set(),
    callOff: () => {},
    controller: null,
    isEnding: false,
    isBroken: false,
  };
}

/** Answers are told apart by name and size, because their order is not promised (services.md 4.1). */
function hasTwin(convoy: Convoy, member: Member): boolean {
  const { name, size } = member.passage.file;
  return [...convoy.members].some(({ passage }) => {
    const other = passage.file;
    return other.size === size && other.name.normalize("NFC") === name.normalize("NFC");
  });
}

function requestOf(members: readonly Member[]): RequestPlan {
  const [first, second] = members;
  if (first === undefined) throw new TypeError("a request needs somebody who sends it");
  const requests = members.map(({ passage }) => passage.request);
  return second === undefined ? first.passage.request : first.passage.sharing.combine(requests);
}

/** One exchange that tells each member its own part: its bytes, and that the body, with its file in it, is about to end. */
function exchangeOf(
  convoy: Convoy,
  members: readonly Member[],
  signal: AbortSignal,
  atFault: (member: Member) => void,
): ExchangeOptions {
  const { file: _file, ...common } = members[0]?.passage.options ?? {};
  const files = members.map((member) => watched(member.passage.options.file, () => atFault(member)));
  return {
    ...(common as ExchangeOptions),
    signal,
    files,
    onProgress: (totalBytes) => {
      let before = 0;
      for (const { passage } of members) {
        const { size } = passage.options.file;
        passage.options.onProgress?.(Math.min(size, Math.max(0, totalBytes - before)));
        before += size;
      }
    },
    onBodyEnding: async () => {
      const note = async (member: Member) => {
        try {
          await member.passage.options.onBodyEnding?.();
        } catch (thrown) {
          atFault(member);
          throw thrown;
        }
      };
      await Promise.all(members.map(note));
      convoy.isEnding = !convoy.isBroken;
    },
    onBodySent: () => {
      for (const { passage } of members) passage.options.onBodySent?.();
    },
  };
}

/** The file, with word of whose it was when it can't be read to its end. */
function watched(file: FileBody, atFault: () => void): FileBody {
  return {
    size: file.size,
    stream: () => file.stream().once("error", atFault),
  };
}
