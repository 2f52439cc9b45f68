import { writeSync } from "node:fs";
import { claimProfile, connectEngine, serveEngine } from "../../../electron/engine/host/profile-host";
import { fakeEngine } from "./fake-engine";

/** Starts on a profile like any Waybill: says `owner PID`, or `guest PID-OF-THE-OWNER` after asking the owner. */
const folder = process.argv[2] ?? "";
const claim = await claimProfile(folder);
if (claim === null) {
  const engine = await connectEngine(folder);
  const links = await engine.api.links({ id: "who" });
  writeSync(1, `guest ${links[0]?.url}\n`);
  await engine.close();
} else {
  const url = String(process.pid);
  const engine = fakeEngine({
    links: async () => [{ url, expiresAt: null, opensInBrowser: false }],
    act: () => new Promise(() => {}),
  });
  await serveEngine(engine, claim);
  writeSync(1, `owner ${url}\n`);
}
