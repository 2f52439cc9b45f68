import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { figures, KillCampaign } from "../../campaigns/kill-campaign";
import { seeded } from "../../campaigns/life";
import { countQuarantined, damageLastPage, mountSmallDisk, withoutRoom } from "../../campaigns/surroundings";
import { temporaryFolder } from "../../helpers/engine";

const kills = Number(process.env["WAYBILL_TROUBLED_KILLS"] ?? 20);
const seed = Number(process.env["WAYBILL_SEED"] ?? 20_261_125);
const timeout = 60_000 + kills * 3_000;

test.skipIf(process.platform === "win32")(
  `P1, P5: ${kills} kills while no file of the profile may grow: nothing lost, nothing twice, nothing damaged`,
  { timeout },
  async () => {
    const folder = await temporaryFolder();
    onTestFinished(folder.remove);
    const profileDirectory = join(folder.path, "profile");
    const random = seeded(seed);
    const campaign = new KillCampaign({
      ...{ folder: folder.path, profileDirectory, kills, seed },
      before: () => (random() < 0.7 ? withoutRoom(profileDirectory, random) : []),
    });
    const result = await campaign.run();
    process.stdout.write(figures(result));
    expect(result).toMatchObject({ lost: [], twice: [], stray: [], damaged: 0, astray: [], unaccounted: [] });
    expect(result.wrongInTheEnd).toEqual([]);
    expect(new Set(result.refused.map((refusal) => refusal.split(" ")[0]))).toEqual(
      new Set(["storage-full"]),
    );
    expect(countQuarantined(profileDirectory)).toBe(0);
  },
);

test(`P1, P5: ${kills} kills on a disk that is full most of the time: nothing lost, nothing twice, nothing damaged`, {
  timeout,
}, async (context) => {
  const folder = await temporaryFolder();
  onTestFinished(folder.remove);
  const disk = mountSmallDisk(join(folder.path, "disk"), 24 * 1024 * 1024);
  if (typeof disk === "string") {
    process.stdout.write(`no small disk can be mounted here: ${disk}\n`);
    context.skip();
    return;
  }
  onTestFinished(() => disk.remove());
  const profileDirectory = join(disk.path, "profile");
  const campaign = new KillCampaign({
    ...{ folder: folder.path, profileDirectory, kills, seed },
    between: (kill, random) =>
      disk.fill(kill === kills - 1 || random() < 0.3 ? 16 * 1024 * 1024 : random() * 60_000),
  });
  const result = await campaign.run();
  process.stdout.write(figures(result));
  expect(result).toMatchObject({ lost: [], twice: [], stray: [], damaged: 0, astray: [], unaccounted: [] });
  expect(result.wrongInTheEnd).toEqual([]);
  expect(result.refused.length).toBeGreaterThan(0);
});

test(`P1, P6: ${kills} kills, with the last page of the records damaged again and again: nothing lost, nothing twice, nothing damaged`, {
  timeout,
}, async () => {
  const folder = await temporaryFolder();
  onTestFinished(folder.remove);
  const profileDirectory = join(folder.path, "profile");
  let damages = 0;
  const campaign = new KillCampaign({
    ...{ folder: folder.path, profileDirectory, kills, seed },
    between: (_, random) => {
      if (random() <= 0.4 && damageLastPage(profileDirectory, random)) damages += 1;
    },
  });
  const result = await campaign.run();
  const quarantined = countQuarantined(profileDirectory);
  process.stdout.write(`${damages} times damaged, ${quarantined} databases kept aside\n${figures(result)}`);
  expect(result).toMatchObject({ lost: [], twice: [], stray: [], damaged: 0, astray: [], unaccounted: [] });
  expect(result.wrongInTheEnd).toEqual([]);
  expect(damages).toBeGreaterThan(0);
  expect(quarantined).toBeGreaterThan(0);
});
