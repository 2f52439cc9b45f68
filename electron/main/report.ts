import type { Destination } from "../shared/destination";
import type { AppInfo, Counts } from "../shared/ipc";
import type { AppSettings } from "../shared/settings";
import { redactText } from "./redact";

/** What a report is made of. */
export interface ReportParts {
  readonly info: AppInfo;
  /** Of the runtime: `chrome`, `node`, `v8`. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  /** Kind and release of the operating system. */
  readonly system: string;
  readonly settings: AppSettings;
  readonly destinations: readonly Destination[];
  readonly counts: Counts;
  /** The log, newest line last. */
  readonly log: string;
  /** ISO 8601. */
  readonly madeAt: string;
}

/** Warnings and errors of the log that a report takes along. */
const lastTroubles = 30;

/** The keys of settings that name something of the user's: of these it is only told whether they are set. */
const personal: ReadonlySet<string> = new Set([
  "proxy",
  "caCertificate",
  "linkTemplate",
  "currentDestinationId",
]);

function settingLines(settings: AppSettings): readonly string[] {
  return Object.entries(settings).map(([key, value]) => {
    if (!personal.has(key)) return `  ${key}: ${String(value)}`;
    return `  ${key}: ${value === null || value === "" ? "not set" : "set"}`;
  });
}

/** Services and how many destinations each has: their names and addresses are the user's own business. */
function destinationLines(destinations: readonly Destination[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { service } of destinations) counts.set(service, (counts.get(service) ?? 0) + 1);
  return [...counts].map(([service, count]) => `  ${service}: ${count}`);
}

function troubleLines(log: string): readonly string[] {
  const troubles = log.split("\n").filter((line) => /\[(error|warn)\s*\]/.test(line));
  return troubles.slice(-lastTroubles).map((line) => `  ${redactText(line)}`);
}

/**
 * What helps to find out what went wrong on another computer: versions, settings, counts, the last errors. In English,
 * whoever reads it. It says nothing of names and addresses; the lines of the log, which may, have their secrets removed.
 */
export function writeReport(parts: ReportParts): string {
  const { info, versions, counts } = parts;
  const troubles = troubleLines(parts.log);
  return [
    `Waybill ${info.version}, ${parts.madeAt}`,
    `Electron ${info.electron} (${info.runtime}), Chromium ${versions["chrome"] ?? "?"}, Node ${versions["node"] ?? "?"}`,
    `${parts.system}, locale ${info.locale}, keyring ${info.keyringAvailable ? "yes" : "no"}`,
    "",
    "Settings",
    ...settingLines(parts.settings),
    "",
    "Destinations by service",
    ...destinationLines(parts.destinations),
    "",
    "Uploads",
    ...Object.entries(counts).map(([state, count]) => `  ${state}: ${count}`),
    "",
    `Last warnings and errors of the log (${troubles.length})`,
    ...troubles,
    "",
  ].join("\n");
}
