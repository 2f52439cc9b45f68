import { momentFormat } from "../../electron/shared/intl-formats";

function sameDay(first: Date, second: Date): boolean {
  return (
    first.getFullYear() === second.getFullYear() &&
    first.getMonth() === second.getMonth() &&
    first.getDate() === second.getDate()
  );
}

/** `01:07` where days have 24 hours, `1:07 AM` where they have twice twelve. */
function hourStyle(locale: string): "numeric" | "2-digit" {
  const { hour12 } = momentFormat(locale, { hour: "numeric" }).resolvedOptions();
  return hour12 === true ? "numeric" : "2-digit";
}

/** A moment as short as it can be told: the time today, the day this year, else the whole date. */
export function formatMoment(iso: string, nowMs: number, locale: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const now = new Date(nowMs);
  const hour = hourStyle(locale);
  if (sameDay(moment, now)) {
    return momentFormat(locale, { hour, minute: "2-digit" }).format(moment);
  }
  if (moment.getFullYear() === now.getFullYear()) {
    return momentFormat(locale, {
      day: "numeric",
      month: "short",
      hour,
      minute: "2-digit",
    }).format(moment);
  }
  return momentFormat(locale, { dateStyle: "medium" }).format(moment);
}

/** A moment to the second, as papers have it: `Nov 25, 2026, 10:42:07 AM`. */
export function formatExactMoment(iso: string, locale: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const parts = momentFormat(locale, { dateStyle: "medium", timeStyle: "medium" }).formatToParts(moment);
  // No line ends before AM or PM.
  const isGlue = (index: number) =>
    parts[index]?.type === "literal" && parts[index + 1]?.type === "dayPeriod";
  return parts.map(({ value }, index) => (isGlue(index) ? "\u00a0" : value)).join("");
}

/** Days in short, as the user writes them (`2026-11-25`): `Nov 1 – 25, 2026`; an open end stays open. */
export function formatDays(from: string, to: string, locale: string): string {
  const format = momentFormat(locale, { dateStyle: "medium" });
  const dayOf = (written: string) => new Date(`${written}T00:00:00`);
  if (from !== "" && to !== "") return format.formatRange(dayOf(from), dayOf(to));
  return from === "" ? `– ${format.format(dayOf(to))}` : `${format.format(dayOf(from))} –`;
}

/** The time of a day to the second: `10:42:07 AM`. */
export function formatExactTime(iso: string, locale: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  return momentFormat(locale, { timeStyle: "medium" }).format(moment);
}

/** A moment in full, for a tooltip. */
export function formatFullMoment(iso: string, locale: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  return momentFormat(locale, { dateStyle: "full", timeStyle: "medium" }).format(moment);
}
