import { numberFormat } from "../../electron/shared/intl-formats";

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const dayMs = 24 * 60 * minuteMs;

function unit(value: number, name: "second" | "minute" | "hour" | "day", locale: string): string {
  return numberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" }).format(value);
}

/**
 * A span of time in at most two units: `42 sec`, `1 min`, `2 hr 5 min`, `3 days`.
 * Rounds up, so a countdown ends at one second and never shows zero while there is something to wait for.
 */
export function formatDuration(milliseconds: number, locale: string): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / secondMs));
  if (seconds < 60) return unit(seconds, "second", locale);
  const minutes = Math.ceil(milliseconds / minuteMs);
  if (minutes < 60) return unit(minutes, "minute", locale);
  if (minutes >= 24 * 60) return unit(Math.ceil(milliseconds / dayMs), "day", locale);
  const rest = minutes % 60;
  const hours = unit(Math.floor(minutes / 60), "hour", locale);
  return rest === 0 ? hours : `${hours} ${unit(rest, "minute", locale)}`;
}

/** A countdown that changes every second: `0:42`, `12:05`, `1:02:09`. */
export function formatCountdown(milliseconds: number, locale: string): string {
  const total = Math.max(0, Math.ceil(milliseconds / secondMs));
  const two = numberFormat(locale, { minimumIntegerDigits: 2, useGrouping: false });
  const one = numberFormat(locale, { useGrouping: false });
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const tail = two.format(total % 60);
  return hours === 0
    ? `${one.format(minutes)}:${tail}`
    : `${one.format(hours)}:${two.format(minutes)}:${tail}`;
}
