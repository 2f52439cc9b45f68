import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dropPaths, expect, openView, rowOf, test } from "./app.fixture";

test("a row says under which name the server keeps the file, where it is another one", async ({
  launch,
  folder,
}) => {
  test.skip(process.platform === "win32", "Windows has no such names.");
  const { page } = await launch();
  const paths = [join(folder, 'minutes "final".txt'), join(folder, "plain.txt")];
  for (const path of paths) await writeFile(path, "what was said");
  await dropPaths(page, paths);
  await openView(page, "history");
  await expect(rowOf(page, "minutes")).toContainText("stored as minutes _final_.txt");
  await expect(rowOf(page, "plain.txt")).toBeVisible();
  await expect(rowOf(page, "plain.txt")).not.toContainText("stored as");
});
