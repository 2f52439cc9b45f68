import type { FollowOptions } from "./follow";
import { parseDuration } from "./settings-arguments";

/** Silence borne without `--timeout` (product.md, settled point 4), as the option takes it. */
export const defaultTimeout = "10m";

/** The text of `--timeout` in every command's help. */
export const timeoutHelp = "give up after this long without any byte or answer: seconds, or 90s, 10m, 2h";

/** Options of every command that waits for uploads. */
export interface WaitingOptions {
  readonly json?: true;
  readonly timeout: string;
}

/** What the waiting options mean. */
export function followOptions(options: WaitingOptions): FollowOptions {
  return { json: options.json === true, timeoutMs: parseDuration(options.timeout) };
}

/** Gathers an option that may be repeated. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}
