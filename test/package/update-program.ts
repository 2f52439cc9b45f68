import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { app } from "electron";
import { systemClock } from "../../electron/engine/ports";
import { fetchFeed } from "../../electron/main/updates/fetch-feed";
import { createSystemUpdater } from "../../electron/main/updates/system-updater";
import { silenceMs, Updates } from "../../electron/main/updates/updates";

// Runs in Electron: looks for updates at one address after the other, as Waybill does, and prints what came of each.

/** What the test asks for, in the variable WAYBILL_TEST. */
interface Errand {
  readonly baseUrl: string;
  readonly publicKey: string;
  readonly folder: string;
  readonly cases: readonly string[];
}

/** Soon enough for a test; the silence of a server that has stalled is as short. */
const limitMs = 1_500;
const hurriedClock = {
  ...systemClock,
  after: (delayMs: number, callback: () => void) =>
    systemClock.after(delayMs === silenceMs ? limitMs : delayMs, callback),
};

async function run(errand: Errand, name: string): Promise<void> {
  const place = join(errand.folder, `${name}.AppImage`);
  writeFileSync(place, "the old version");
  process.env["APPIMAGE"] = place;
  const configuration = join(errand.folder, "app-update.yml");
  writeFileSync(configuration, "provider: custom\nupdaterCacheDirName: updates\n");
  const said: string[] = [];
  const say = (message: string): void => void said.push(message);
  const states: string[] = [];
  const updates = new Updates({
    updater: createSystemUpdater("linux", {
      source: { url: `${errand.baseUrl}/${name}`, publicKey: errand.publicKey },
      profileDirectory: join(errand.folder, name),
      logger: { info: say, warn: say, error: say },
      fetchText: (url) => fetchFeed(fetch, url, limitMs),
      configuration,
    }),
    obstacle: null,
    clock: name === "stalled-file" ? hurriedClock : systemClock,
    logger: { info: say, warn: say, error: say },
    isWanted: async () => true,
    isQuiet: async () => true,
    installsAtQuit: true,
    changed: (state) => states.push("why" in state ? `${state.kind} ${state.why}` : state.kind),
    quit: () => {},
  });
  await updates.check();
  await updates.prepareEnd();
  updates.end();
  process.stdout.write(
    `${JSON.stringify({ name, state: updates.state, states: [...new Set(states)], said })}\n`,
  );
}

async function main(): Promise<void> {
  const errand: Errand = JSON.parse(process.env["WAYBILL_TEST"] ?? "");
  app.setPath("userData", join(errand.folder, "user"));
  Object.defineProperty(app, "isPackaged", { value: true });
  await app.whenReady();
  for (const name of errand.cases) await run(errand, name);
  app.exit(0);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  app.exit(1);
});
