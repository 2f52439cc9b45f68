function sameDay(first: Date, second: Date): boolean {
  return (
    first.getFullYear() === second.getFullYear() &&
    first.getMonth() === second.getMonth() &&
    first.getDate() === second.getDate()
  );
}

/** A moment as short as it can be told: the time today, the day this year, else the whole date. */
export function formatMoment(iso: string, nowMs: number, locale: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const now = new Date(nowMs);
  if (sameDay(moment, now)) {
    return new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(moment);
  }
  if (moment.getFullYear() === now.getFullYear()) {
    return new Intl.DateTimeFormat(locale, {
      day: "numeric",
      month: "short",
      hour: "numeric",
      minute: "2-digit",
    }).format(moment);
  }
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(moment);
}

/** A moment in full, for a tooltip. */
export function formatFullMoment(iso: string, locale: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  return new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" }).format(moment);
}
