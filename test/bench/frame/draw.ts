import type { Curve } from "./benchmark";

const width = 640;
const height = 300;
const [left, right, top, bottom] = [64, 16, 34, 46];
const colours = ["#2458c5", "#b4531a", "#2c7a4b"];

type Scale = (value: number) => number;

/** An axis: where a value lies between 0 and 1, and which values are written beside it. */
interface Axis {
  readonly at: Scale;
  readonly marks: readonly number[];
}

function linear(values: readonly number[]): Axis {
  const highest = Math.max(...values, Number.MIN_VALUE);
  const rough = highest / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * magnitude).find((each) => each >= rough) ?? rough;
  const end = Math.ceil(highest / step) * step;
  const marks = Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step);
  return { at: (value) => Math.max(0, value) / end, marks };
}

function logarithmic(values: readonly number[]): Axis {
  const positive = values.filter((value) => value > 0);
  const low = Math.floor(Math.log10(Math.min(...positive)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...positive))));
  const marks = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  return { at: (value) => (Math.log10(value) - low) / (high - low), marks };
}

function number(value: number): string {
  if (value >= 1_000_000) return `${value / 1_000_000}M`;
  return value >= 1_000 ? `${value / 1_000}k` : String(Number(value.toPrecision(3)));
}

/** Draws a curve as a picture of its own, readable on light and dark pages alike. */
export function drawCurve({ title, across, up, isLogarithmic, lines }: Curve): string {
  const points = lines.flatMap((line) => line.points);
  const axis = isLogarithmic ? logarithmic : linear;
  const [horizontal, vertical] = [axis(points.map(([x]) => x)), axis(points.map(([, y]) => y))];
  const x = (value: number) => (left + horizontal.at(value) * (width - left - right)).toFixed(1);
  const y = (value: number) => (height - bottom - vertical.at(value) * (height - top - bottom)).toFixed(1);
  const marks = [
    ...horizontal.marks.map(
      (mark) =>
        `<path d="M${x(mark)} ${top}V${height - bottom}" stroke="#e3e6ea"/><text x="${x(mark)}" y="${height - bottom + 16}" text-anchor="middle">${number(mark)}</text>`,
    ),
    ...vertical.marks.map(
      (mark) =>
        `<path d="M${left} ${y(mark)}H${width - right}" stroke="#e3e6ea"/><text x="${left - 8}" y="${Number(y(mark)) + 4}" text-anchor="end">${number(mark)}</text>`,
    ),
  ];
  const drawn = lines.map(({ label, points: line }, index) => {
    const colour = colours[index % colours.length];
    const path = line
      .map(([across_, up_], place) => `${place === 0 ? "M" : "L"}${x(across_)} ${y(up_)}`)
      .join("");
    const key = `<text x="${width - right}" y="${20 + index * 14}" text-anchor="end" fill="${colour}">${label}</text>`;
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"/>${key}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="11" fill="#3c434c" role="img" aria-label="${title}">
<rect width="${width}" height="${height}" fill="#ffffff"/>
<text x="${left}" y="20" font-size="13" fill="#16191d">${title}</text>
${[...marks, ...drawn].join("\n")}
<text x="${left + (width - left - right) / 2}" y="${height - 10}" text-anchor="middle">${across}</text>
<text x="16" y="${top + (height - top - bottom) / 2}" text-anchor="middle" transform="rotate(-90 16 ${top + (height - top - bottom) / 2})">${up}</text>
</svg>
`;
}
