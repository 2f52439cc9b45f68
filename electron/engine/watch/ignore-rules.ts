import ignore from "ignore";

/** Never meant to be sent: hidden files, litter of operating systems, and what programs write while they are at it. */
const always = [
  ".*",
  "Thumbs.db",
  "desktop.ini",
  "~$*",
  "*.part",
  "*.partial",
  "*.crdownload",
  "*.download",
  "*.tmp",
  "*.swp",
  "*~",
];

/**
 * Whether a path below a watched folder is left out; `path` with `/` and relative to it. The user's rules are written as
 * in `.gitignore`; one that begins with `!` takes back a usual one. What is no rule matches nothing.
 */
export function ignoreRules(rules: readonly string[]): (path: string) => boolean {
  const matcher = ignore({ ignorecase: true })
    .add(always)
    .add([...rules]);
  return (path) => path !== "" && matcher.ignores(path);
}
