import type { Figure, Report } from "./benchmark";

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

/** Prints what is left to say when a benchmark is over. */
export function printReport(report: Report): void {
  const notes = report.notes.map((note) => `  note: ${note}\n`).join("");
  process.stdout.write(`${notes}  (${report.name}: ${report.seconds.toFixed(0)} s)\n\n`);
}
