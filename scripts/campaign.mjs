// The long runs that `npm test` has no time for: `kill [KILLS]` kills the real engine a thousand times and, a fifth as often
// each, with no room on the disk and with damaged records; `soak [FILES]` sends twenty thousand files.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "./setup/paths.mjs";

const [name = "", count] = process.argv.slice(2);
const vitest = join(projectFolder, "node_modules/vitest/vitest.mjs");
const kills = Number(count ?? 1_000);

/** @type {Record<string, { words: string[], environment: Record<string, string> }>} */
const campaigns = {
  kill: {
    words: ["run", "test/integration/engine/kill"],
    environment: { WAYBILL_KILLS: String(kills), WAYBILL_TROUBLED_KILLS: String(Math.ceil(kills / 5)) },
  },
  soak: {
    words: ["run", "--config", "vitest.campaigns.config.ts", "soak"],
    environment: count === undefined ? {} : { WAYBILL_SOAK_FILES: count },
  },
};

const campaign = campaigns[name];
if (campaign === undefined || Number.isNaN(kills)) {
  process.stderr.write("Usage: node scripts/campaign.mjs kill [KILLS] | soak [FILES]\n");
  process.exitCode = 2;
} else {
  const environment = { ...process.env, ...campaign.environment };
  const run = spawnSync(process.execPath, [vitest, ...campaign.words], {
    cwd: projectFolder,
    env: environment,
    stdio: "inherit",
  });
  process.exitCode = run.status ?? 1;
}
