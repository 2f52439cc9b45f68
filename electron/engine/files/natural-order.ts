import { setImmediate as nextTurn } from "node:timers/promises";

/** Names sorted, or merged, within one turn of the event loop: some 3 ms. */
const namesPerTurn = 2000;

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Orders names as people do (`2` before `10`, case ignored); names that look equal by their code units. */
export function compareNaturally(a: string, b: string): number {
  const order = collator.compare(a, b);
  if (order !== 0) return order;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Sorts names naturally without holding up the event loop: short runs are sorted, then merged pair by pair, with a pause
 * after each few milliseconds.
 */
export async function sortNaturally(names: readonly string[]): Promise<string[]> {
  let runs: string[][] = [];
  for (let start = 0; start < names.length; start += namesPerTurn) {
    runs.push(names.slice(start, start + namesPerTurn).sort(compareNaturally));
    await nextTurn();
  }
  while (runs.length > 1) {
    const merged: string[][] = [];
    for (let index = 0; index < runs.length; index += 2) {
      merged.push(await merge(runs[index] ?? [], runs[index + 1] ?? []));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge(left: readonly string[], right: readonly string[]): Promise<string[]> {
  const merged: string[] = [];
  let fromLeft = 0;
  let fromRight = 0;
  for (;;) {
    const first = left[fromLeft];
    const second = right[fromRight];
    if (first === undefined) return merged.concat(right.slice(fromRight));
    if (second === undefined) return merged.concat(left.slice(fromLeft));
    if (compareNaturally(first, second) <= 0) {
      merged.push(first);
      fromLeft += 1;
    } else {
      merged.push(second);
      fromRight += 1;
    }
    if (merged.length % namesPerTurn === 0) await nextTurn();
  }
}
