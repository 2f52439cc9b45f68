import { basename } from "node:path";
import type { Destination, SecretSource, Settings } from "../shared/destination";
import type { AppSettings } from "../shared/settings";

/** The key of the setting that is a path. */
const pathKey = "caCertificate";

function withoutFolder(source: SecretSource): SecretSource {
  return source.kind === "file" ? { kind: "file", path: basename(source.path) } : source;
}

/** A destination as the page gets it: of paths only the file's name. */
export function toDestinationView(destination: Destination): Destination {
  const { settings, secrets } = destination;
  const path = settings[pathKey];
  return {
    ...destination,
    settings: path === undefined ? settings : { ...settings, [pathKey]: basename(path) },
    secrets: Object.fromEntries(Object.entries(secrets).map(([key, source]) => [key, withoutFolder(source)])),
  };
}

/** Settings that came back from the page: a path that it was shown by its name alone and left as it was is whole again. */
export function fromPage(settings: Settings, known: Destination | null): Settings {
  const saved = known?.settings[pathKey];
  if (saved === undefined || settings[pathKey] !== basename(saved)) return settings;
  return { ...settings, [pathKey]: saved };
}

/** The app's settings as the page gets them. */
export function toSettingsView(settings: AppSettings): AppSettings {
  return { ...settings, caCertificate: basename(settings.caCertificate) };
}
