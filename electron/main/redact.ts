const hidden = "•••";
/** Names of things whose value is never written down. */
const secretName =
  /secret|token|password|passwd|authorization|cookie|api[-_]?key|client[-_]?key|signature|credential/i;
/** Deeper than this, details are cut off; a log line is no archive. */
const maximumDepth = 6;

/** Makes plain data of anything, with what looks like a secret taken out, so that it may be written to the log. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= maximumDepth) return "…";
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    const described = { name, message: redactText(message), stack: redactText(stack ?? "") };
    return cause === undefined ? described : { ...described, cause: redact(cause, depth + 1) };
  }
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretName.test(key) ? hidden : redact(item, depth + 1),
    ]),
  );
}

/** Takes user names, passwords and queries out of URLs, and credentials out of header-like text. */
export function redactText(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"']*@/gi, `$1${hidden}@`)
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s?#"']*)\?[^\s#"']*/gi, `$1?${hidden}`)
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]+/gi, `$1 ${hidden}`)
    .replace(
      /\b([\w-]*(?:secret|token|password|authorization|api[-_]?key)[\w-]*["']?\s*[:=]\s*["']?)[^\s"',;&}]+/gi,
      `$1${hidden}`,
    );
}
