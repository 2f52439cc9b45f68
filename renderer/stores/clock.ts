/** Time as the page's stores see it; tests hand in one they can turn. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls once after a delay; the returned function calls it off. */
  after(delayMs: number, call: () => void): () => void;
}

/** The browser's own clock. */
export const browserClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};
