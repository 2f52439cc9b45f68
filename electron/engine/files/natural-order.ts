import { setImmediate as nextTurn } from "node:timers/promises";

/** Names sorted, or merged, within one turn of the event loop: some 3 ms. */
const namesPerTurn = 2000;
/** From so many names on, the first ones are picked out before all are sorted. */
const manyNames = 5000;
/** How many are picked out: a window full of rows. */
const firstNames = 100;

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Orders names as people do (`2` before `10`, case ignored); names that look equal by their code units. */
export function compareNaturally(a: string, b: string): number {
  const order = collator.compare(a, b);
  if (order !== 0) return order;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The names in natural order, piece by piece, without holding up the event loop. Of many names the first few come after
 * a single pass, long before all are sorted, so that a large folder shows its first rows at once. No name may occur twice.
 */
export async function* inNaturalOrder(names: readonly string[]): AsyncGenerator<readonly string[]> {
  if (names.length < manyNames) {
    yield await sortNaturally(names);
    return;
  }
  const first = await smallest(names, firstNames);
  yield first;
  const picked = new Set(first);
  yield await sortNaturally(names.filter((name) => !picked.has(name)));
}

/** The first `count` names of the natural order, sorted. */
async function smallest(names: readonly string[], count: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [index, name] of names.entries()) {
    if (index % namesPerTurn === namesPerTurn - 1) await nextTurn();
    const last = found[count - 1];
    if (last !== undefined && compareNaturally(name, last) >= 0) continue;
    found.splice(placeOf(name, found), 0, name);
    if (found.length > count) found.pop();
  }
  return found;
}

/** Where a name belongs in a sorted list. */
function placeOf(name: string, sorted: readonly string[]): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareNaturally(name, sorted[middle] ?? "") < 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Sorts names naturally without holding up the event loop: short runs are sorted, then merged pair by pair, with a pause
 * after each few milliseconds.
 */
export async function sortNaturally(names: readonly string[]): Promise<string[]> {
  let runs: string[][] = [];
  for (let start = 0; start < names.length; start += namesPerTurn) {
    runs.push(names.slice(start, start + namesPerTurn).sort(compareNaturally));
    if (names.length > namesPerTurn) await nextTurn();
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
