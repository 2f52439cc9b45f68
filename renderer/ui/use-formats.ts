import { useStore } from "zustand";
import { numberFormat } from "../../electron/shared/intl-formats";
import { formatLocaleOf } from "../../electron/shared/languages";
import { formatBytes, formatSpeed } from "../format/bytes";
import {
  formatDays,
  formatExactMoment,
  formatExactTime,
  formatFullMoment,
  formatMoment,
} from "../format/dates";
import { formatCountdown, formatDuration } from "../format/duration";
import { usableLocale } from "../format/locale";
import { formatPercent } from "../format/percent";
import { useStores } from "../stores-context";

/** The formatters of `format/`, bound to the user's locale. */
export interface Formats {
  bytes(bytes: number): string;
  speed(bytesPerSecond: number): string;
  duration(milliseconds: number): string;
  countdown(milliseconds: number): string;
  moment(iso: string, nowMs: number): string;
  fullMoment(iso: string): string;
  exactMoment(iso: string): string;
  exactTime(iso: string): string;
  days(from: string, to: string): string;
  percent(percent: number): string;
  count(value: number): string;
}

/** Formatters for numbers and times in the user's locale. */
export function useFormats(): Formats {
  const { overview, settings } = useStores();
  const systemLocale = useStore(overview, (state) => state.info?.locale ?? navigator.language);
  const choice = useStore(settings, (state) => state.settings?.language ?? "system");
  const announced = formatLocaleOf(choice, systemLocale);
  return formatsOf(announced);
}

/** The formatters of each locale that was asked for: every row of a list uses the same ones. */
const known = new Map<string, Formats>();

function formatsOf(announced: string): Formats {
  const found = known.get(announced);
  if (found !== undefined) return found;
  const locale = usableLocale(announced);
  const formats: Formats = {
    bytes: (bytes) => formatBytes(bytes, locale),
    speed: (bytesPerSecond) => formatSpeed(bytesPerSecond, locale),
    duration: (milliseconds) => formatDuration(milliseconds, locale),
    countdown: (milliseconds) => formatCountdown(milliseconds, locale),
    moment: (iso, nowMs) => formatMoment(iso, nowMs, locale),
    fullMoment: (iso) => formatFullMoment(iso, locale),
    exactMoment: (iso) => formatExactMoment(iso, locale),
    exactTime: (iso) => formatExactTime(iso, locale),
    days: (from, to) => formatDays(from, to, locale),
    percent: (percent) => formatPercent(percent, locale),
    count: (value) => numberFormat(locale).format(value),
  };
  known.set(announced, formats);
  return formats;
}
