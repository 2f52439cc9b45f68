import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mountSmallDisk } from "../campaigns/surroundings";
import { dropPaths, expect, openView, rowOf, test } from "./app.fixture";

test("P5: a full disk is said while it is full; the upload ends and everything goes on when there is space", async ({
  launch,
  folder,
  expectedErrors,
}, info) => {
  const disk = mountSmallDisk(join(folder, "disk"), 96 * 1024 * 1024);
  if (typeof disk === "string") {
    info.skip(true, `no small disk can be mounted here: ${disk}`);
    return;
  }
  try {
    // Chromium and the log complain about their own files.
    expectedErrors.push(/./);
    const { page, quit } = await launch({ profile: join(disk.path, "profile") });
    const path = join(folder, "letter.txt");
    await writeFile(path, "Dear customs office");
    await expect(page.getByTestId("send-to")).toBeVisible();
    disk.fill(0);
    await dropPaths(page, [path]);
    const notice = page.getByTestId("records-notice");
    // Either the upload was still taken, and its outcome waits, or it was refused with the same sentence.
    await expect(
      page.getByText(/no space left to keep Waybill|own records can't be written/).first(),
    ).toBeVisible();
    disk.fill(64 * 1024 * 1024);
    await expect(notice).toHaveCount(0);
    if ((await rowOf(page, "letter.txt").count()) === 0) await dropPaths(page, [path]);
    await openView(page, "history");
    await expect(rowOf(page, "letter.txt")).toHaveCount(1);
    await quit();
  } finally {
    disk.remove();
  }
});
