import type { Curve, Figure, Report } from "./benchmark";

/** Prints a figure as soon as it is known. */
export function printFigure(figure: Figure): void {
  const verdict = figure.reached === null ? "" : figure.reached ? "   reached" : "   NOT reached";
  const goal = figure.goal === "" ? "" : `   to reach: ${figure.goal}${verdict}`;
  const lines = [
    `  ${figure.work}`,
    `      ours    ${figure.ours}`,
    ...(figure.beside === "" ? [] : [`      beside  ${figure.beside.replaceAll("`", "")}`]),
    ...(figure.ratio === "" && goal === "" ? [] : [`      ratio   ${figure.ratio || "-"}${goal}`]),
    ...(figure.loop === "" ? [] : [`      loop    ${figure.loop}`]),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** Prints the points of a curve, as many as fit. */
export function printCurve({ title, across, up, lines }: Curve): void {
  for (const { label, points } of lines) {
    const step = Math.ceil(points.length / 12);
    const shown = points.filter((_, index) => index % step === 0);
    const text = shown.map(([x, y]) => `${x < 10 ? Number(x.toFixed(1)) : Math.round(x)}: ${y.toFixed(1)}`);
    process.stdout.write(`  ${title}, ${label} (${up} by ${across})\n      ${text.join(", ")}\n`);
  }
}

/** Prints what is left to say when a benchmark is over. */
export function printReport(report: Report): void {
  const notes = report.notes.map((note) => `  note: ${note}\n`).join("");
  process.stdout.write(`${notes}  (${report.name}: ${report.seconds.toFixed(0)} s)\n\n`);
}
