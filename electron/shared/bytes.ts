import { numberFormat } from "./intl-formats";

/** Decimal units, as file managers of macOS and Linux and the services' own limits count them. */
const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

interface Scaled {
  readonly value: number;
  readonly unit: (typeof units)[number];
}

/** Goes up one unit at 999.5, so that nothing ever reads "1000 kB". */
function scale(bytes: number): Scaled {
  let value = Math.max(0, bytes);
  let index = 0;
  while (value >= 999.5 && index < units.length - 1) {
    value /= 1000;
    index += 1;
  }
  return { value, unit: units[index] ?? "byte" };
}

/** One decimal below 100 from megabytes on; smaller units are whole: the eye compares, it does not audit. */
function fractionDigits({ value, unit }: Scaled): number {
  return unit === "byte" || unit === "kilobyte" || value >= 99.95 ? 0 : 1;
}

/** A size in bytes as people read it: `24.1 MB`. */
export function formatBytes(bytes: number, locale: string): string {
  const scaled = scale(bytes);
  const digits = fractionDigits(scaled);
  return numberFormat(locale, {
    style: "unit",
    unit: scaled.unit,
    unitDisplay: scaled.unit === "byte" ? "long" : "short",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(scaled.value);
}

/** A speed in bytes per second: `8.2 MB/s`. */
export function formatSpeed(bytesPerSecond: number, locale: string): string {
  const scaled = scale(bytesPerSecond);
  const digits = fractionDigits(scaled);
  return numberFormat(locale, {
    style: "unit",
    unit: `${scaled.unit}-per-second`,
    unitDisplay: "short",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(scaled.value);
}
