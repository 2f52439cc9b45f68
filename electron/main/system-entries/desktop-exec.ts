/** A program's path as the "Exec" key wants it (Desktop Entry Specification 1.5, "The Exec key"): no path adds a command of its own. */
export function quotedExec(program: string): string {
  const quoted = program
    .replace(/["`$\\]/g, "\\$&")
    .replaceAll("\\", "\\\\")
    .replaceAll("%", "%%");
  return `"${quoted}"`;
}
