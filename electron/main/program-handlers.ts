import { readFile } from "node:fs/promises";
import { release, type } from "node:os";
import { join } from "node:path";
import type { EngineApi } from "../engine/engine-api";
import type { AppInfo } from "../shared/ipc";
import type { MenuCommandId } from "../shared/menu-commands";
import { type AboutFacts, versionsText } from "./about";
import type { IpcHandlers } from "./ipc-main";
import { readLicences } from "./licences";
import { writeReport } from "./report";
import type { Updates } from "./updates/updates";

type Names =
  | "app:about"
  | "app:copy-versions"
  | "app:open"
  | "app:licences"
  | "menu:allow"
  | "diagnostics:report"
  | "diagnostics:copy-report"
  | "diagnostics:open-logs"
  | "settings:choose-certificate"
  | "updates:state"
  | "updates:check"
  | "updates:install";

/** What the handlers work with. */
export interface ProgramHandlerParts {
  readonly api: EngineApi;
  readonly info: AppInfo;
  readonly menu: { allow(possible: readonly MenuCommandId[]): void };
  readonly about: AboutFacts;
  readonly updates: Pick<Updates, "state" | "check" | "installNow">;
  readonly places: { readonly outDirectory: string; readonly logDirectory: string };
  readonly desk: {
    writeClipboard(text: string): void;
    /** An absolute path of a certificate file that is there, or null. */
    chooseCertificate(): Promise<string | null>;
    /** Opens a folder or a file of Waybill's own with the system's program; false when that was not possible. */
    openPath(path: string): Promise<boolean>;
    /** Opens an address if it may be opened. */
    openInBrowser(url: string): Promise<boolean>;
  };
}

/** The handlers of what concerns the program itself. */
export function createProgramHandlers(parts: ProgramHandlerParts): Pick<IpcHandlers, Names> {
  const { api, desk, places, menu, about, updates } = parts;
  return {
    "app:about": async () => ({
      versions: about.versions,
      hasProject: about.homepage !== null,
      hasNotices: about.noticesPath !== null,
    }),
    "app:copy-versions": async () => {
      desk.writeClipboard(versionsText(about.versions));
    },
    "app:open": async ({ what }) => {
      const { homepage, noticesPath } = about;
      if (what === "project") return { opened: homepage !== null && (await desk.openInBrowser(homepage)) };
      return { opened: noticesPath !== null && (await desk.openPath(noticesPath)) };
    },
    "app:licences": () => readLicences(places.outDirectory, parts.info.electron),
    "menu:allow": async ({ possible }) => {
      menu.allow(possible);
    },
    "diagnostics:report": async () => ({ text: await report(parts) }),
    "diagnostics:copy-report": async () => {
      desk.writeClipboard(await report(parts));
    },
    "diagnostics:open-logs": async () => ({ opened: await desk.openPath(places.logDirectory) }),
    "updates:state": async () => updates.state,
    "updates:check": async () => {
      await updates.check();
    },
    "updates:install": async ({ isAwaited }) => {
      await updates.installNow(isAwaited);
    },
    "settings:choose-certificate": async () => {
      const path = await desk.chooseCertificate();
      if (path !== null) await api.saveSettings({ caCertificate: path });
    },
  };
}

async function report({ api, info, places }: ProgramHandlerParts): Promise<string> {
  const [settings, destinations, { counts }, log] = await Promise.all([
    api.settings(),
    api.destinations(),
    api.standing({ batchId: null }),
    logText(join(places.logDirectory, "waybill.log")),
  ]);
  return writeReport({
    ...{ info, settings, destinations, counts, log },
    versions: process.versions,
    system: `${type()} ${release()} ${process.arch}`,
    madeAt: new Date().toISOString(),
  });
}

/** The log's text; a window's first line in it says what runs. */
async function logText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    // No log, nothing to report from it.
    return "";
  }
}
