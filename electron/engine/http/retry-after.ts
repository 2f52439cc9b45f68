/** What a server may ask for: at least a second, so that nobody spins; at most six hours, so that nobody waits for ever. */
const shortestMs = 1000;
const longestMs = 6 * 60 * 60 * 1000;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const imfFixdate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) (\w{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const rfc850 =
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d{2})-(\w{3})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const asctime = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\w{3}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;

/**
 * How long a `Retry-After` asks to wait, in milliseconds within [1 s, 6 h]: seconds, or a date in one of HTTP's three
 * forms, measured against the server's own `Date` where it sent one (clocks differ). Null for anything else.
 */
export function parseRetryAfter(
  value: string | undefined,
  nowMs: number,
  dateHeader: string | undefined,
): number | null {
  const text = value?.trim() ?? "";
  if (/^\d+$/.test(text)) return clampWait(Number(text) * 1000);
  const untilMs = parseHttpDate(text, nowMs);
  if (untilMs === null) return null;
  const serverNowMs = parseHttpDate(dateHeader?.trim() ?? "", nowMs) ?? nowMs;
  return clampWait(untilMs - serverNowMs);
}

/** What a server asks for, wherever it says so, within what it may ask for. Milliseconds. */
export function clampWait(waitMs: number): number {
  return Math.min(longestMs, Math.max(shortestMs, waitMs));
}

/** Epoch milliseconds of a date in one of the three forms that RFC 9110 5.6.7 knows; null for anything else. */
function parseHttpDate(text: string, nowMs: number): number | null {
  const fixed = imfFixdate.exec(text);
  if (fixed !== null) return toEpochMs(fixed[3], fixed[2], fixed[1], fixed.slice(4));
  const old = rfc850.exec(text);
  if (old !== null) return toEpochMs(fullYear(Number(old[3]), nowMs), old[2], old[1], old.slice(4));
  const unix = asctime.exec(text);
  if (unix !== null) return toEpochMs(unix[6], unix[1], unix[2], unix.slice(3, 6));
  return null;
}

/** A two-digit year that seems more than 50 years ahead is of the past century (RFC 9110 5.6.7). */
function fullYear(twoDigits: number, nowMs: number): string {
  const thisYear = new Date(nowMs).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + twoDigits;
  return String(year > thisYear + 50 ? year - 100 : year);
}

function toEpochMs(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  time: readonly string[],
): number | null {
  const monthIndex = months.indexOf(month ?? "");
  const [hours, minutes, seconds] = time.map(Number);
  if (monthIndex < 0 || hours === undefined || minutes === undefined || seconds === undefined) return null;
  if (hours > 23 || minutes > 59 || seconds > 60) return null;
  return Date.UTC(Number(year), monthIndex, Number(day), hours, minutes, seconds);
}
