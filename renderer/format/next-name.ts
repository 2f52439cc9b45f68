/** A name for a second destination like another: `Room 2`, or the next number that nobody has. */
export function nextName(name: string, taken: readonly string[]): string {
  const stem = name.replace(/ \d+$/, "");
  const others = new Set(taken.map((other) => other.toLowerCase()));
  let number = 2;
  while (others.has(`${stem} ${number}`.toLowerCase())) number += 1;
  // Names have at most 80 characters.
  const tail = ` ${number}`;
  return `${stem.slice(0, 80 - tail.length)}${tail}`;
}
