import { useEffect, useState } from "react";

const tickMs = 1_000;

/** The time in epoch milliseconds; it moves every second while `isTicking`, and costs nothing otherwise. */
export function useNow(isTicking: boolean): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (!isTicking) return;
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, [isTicking]);
  return nowMs;
}
