import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, renameSync } from "node:fs";
import { CancellationToken } from "builder-util-runtime";
import {
  AppImageUpdater,
  type AppUpdater,
  MacUpdater,
  NsisUpdater,
  Provider,
  type ResolvedUpdateFileInfo,
  type UpdateInfo,
} from "electron-updater";
import type { InstallOptions } from "electron-updater/out/BaseUpdater";
import type { ProviderRuntimeOptions } from "electron-updater/out/providers/Provider";
import type { Logger } from "../../engine/ports";
import { type Feed, feedName, readFeed, type UpdateSource } from "./signed-feed";

/** What finds, fetches and installs newer versions on this system. */
export interface SystemUpdater {
  /** The newer version that is offered to this copy, or null. Rejects when the feed can't be had or trusted. */
  check(): Promise<string | null>;
  /** Fetches what `check` found; rejects when it is not what the feed promised, and when `signal` fires. */
  load(onProgress: (percent: number) => void, signal: AbortSignal): Promise<void>;
  /** Puts it in the place of this copy, when everything else has ended. Answers whether the program ends by itself then. */
  install(startAgain: boolean): boolean;
}

/** What an updater works with. */
export interface SystemUpdaterParts {
  readonly source: UpdateSource;
  /** Everything is kept below it. */
  readonly profileDirectory: string;
  readonly logger: Logger;
  /** The text of a feed. */
  readonly fetchText: (url: string) => Promise<string>;
  /** Another note of electron-builder's than the one in the package; for tests. */
  readonly configuration?: string;
}

/** electron-updater, with our signed feed in place of its unsigned one. */
export function createSystemUpdater(platform: NodeJS.Platform, parts: SystemUpdaterParts): SystemUpdater {
  const updater = updaterFor(platform);
  updater.logger = quietLogger(parts.logger);
  updater.autoDownload = false;
  // When to install is decided here: never while uploads run.
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.disableWebInstaller = true;
  // Before the address, which it would unset.
  if (parts.configuration !== undefined) updater.updateConfigPath = parts.configuration;
  updater.setFeedURL({ provider: "custom", updateProvider: signedProvider(platform, parts) });
  keepBelow(updater, parts.profileDirectory);
  return {
    check: async () => {
      const found = await updater.checkForUpdates();
      return found?.isUpdateAvailable === true ? found.updateInfo.version : null;
    },
    load: async (onProgress, signal) => {
      const token = new CancellationToken();
      const cancel = (): void => token.cancel();
      const tell = ({ percent }: { percent: number }): void => onProgress(percent);
      signal.addEventListener("abort", cancel);
      updater.on("download-progress", tell);
      try {
        await updater.downloadUpdate(token);
      } finally {
        signal.removeEventListener("abort", cancel);
        updater.off("download-progress", tell);
      }
    },
    install: (startAgain) => {
      if (updater instanceof MacUpdater) {
        updater.quitAndInstall();
        return true;
      }
      updater.install(true, startAgain);
      return false;
    },
  };
}

function updaterFor(platform: NodeJS.Platform): MacUpdater | NsisUpdater | AppImageUpdater {
  if (platform === "win32") return new NsisUpdater();
  return platform === "darwin" ? new MacUpdater() : new WholeAppImageUpdater();
}

/** electron-updater removes the old AppImage before it moves the new one there; a full disk in between would leave none. */
class WholeAppImageUpdater extends AppImageUpdater {
  protected override doInstall(options: InstallOptions): boolean {
    const place = process.env["APPIMAGE"];
    const loaded = this.installerPath;
    if (place === undefined || loaded === null) return false;
    const beside = `${place}.new`;
    copyFileSync(loaded, beside);
    chmodSync(beside, 0o755);
    renameSync(beside, place);
    if (options.isForceRunAfter) spawn(place, [], { detached: true, stdio: "ignore" }).unref();
    return true;
  }
}

/** Asks for our feed and believes it only with our key's signature. */
function signedProvider(platform: NodeJS.Platform, { source, fetchText }: SystemUpdaterParts) {
  const folder = source.url.endsWith("/") ? source.url : `${source.url}/`;
  return class extends Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: unknown, runtime: ProviderRuntimeOptions) {
      super(runtime);
    }

    async getLatestVersion(): Promise<UpdateInfo> {
      const name = feedName(platform, process.arch);
      return updateInfoOf(readFeed(await fetchText(new URL(name, folder).href), name, source.publicKey));
    }

    resolveFiles(info: UpdateInfo): ResolvedUpdateFileInfo[] {
      return info.files.map((file) => ({ url: new URL(file.url, folder), info: file }));
    }
  };
}

function updateInfoOf({ version, releaseDate, stagingPercentage, files: listed }: Feed): UpdateInfo {
  const [first] = listed;
  const files = listed.map(({ blockMapSize, ...file }) =>
    blockMapSize === undefined ? file : { ...file, blockMapSize },
  );
  const older = { path: first?.url ?? "", sha512: first?.sha512 ?? "" };
  const staged = stagingPercentage === undefined ? {} : { stagingPercentage };
  return { version, releaseDate, files, ...older, ...staged };
}

/** Everything Waybill writes lies in its profile; electron-updater would use the user's folder for caches. */
function keepBelow(updater: AppUpdater, folder: string): void {
  const adapter: unknown = Reflect.get(updater, "app");
  if (typeof adapter === "object" && adapter !== null) {
    Object.defineProperty(adapter, "baseCachePath", { value: folder });
  }
}

/** A server that can't be reached is no fault of Waybill's; what failed is said by the state of the updates. */
function quietLogger(logger: Logger) {
  const say = (message: unknown): void => logger.info(`Updates: ${String(message).split("\n")[0]}`);
  return { info: say, warn: say, error: say };
}
