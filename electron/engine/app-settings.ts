import {
  type AppSettings,
  type AppSettingsPatch,
  appSettingsPatchSchema,
  changedAppSettings,
  readAppSettings,
} from "../shared/settings";
import { Failure } from "./failure";
import type { SettingsStore } from "./store/stores";

/** The settings of the app: read once, kept at hand, stored before they take effect. */
export class AppSettingsBook {
  readonly #store: SettingsStore;
  readonly #listeners = new Set<(settings: AppSettings) => void>();
  #current: AppSettings;

  constructor(store: SettingsStore) {
    this.#store = store;
    this.#current = readAppSettings(store.read());
  }

  /** The settings as they are now. */
  get current(): AppSettings {
    return this.#current;
  }

  /** Calls back with the settings after each change. */
  onChange(listener: (settings: AppSettings) => void): void {
    this.#listeners.add(listener);
  }

  /** Changes some settings. Throws `config` naming the first key at fault; nothing is changed then. */
  save(patch: AppSettingsPatch): AppSettings {
    const checked = appSettingsPatchSchema.safeParse(patch);
    if (!checked.success) throw badSetting(checked.error.issues[0]);
    const changed = changedAppSettings(this.#current, checked.data);
    refuseUnusable(changed);
    this.#store.save(checked.data);
    this.#current = changed;
    for (const listener of this.#listeners) listener(this.#current);
    return this.#current;
  }
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
}

function badSetting(issue: Issue | undefined): Failure {
  const unknown = issue?.keys?.[0];
  const field = unknown ?? String(issue?.path[0] ?? "");
  return new Failure("permanent", "config", {
    field,
    message:
      unknown === undefined
        ? `The setting "${field}" can't have this value.`
        : `There is no setting "${unknown}".`,
    hint: "Nothing was changed; choose another value.",
  });
}

/** What no single key's rule can tell. */
function refuseUnusable(settings: AppSettings): void {
  // An address that is not in use lies open as well.
  if (settings.proxyMode !== "manual" && settings.proxy === "") return;
  const url = URL.canParse(settings.proxy) ? new URL(settings.proxy) : null;
  if (url !== null && url.password !== "") {
    throw new Failure("permanent", "config", {
      field: "proxy",
      message: "A password in the address of the proxy would lie open in Waybill's records.",
      hint: "Leave it out here; a destination keeps its proxy's password as a secret.",
    });
  }
  if (url !== null && (url.protocol === "http:" || url.protocol === "https:")) return;
  throw new Failure("permanent", "config", {
    field: "proxy",
    message: "The address of the proxy must begin with http:// or https://.",
    hint: "Correct it, or use the system's proxy.",
  });
}
