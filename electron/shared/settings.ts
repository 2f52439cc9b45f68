import { z } from "zod";

/** The whole queue runs at most this many uploads at a time, whatever the user asks for: sockets and disk are finite. */
const mostUploadsAtATime = 64;
/** Below this a transfer would look stalled to many servers, bytes per second. */
const slowestBytesPerSecond = 1024;

const text = (limit: number) => z.string().max(limit);

/** What the user decides about Waybill itself. A key may be added, never renamed: it is what the records hold. */
const shape = {
  theme: z.enum(["system", "light", "dark", "high-contrast"]),
  language: z.enum(["system", "en", "zh-CN"]),
  density: z.enum(["comfortable", "compact"]),
  /** Uploads at a time over all destinations; each destination has a limit of its own besides. */
  concurrency: z.number().int().min(1).max(mostUploadsAtATime),
  /** Bytes per second over all uploads together; null for no limit. */
  bandwidthBytesPerSecond: z.number().int().min(slowestBytesPerSecond).nullable(),
  linkFormat: z.enum(["url", "markdown", "html", "bbcode", "template"]),
  /** Used with the link format `template`. */
  linkTemplate: text(2_000),
  /** Put the links of finished uploads on the clipboard. */
  copyLinks: z.boolean(),
  notifications: z.boolean(),
  /** `manual` uses `proxy`; a destination's own proxy outranks all three. */
  proxyMode: z.enum(["system", "manual", "none"]),
  /** Address of the proxy, http:// or https://; used with the mode `manual`. */
  proxy: text(2_000),
  /** Path of a PEM file with the authorities to trust, for destinations that name none; empty for the usual ones. */
  caCertificate: text(32_768),
  /** The history is kept this many days; null keeps it until the user removes it. */
  historyDays: z.number().int().min(1).max(36_500).nullable(),
  /** Closing the window leaves Waybill in the tray. */
  keepInTray: z.boolean(),
  openAtLogin: z.boolean(),
  /** Keep the computer awake while uploads run. */
  keepAwake: z.boolean(),
  /** A key combination that works everywhere; empty for none. */
  shortcut: text(100),
  /** A small window that stays in front of others and takes drops. */
  dropTarget: z.boolean(),
  /** Answer editors, as PicGo does, on a port of this computer alone. */
  editorEndpoint: z.boolean(),
  editorPort: z.number().int().min(1024).max(65_535),
  /** Look for newer versions of Waybill, where this copy updates itself. */
  checkForUpdates: z.boolean(),
  /** Where files go from everywhere; `currentDestination` says what holds for null, and where it is gone. */
  currentDestinationId: text(64).nullable(),
} as const;

/** All settings of the app, complete. */
export const appSettingsSchema = z.object(shape).readonly();

/** All settings of the app. */
export type AppSettings = z.infer<typeof appSettingsSchema>;

/** Some settings, to change them. Without defaults: a key that is absent stays as it is. */
export const appSettingsPatchSchema = z.strictObject(shape).partial().readonly();

/** Some settings, to change them. */
export type AppSettingsPatch = z.infer<typeof appSettingsPatchSchema>;

/**
 * What the page may change. A certificate's path comes from the system's dialog (`settings:choose-certificate`); the page
 * can only let go of it.
 */
export const pageSettingsPatchSchema = z
  .strictObject({ ...shape, caCertificate: text(0) })
  .partial()
  .readonly();

/** What holds until the user decides otherwise. */
export const defaultAppSettings: AppSettings = {
  theme: "system",
  language: "system",
  density: "comfortable",
  concurrency: 16,
  bandwidthBytesPerSecond: null,
  linkFormat: "url",
  linkTemplate: "",
  copyLinks: true,
  notifications: true,
  proxyMode: "system",
  proxy: "",
  caCertificate: "",
  historyDays: null,
  keepInTray: true,
  openAtLogin: false,
  keepAwake: true,
  shortcut: "",
  dropTarget: false,
  editorEndpoint: false,
  editorPort: 36_677,
  checkForUpdates: true,
  currentDestinationId: null,
};

/** The settings after a change. */
export function changedAppSettings(settings: AppSettings, patch: AppSettingsPatch): AppSettings {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return appSettingsSchema.parse({ ...settings, ...Object.fromEntries(given) });
}

/** The settings in a stored record. What is unknown is passed over; a damaged value costs its own key alone. */
export function readAppSettings(stored: Readonly<Record<string, unknown>>): AppSettings {
  const sound = Object.entries(shape).flatMap(([key, schema]) => {
    const parsed = schema.safeParse(stored[key]);
    return parsed.success ? [[key, parsed.data] as const] : [];
  });
  return appSettingsSchema.parse({ ...defaultAppSettings, ...Object.fromEntries(sound) });
}
