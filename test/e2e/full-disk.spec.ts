import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mountSmallDisk } from "../campaigns/surroundings";
import { startSilentServer } from "../servers/silent-server";
import { dropPaths, expect, test } from "./app.fixture";
import { sendToSilent } from "./silent-destination";

const files = 3_000;

test("P5: on a full disk new files are refused with a sentence, and taken again when there is space", async ({
  launch,
  folder,
  expectedErrors,
}, info) => {
  const disk = mountSmallDisk(join(folder, "disk"), 128 * 1024 * 1024);
  if (typeof disk === "string") {
    info.skip(true, `no small disk can be mounted here: ${disk}`);
    return;
  }
  const server = await startSilentServer("nothing");
  try {
    // Chromium and the log complain about their own files.
    expectedErrors.push(/./);
    const { page, quit } = await launch({ profile: join(disk.path, "profile") });
    await sendToSilent(page, server.port, { concurrency: "1" });
    const many = join(folder, "many");
    await mkdir(many);
    for (let index = 0; index < files; index += 1) await writeFile(join(many, `${index}.txt`), String(index));
    const single = join(folder, "letter.txt");
    await writeFile(single, "Dear customs office");

    disk.fill(0);
    await dropPaths(page, [many]);
    await expect(page.getByText(/no space left to keep Waybill/).first()).toBeVisible();
    disk.fill(64 * 1024 * 1024);
    await expect(page.getByTestId("records-notice")).toHaveCount(0);
    await dropPaths(page, [single]);
    await expect
      .poll(async () => {
        const query = { list: "queue", search: "letter", offset: 0, limit: 5 } as const;
        return (await page.evaluate((asked) => window.bridge.request("uploads:page", asked), query)).total;
      })
      .toBe(1);
    await quit();
  } finally {
    server.close();
    disk.remove();
  }
});
