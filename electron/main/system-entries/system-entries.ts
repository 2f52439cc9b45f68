import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { SystemEntriesStatus } from "../../shared/system-entries";
import { linkScheme } from "../deep-link";
import { areEntriesThere, writeEntries } from "./entry-files";
import { ownEntry } from "./linux-entries";
import { LinuxFileManagers } from "./linux-file-managers";
import { linuxLinksRegistered, registerLinuxLinks, unregisterLinuxLinks } from "./linux-links";
import { macServiceEntries, macServiceFolder } from "./mac-service";

/** What of Electron the entries need. */
export interface EntryPorts {
  readonly app: {
    isDefaultProtocolClient(scheme: string, path: string): boolean;
    setAsDefaultProtocolClient(scheme: string, path: string): boolean;
    removeAsDefaultProtocolClient(scheme: string, path: string): boolean;
  };
  /** A shortcut of Windows: where it leads, or null; makes it lead somewhere; takes it away. */
  readonly shortcuts: {
    targetOf(path: string): string | null;
    write(path: string, target: string): void;
    remove(path: string): void;
  };
}

/** Where this copy runs. */
export interface EntryPlaces {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** What starts this copy; null for a checkout, which may be gone tomorrow. */
  readonly program: string | null;
}

/** What the system's file managers and its links know of Waybill. What is on disk counts, not what was once chosen. */
export class SystemEntries {
  readonly #places: EntryPlaces;
  readonly #ports: EntryPorts;

  constructor(places: EntryPlaces, ports: EntryPorts) {
    this.#places = places;
    this.#ports = ports;
  }

  /** What starts this copy; null for a checkout. */
  get program(): string | null {
    return this.#places.program;
  }

  /** How it stands now. */
  async status(): Promise<SystemEntriesStatus> {
    const { platform, program } = this.#places;
    if (program === null) return { fileManagers: "not-installed", links: "not-installed" };
    if (platform === "darwin") {
      const isThere = await areEntriesThere(macServiceEntries(program, this.#places.home));
      return { fileManagers: isThere ? "on" : "off", links: this.#systemLinks(program) };
    }
    if (platform === "win32") {
      const isThere = this.#ports.shortcuts.targetOf(this.#sendTo()) === program;
      return { fileManagers: isThere ? "on" : "off", links: this.#systemLinks(program) };
    }
    const isThere = await this.#linuxFileManagers(program).isOn();
    const isRegistered = await linuxLinksRegistered(this.#linuxLinks(program));
    return { fileManagers: isThere ? "on" : "off", links: isRegistered ? "on" : "off" };
  }

  /** Puts the entries into file managers, or takes them out. */
  async setFileManagers(wanted: boolean): Promise<void> {
    const { platform, program } = this.#places;
    if (program === null) return;
    if (platform === "darwin") {
      const { home } = this.#places;
      if (wanted) await writeEntries(macServiceEntries(program, home));
      else await rm(macServiceFolder(home), { recursive: true, force: true });
      return;
    }
    if (platform === "win32") {
      const { shortcuts } = this.#ports;
      if (wanted) shortcuts.write(this.#sendTo(), program);
      else shortcuts.remove(this.#sendTo());
      return;
    }
    await this.#linuxFileManagers(program).set(wanted);
  }

  /** Adds what the package that this copy came in could not bring for its user. */
  async completePackage(): Promise<void> {
    const { platform, program } = this.#places;
    if (platform === "linux" && program !== null) await this.#linuxFileManagers(program).complete();
  }

  /** Makes `waybill://` links lead to this copy, or no more. Throws when the system refuses. */
  async setLinks(wanted: boolean): Promise<void> {
    const { platform, program } = this.#places;
    if (program === null) return;
    if (platform === "linux") {
      const parts = this.#linuxLinks(program);
      await (wanted ? registerLinuxLinks(parts) : unregisterLinuxLinks(parts));
      return;
    }
    const { app } = this.#ports;
    const isDone = wanted
      ? app.setAsDefaultProtocolClient(linkScheme, program)
      : app.removeAsDefaultProtocolClient(linkScheme, program);
    if (!isDone) throw new Error("The system did not change what opens the links.");
  }

  #systemLinks(program: string): SystemEntriesStatus["links"] {
    return this.#ports.app.isDefaultProtocolClient(linkScheme, program) ? "on" : "off";
  }

  #linuxFileManagers(program: string): LinuxFileManagers {
    const systemDirectories = this.#systemDirectories();
    return new LinuxFileManagers({ program, dataDirectory: this.#dataDirectory(), systemDirectories });
  }

  #linuxLinks(program: string) {
    const { environment, home } = this.#places;
    return {
      entry: ownEntry(program, this.#dataDirectory()),
      configDirectory: environment["XDG_CONFIG_HOME"] || join(home, ".config"),
      systemDirectories: this.#systemDirectories(),
      environment,
    };
  }

  /** XDG Base Directory Specification 0.8, as the one below. */
  #dataDirectory(): string {
    return this.#places.environment["XDG_DATA_HOME"] || join(this.#places.home, ".local", "share");
  }

  #systemDirectories(): readonly string[] {
    return (this.#places.environment["XDG_DATA_DIRS"] || "/usr/local/share:/usr/share").split(":");
  }

  /** The folder whose entries Windows shows under "Send to". */
  #sendTo(): string {
    const roaming = this.#places.environment["APPDATA"] ?? join(this.#places.home, "AppData", "Roaming");
    return join(roaming, "Microsoft", "Windows", "SendTo", "Waybill.lnk");
  }
}
