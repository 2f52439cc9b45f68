/** Median and the two ends of some measurements. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Sorts numbers into their spread. Throws for none. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: percentile(values, 0.5), low: percentile(values, 0), high: percentile(values, 1) };
}

/** The number below which this share of all lies. Throws for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((first, second) => first - second);
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (found === undefined) throw new RangeError("nothing was measured");
  return found;
}

/**
 * Measures several ways side by side: first each once for nothing (caches fill, code is compiled), then rounds in which
 * each has its turn, in an order that turns round each time, so that what else happens on the computer meets all alike.
 */
export async function interleaved<Name extends string>(
  rounds: number,
  ways: Readonly<Record<Name, () => Promise<number>>>,
  warmUps = 1,
): Promise<Readonly<Record<Name, readonly number[]>>> {
  const names = Object.keys(ways) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const value = await ways[name]();
      if (round >= 0) measured[name].push(value);
    }
  }
  return measured;
}

/** The quotient of each round, so that what slowed a whole round down does not count. */
export function quotients(above: readonly number[], below: readonly number[]): Spread {
  return spreadOf(above.map((value, round) => value / (below[round] ?? Number.NaN)));
}

/** "612 ms (590–640)" */
export function told({ median, low, high }: Spread, digits: number, unit: string): string {
  const text = (value: number) =>
    value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const range = low === high ? "" : ` (${text(low)}–${text(high)})`;
  return `${text(median)}${unit === "" ? "" : ` ${unit}`}${range}`;
}

/** Waits. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
