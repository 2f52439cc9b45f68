/** The commands of `waybill`, as the first word of its arguments. */
export const commandNames = [
  "services",
  "destinations",
  "upload",
  "run",
  "queue",
  "history",
  "retry",
  "cancel",
  "resolve",
  "download",
  "delete",
  "practice",
  "help",
] as const;

const ownFlags = ["--help", "-h", "--version", "-V"];

/** The arguments without `--profile DIR`, which may stand in front of a command and in front of the window's files. */
function withoutProfile(argv: readonly string[]): readonly string[] {
  const rest: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? "";
    if (word === "--profile") index += 1;
    else if (!word.startsWith("--profile=")) rest.push(word);
  }
  return rest;
}

/**
 * Whether the arguments (without program and script) are for the command line: a command, `--help` or `--version`.
 * Everything else, files without a command included, is for the window.
 */
export function isCommandLine(argv: readonly string[]): boolean {
  const [first] = withoutProfile(argv);
  if (first === undefined) return false;
  return ownFlags.includes(first) || commandNames.some((name) => name === first);
}
