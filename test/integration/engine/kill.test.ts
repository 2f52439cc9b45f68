import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { figures, KillCampaign } from "../../campaigns/kill-campaign";
import { temporaryFolder } from "../../helpers/engine";

const kills = Number(process.env["WAYBILL_KILLS"] ?? 100);
const seed = Number(process.env["WAYBILL_SEED"] ?? 20_261_125);

test(`P1: kill -9 of the real engine ${kills} times, at every phase: nothing lost, nothing twice, nothing damaged`, {
  timeout: 60_000 + kills * 2_000,
}, async () => {
  const folder = await temporaryFolder();
  onTestFinished(folder.remove);
  const profileDirectory = join(folder.path, "profile");
  const campaign = new KillCampaign({ folder: folder.path, profileDirectory, kills, seed });
  const result = await campaign.run();
  process.stdout.write(figures(result));
  expect(result.lost).toEqual([]);
  expect(result.twice).toEqual([]);
  expect(result.stray).toEqual([]);
  expect(result.damaged).toBe(0);
  expect(result.astray).toEqual([]);
  expect(result.unaccounted).toEqual([]);
  expect(result.wrongInTheEnd).toEqual([]);
});
