import type { Clock } from "../ports";

/**
 * Does something that is to end in time: its signal is aborted after `limitMs`, or with the parent. Not
 * `AbortSignal.any([AbortSignal.timeout(…)])`: when the garbage is collected meanwhile, Node forgets to abort that
 * (nodejs/node#57736), and who waits for it waits for ever.
 */
export async function withinLimit<T>(
  clock: Clock,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
  parent?: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  const end = () => controller.abort();
  if (parent?.aborted === true) end();
  parent?.addEventListener("abort", end, { once: true });
  const callOff = clock.after(limitMs, end);
  try {
    return await work(controller.signal);
  } finally {
    callOff();
    parent?.removeEventListener("abort", end);
  }
}
